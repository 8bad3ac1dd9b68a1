import type { CheckedCluster } from '../checked-cluster';
import { startedIn } from './started';

/** Whether MIC never takes an identity off a node; undefined when there is no MIC to tell (pkg/mic/mic.go). */
export function isImmutable(checked: CheckedCluster, clientID: string): boolean | undefined {
  const mics = startedIn(checked).filter(({ program }) => program === 'mic');
  // The list is read in lower case with its blanks, and compared with the client id as written.
  const lists = mics.map((mic) => mic.value('immutable-user-msis', '').toLowerCase().split(','));
  return mics.length === 0 ? undefined : lists.every((ids) => ids.includes(clientID));
}
