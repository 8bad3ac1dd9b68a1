import type { Controller } from '../simulation/controllers';
import type { CheckedCluster } from './checked-cluster';

/** The controllers of one program. */
export const controllersOf = ({ settings }: CheckedCluster, program: Controller['program']): Controller[] =>
  settings.controllers.filter((controller) => controller.program === program);

/** The last value of a flag, which counts; undefined when it is not given. */
export function flagOf({ flags }: Controller, name: string): string | undefined {
  return flags.given.findLast((flag) => flag.name === name)?.value;
}

/** The client ids of MIC's `--immutable-user-msis`, as it reads them: in lower case, blanks kept (pkg/mic/mic.go). */
export function immutableIdsOf(checked: CheckedCluster): ReadonlySet<string> {
  const lists = controllersOf(checked, 'mic').map((mic) => flagOf(mic, 'immutable-user-msis') ?? '');
  return new Set(lists.flatMap((list) => list.toLowerCase().split(',')).filter((id) => id !== ''));
}
