import type { Assignments, WorkloadIdentities, WorkloadIdentity } from './answer';
import type { Bypass } from './nmi';
import type { Mode } from './settings';

/** One thing that a workload may do: use an identity, or reach all those of its node. */
export interface Access {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The identity; absent when the workload bypasses pod identity. */
  readonly identity?: WorkloadIdentity;
  /** How it bypasses pod identity, and so reaches every identity of its node. */
  readonly bypass?: Bypass;
}

/** An access that is there before and after, by another way. */
export interface ChangedAccess {
  readonly before: Access;
  readonly after: Access;
}

/** What two answers say in different ways. Places in files, labels and the order do not count. */
export interface Difference {
  readonly before: DifferenceSettings;
  readonly after: DifferenceSettings;
  readonly gained: readonly Access[];
  readonly lost: readonly Access[];
  /** The same identity with the same client id, by another binding or assigned in another namespace. */
  readonly changed: readonly ChangedAccess[];
}

/** The settings of one of the two answers. */
export interface DifferenceSettings {
  readonly mode: Mode;
  readonly forceNamespaced: boolean;
  /** The files that were left out; absent when there are none. */
  readonly incomplete?: readonly string[];
}

/** What was gained and lost from one answer to another. */
export function differenceOf(before: Assignments, after: Assignments): Difference {
  const [old, current] = [accessOf(before), accessOf(after)];
  const only = (some: ReadonlyMap<string, Access>, others: ReadonlyMap<string, Access>) =>
    [...some].filter(([key]) => !others.has(key)).map(([, access]) => access);
  return {
    before: settingsOf(before),
    after: settingsOf(after),
    gained: only(current, old),
    lost: only(old, current),
    changed: [...current].flatMap(([key, access]) => {
      const other = old.get(key);
      return other && JSON.stringify(other) !== JSON.stringify(access) ? [{ before: other, after: access }] : [];
    }),
  };
}

/** Whether two answers are the same. */
export function isEmpty({ before, after, gained, lost, changed }: Difference): boolean {
  const isSame = before.mode === after.mode && before.forceNamespaced === after.forceNamespaced;
  return isSame && gained.length + lost.length + changed.length === 0;
}

function settingsOf({ mode, forceNamespaced, incomplete }: Assignments): DifferenceSettings {
  return { mode, forceNamespaced, ...(incomplete && { incomplete }) };
}

function accessOf({ workloads }: Assignments): Map<string, Access> {
  const accesses = new Map<string, Access>();
  for (const workload of workloads) {
    const { kind, namespace, name, identities, bypass } = workload;
    const of = { kind, namespace, name };
    if (bypass) accesses.set(keyOf(workload, 'bypass'), { ...of, bypass });
    for (const identity of identities) {
      const key = keyOf(workload, `${identity.namespace}/${identity.name} ${identity.clientID}`);
      accesses.set(key, { ...of, identity });
    }
  }
  return accesses;
}

const keyOf = ({ kind, namespace, name }: WorkloadIdentities, what: string) => `${kind} ${namespace}/${name} ${what}`;
