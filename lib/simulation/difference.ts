import type { Mode } from '../upstream/mode';
import { indexed } from '../validate/indexed';
import type { Assignments, WorkloadIdentities } from './answer';
import type { GrantedIdentity } from './granted-identity';
import type { Bypass } from './nmi';
import type { Via } from './via';

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

/** An access that exists before and after, in other ways. */
export interface ChangedWays {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The identity, as it is granted after. */
  readonly identity: GrantedIdentity;
  readonly from: readonly Via[];
  readonly to: readonly Via[];
  /** Whether it goes from pod identity to Workload Identity alone, so that no stage has both; absent when not. */
  readonly inOneStep?: true;
}

/** The difference between two answers, without places in files, labels and order. */
export interface Difference {
  readonly before: DifferenceSettings;
  readonly after: DifferenceSettings;
  readonly gained: readonly Access[];
  readonly lost: readonly Access[];
  /** The same identity with the same client id, by another binding or assigned in another namespace. */
  readonly changed: readonly ChangedAccess[];
  /** The same client id, in other ways: no difference, except in one step. Absent when neither uses Workload Identity. */
  readonly ways?: readonly ChangedWays[];
}

export interface DifferenceSettings {
  readonly mode: Mode;
  readonly forceNamespaced: boolean;
  /** Files that were skipped; absent when there are none. */
  readonly incomplete?: readonly string[];
}

/** What workloads gain and lose from one answer to another. */
export function differenceOf(before: Assignments, after: Assignments): Difference {
  const isById = [before, after].some(usesWorkloadIdentity);
  const [old, current] = [new Accesses(before, isById), new Accesses(after, isById)];
  const gained: Access[] = [];
  const lost: Access[] = [];
  const changed: ChangedAccess[] = [];
  const ways: ChangedWays[] = [];
  for (const { workload, what, other } of current.against(old)) {
    if (!other) gained.push(accessOf(workload, what));
    else {
      if (!isSame(other.what, what)) {
        changed.push({ before: accessOf(other.workload, other.what), after: accessOf(workload, what) });
      }
      ways.push(...changedWays(workload, other.what, what));
    }
  }
  for (const { workload, what, other } of old.against(current)) if (!other) lost.push(accessOf(workload, what));
  return { before: settingsOf(before), after: settingsOf(after), gained, lost, changed, ...(isById && { ways }) };
}

export function isEmpty({ before, after, gained, lost, changed, ways = [] }: Difference): boolean {
  const isSame = before.mode === after.mode && before.forceNamespaced === after.forceNamespaced;
  return isSame && gained.length + lost.length + changed.length === 0 && !ways.some(({ inOneStep }) => inOneStep);
}

const usesWorkloadIdentity = ({ workloads }: Assignments) =>
  workloads.some(({ serviceAccount }) => serviceAccount !== undefined);

function settingsOf({ mode, forceNamespaced, incomplete }: Assignments): DifferenceSettings {
  return { mode, forceNamespaced, ...(incomplete && { incomplete }) };
}

/** An identity, in all ways in which it is granted, or how the workload bypasses pod identity. */
type What = Granted | Bypass;
type Granted = readonly [GrantedIdentity, ...GrantedIdentity[]];

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
  /** By list: workloads with the same assignments share one. */
  private readonly known = new WeakMap<readonly GrantedIdentity[], ReadonlyMap<string, Granted>>();

  constructor(
    private readonly assignments: Assignments,
    private readonly isById: boolean,
  ) {
    this.byWorkload = indexed(assignments.workloads, keyOf);
  }

  /** Each access once, with the same access in the other answer. */
  public *against(others: Accesses): Iterable<Compared> {
    for (const workload of this.assignments.workloads) {
      const key = keyOf(workload);
      const all = this.byWorkload.get(key) ?? [];
      const theirs = others.byWorkload.get(key) ?? [];
      for (const name of this.namesOf(workload)) {
        if (all.find((one) => this.accessNamed(one, name)) !== workload) continue;
        const last = this.lastOf(all, name);
        if (last) yield { ...last, other: this.lastOf(theirs, name) };
      }
    }
  }

  private *namesOf({ bypass, identities }: WorkloadIdentities): Iterable<string> {
    if (bypass) yield BYPASS;
    yield* this.byName(identities).keys();
  }

  private accessNamed({ bypass, identities }: WorkloadIdentities, name: string): What | undefined {
    return name === BYPASS ? bypass : this.byName(identities).get(name);
  }

  private lastOf(workloads: readonly WorkloadIdentities[], name: string): Compared['other'] {
    for (const workload of workloads.toReversed()) {
      const what = this.accessNamed(workload, name);
      if (what !== undefined) return { workload, what };
    }
    return undefined;
  }

  private byName(identities: readonly GrantedIdentity[]): ReadonlyMap<string, Granted> {
    let names = this.known.get(identities);
    if (!names) {
      names = indexed(identities, (one) => accessName(one, this.isById)) as Map<string, never>;
      this.known.set(identities, names);
    }
    return names;
  }
}

const keyOf = ({ kind, namespace, name }: WorkloadIdentities) => `${kind} ${namespace}/${name}`;

/** Not the name of an identity: those have a slash. */
const BYPASS = 'bypass';

/** Identities with the same name are one access, in several ways. */
export const accessName = (identity: GrantedIdentity, isById: boolean): string =>
  isById ? idOf(identity) : nameOf(identity);

const nameOf = ({ namespace, name, clientID }: GrantedIdentity) => `${namespace}/${name} ${clientID}`;

/** Access is to a client id; Azure ignores its case. Without one, it is to a resource id or an AzureIdentity. */
const idOf = ({ namespace, name, clientID, resourceID }: GrantedIdentity) =>
  clientID === '' ? `/${(resourceID ?? `${namespace}/${name}`).toLowerCase()}` : `/${clientID.toLowerCase()}`;

/** Whether bindings grant both in the same way. */
function isSame(a: What, b: What): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  const [old, current] = [a, b].map(byBinding);
  if (!old || !current) return true;
  return old.binding === current.binding && old.assignedIn === current.assignedIn;
}

/** How a binding grants an identity; the last one counts. */
const byBinding = (grants: Granted): GrantedIdentity | undefined =>
  grants.findLast(({ via = 'pod-identity', binding }) => via === 'pod-identity' || (via === 'proxy' && binding));

const waysOf = (grants: Granted): Via[] => [...new Set(grants.map(({ via = 'pod-identity' }) => via))];

function changedWays({ kind, namespace, name }: WorkloadIdentities, before: What, after: What): ChangedWays[] {
  if (typeof before === 'string' || typeof after === 'string') return [];
  const [from, to] = [waysOf(before), waysOf(after)];
  if (from.join() === to.join()) return [];
  const inOneStep = from.join() === 'pod-identity' && to.join() === 'workload-identity';
  return [{ kind, namespace, name, identity: after[0], from, to, ...(inOneStep && { inOneStep }) }];
}

function accessOf({ kind, namespace, name }: WorkloadIdentities, what: What): Access {
  return { kind, namespace, name, ...(typeof what === 'string' ? { bypass: what } : { identity: what[0] }) };
}
