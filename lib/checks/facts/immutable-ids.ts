import type { CheckedCluster } from '../checked-cluster';
import { controllersOf, flagOf } from './controllers-of';

/** The client ids of MIC's `--immutable-user-msis`, as it reads them: in lower case, blanks kept (pkg/mic/mic.go). */
export function immutableIdsOf(checked: CheckedCluster): ReadonlySet<string> {
  const lists = controllersOf(checked, 'mic').map((mic) => flagOf(mic, 'immutable-user-msis') ?? '');
  return new Set(lists.flatMap((list) => list.toLowerCase().split(',')).filter((id) => id !== ''));
}
