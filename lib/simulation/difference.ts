import type { Mode } from '../upstream/mode';
import { indexed } from '../validate/indexed';
import type { Assignments, GrantedIdentity, WorkloadIdentities } from './answer';
import type { Bypass } from './nmi';

/** One thing that a workload may do: use an identity, or any identity on its node. */
export interface Access {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The identity; absent when the workload bypasses pod identity. */
  readonly identity?: GrantedIdentity;
  /** How it bypasses pod identity, and so can use any identity on its node. */
  readonly bypass?: Bypass;
}

/** An access that exists before and after, granted in another way. */
export interface ChangedAccess {
  readonly before: Access;
  readonly after: Access;
}

/** The difference between two answers, without places in files, labels and order. */
export interface Difference {
  readonly before: DifferenceSettings;
  readonly after: DifferenceSettings;
  readonly gained: readonly Access[];
  readonly lost: readonly Access[];
  /** The same identity with the same client id, by another binding or assigned in another namespace. */
  readonly changed: readonly ChangedAccess[];
}

export interface DifferenceSettings {
  readonly mode: Mode;
  readonly forceNamespaced: boolean;
  /** Files that were skipped; absent when there are none. */
  readonly incomplete?: readonly string[];
}

/** What workloads gain and lose from one answer to another. */
export function differenceOf(before: Assignments, after: Assignments): Difference {
  const [old, current] = [new Accesses(before), new Accesses(after)];
  const gained: Access[] = [];
  const lost: Access[] = [];
  const changed: ChangedAccess[] = [];
  for (const { workload, what, other } of current.against(old)) {
    if (!other) gained.push(accessOf(workload, what));
    else if (!isSame(other.what, what)) {
      changed.push({ before: accessOf(other.workload, other.what), after: accessOf(workload, what) });
    }
  }
  for (const { workload, what, other } of old.against(current)) if (!other) lost.push(accessOf(workload, what));
  return { before: settingsOf(before), after: settingsOf(after), gained, lost, changed };
}

export function isEmpty({ before, after, gained, lost, changed }: Difference): boolean {
  const isSame = before.mode === after.mode && before.forceNamespaced === after.forceNamespaced;
  return isSame && gained.length + lost.length + changed.length === 0;
}

function settingsOf({ mode, forceNamespaced, incomplete }: Assignments): DifferenceSettings {
  return { mode, forceNamespaced, ...(incomplete && { incomplete }) };
}

/** An identity, or the way in which the workload bypasses pod identity. */
type What = GrantedIdentity | Bypass;

interface Compared {
  readonly workload: WorkloadIdentities;
  readonly what: What;
  /** The same access in the other answer. */
  readonly other: Pick<Compared, 'workload' | 'what'> | undefined;
}

/** The accesses of an answer. There may be millions, so they are computed when needed. */
class Accesses {
  /** The same workload may be listed twice. */
  private readonly byWorkload: Map<string, WorkloadIdentities[]>;

  constructor(private readonly assignments: Assignments) {
    this.byWorkload = indexed(assignments.workloads, keyOf);
  }

  /** Each access once, with the same access in the other answer. */
  public *against(others: Accesses): Iterable<Compared> {
    for (const workload of this.assignments.workloads) {
      const key = keyOf(workload);
      const all = this.byWorkload.get(key) ?? [];
      const theirs = others.byWorkload.get(key) ?? [];
      for (const name of namesOf(workload)) {
        if (all.find((one) => accessNamed(one, name)) !== workload) continue;
        const last = lastOf(all, name);
        if (last) yield { ...last, other: lastOf(theirs, name) };
      }
    }
  }
}

const keyOf = ({ kind, namespace, name }: WorkloadIdentities) => `${kind} ${namespace}/${name}`;

/** Not the name of an identity: those have a slash. */
const BYPASS = 'bypass';

function* namesOf({ bypass, identities }: WorkloadIdentities): Iterable<string> {
  if (bypass) yield BYPASS;
  yield* byName(identities).keys();
}

function accessNamed({ bypass, identities }: WorkloadIdentities, name: string): What | undefined {
  return name === BYPASS ? bypass : byName(identities).get(name);
}

function lastOf(workloads: readonly WorkloadIdentities[], name: string): Compared['other'] {
  for (const workload of workloads.toReversed()) {
    const what = accessNamed(workload, name);
    if (what !== undefined) return { workload, what };
  }
  return undefined;
}

/** By list: workloads with the same assignments share one. */
const known = new WeakMap<readonly GrantedIdentity[], ReadonlyMap<string, GrantedIdentity>>();

function byName(identities: readonly GrantedIdentity[]): ReadonlyMap<string, GrantedIdentity> {
  let names = known.get(identities);
  if (!names) {
    names = new Map(
      identities.map((identity) => [`${identity.namespace}/${identity.name} ${identity.clientID}`, identity]),
    );
    known.set(identities, names);
  }
  return names;
}

function isSame(a: What, b: What): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a.binding === b.binding && a.assignedIn === b.assignedIn;
}

function accessOf({ kind, namespace, name }: WorkloadIdentities, what: What): Access {
  return { kind, namespace, name, ...(typeof what === 'string' ? { bypass: what } : { identity: what }) };
}
