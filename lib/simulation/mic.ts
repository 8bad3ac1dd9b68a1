import { byNamespaceAndName, fold } from '../go/compare';
import { BINDING_LABEL } from '../upstream/api';
import type { Cluster } from './cluster';
import type { Binding, Identity } from './custom-resources';
import { NamespacedMap } from './namespaced-map';
import type { Pod } from './workload';

/** Namespace of the AzureAssignedIdentities of identities that any namespace may use (pkg/mic/mic.go, makeAssignedIDs). */
const SHARED_NAMESPACE = 'default';

/** An identity that a pod gets, and how. */
export interface Assignment {
  readonly identity: Identity;
  readonly binding: Binding;
  /** Namespace of the AzureAssignedIdentity; undefined in managed mode. */
  readonly assignedIn: string | undefined;
}

/** Why a binding that matches a pod's label does not give it an identity. */
export type SkipReason =
  /** There is no AzureIdentity of this name in the binding's namespace. */
  | 'identityMissing'
  /** MIC drops an identity of type 0 with a malformed resource id. */
  | 'resourceIdInvalid'
  /** Namespaced behaviour: pod, binding and identity must be in one namespace. */
  | 'otherNamespace'
  /** The pod already has an AzureAssignedIdentity of this identity's name, from a binding that sorts before. */
  | 'nameTaken'
  /** MIC assigns it, but NMI, forced namespaced, does not hand it out to another namespace. */
  | 'filteredByNmi';

/** A binding that matches a pod's label and does not give it an identity. */
export interface SkippedBinding {
  readonly binding: Binding;
  readonly reason: SkipReason;
  /** The identity that the binding refers to, when it exists. */
  readonly identity?: Identity | undefined;
  /** The assignment that came first, for `nameTaken`. */
  readonly winner?: Assignment | undefined;
}

/**
 * Which pod gets which identity from MIC: createDesiredAssignedIdentityList in pkg/mic/mic.go.
 *
 * MIC keys AzureAssignedIdentities by the names of pod, namespace and identity, joined by hyphens. The simulation assumes
 * that the keys of different pods differ.
 */
export class Mic {
  /** The bindings of each selector, in MIC's order. */
  private readonly candidates = new Map<string, Candidate[]>();
  /** Those to identities that any namespace may use. */
  private readonly shared = new Map<string, Valid[]>();
  /** Those to identities that only their own namespace may use, by namespace and selector. */
  private readonly own = new NamespacedMap<Valid[]>();
  /** Results, by the namespace and the label of the pod. */
  private readonly assignments = new NamespacedMap<readonly Assignment[]>();

  constructor(
    cluster: Cluster,
    private readonly forceNamespaced: boolean,
  ) {
    for (const binding of cluster.bindings.toSorted(byNamespaceAndName)) {
      const { namespace, selector } = binding;
      // An identity is looked up in the namespace of the binding only.
      const identity = cluster.identityOf(binding);
      add(this.candidates, selector, { binding, identity });
      if (!identity || !isValid(identity)) continue;
      const candidate = { binding, identity };
      if (this.isNamespaced(identity)) this.own.getOrAdd(namespace, selector, () => []).push(candidate);
      else add(this.shared, selector, candidate);
    }
  }

  /** The identities that a pod is assigned, in the order in which MIC processes the bindings. */
  public assignmentsOf(pod: Pod): readonly Assignment[] {
    const label = labelOf(pod);
    if (!label) return [];
    return this.assignments.getOrAdd(pod.namespace, label, () => this.assignmentsIn(pod.namespace, label));
  }

  private assignmentsIn(namespace: string, label: string): readonly Assignment[] {
    const shared = this.shared.get(label) ?? [];
    const own = this.own.get(namespace, label) ?? [];
    const isMixed = own.length > 0 && shared.length > 0;
    const candidates = isMixed ? [...shared, ...own].sort(byBinding) : own.length > 0 ? own : shared;
    // The name of the AzureAssignedIdentity contains the name of the identity, not its namespace: the first one wins.
    return firstOfEachName(candidates, (identity) => this.assignedIn(identity));
  }

  /** The bindings that match a pod's label and give it nothing, in the same order. */
  public skippedOf(pod: Pod, assigned = this.assignmentsOf(pod)): readonly SkippedBinding[] {
    const label = labelOf(pod);
    const candidates = (label && this.candidates.get(label)) || [];
    // Each assignment is of another binding.
    if (assigned.length === candidates.length) return NONE;
    return candidates.flatMap(({ binding, identity }) => {
      const skipped = (reason: SkipReason, winner?: Assignment) => [{ binding, reason, identity, winner }];
      if (!identity) return skipped('identityMissing');
      if (!isValid(identity)) return skipped('resourceIdInvalid');
      if (this.isNamespaced(identity) && binding.namespace !== pod.namespace) return skipped('otherNamespace');
      const winner = assigned.find(({ identity: { name } }) => name === identity.name);
      return winner && winner.binding !== binding ? skipped('nameTaken', winner) : [];
    });
  }

  private assignedIn(identity: Identity): string {
    return this.isNamespaced(identity) ? identity.namespace : SHARED_NAMESPACE;
  }

  private isNamespaced(identity: Identity): boolean {
    return this.forceNamespaced || identity.isNamespaced;
  }
}

interface Candidate {
  readonly binding: Binding;
  readonly identity: Identity | undefined;
}
type Valid = Candidate & { readonly identity: Identity };

const byBinding = (a: Candidate, b: Candidate) => byNamespaceAndName(a.binding, b.binding);

const NONE: readonly SkippedBinding[] = [];

/** The label that counts; undefined for a pod without a node or without the label, and for an empty label. */
function labelOf({ labels, isScheduled }: Pod): string | undefined {
  const label = isScheduled && Object.hasOwn(labels, BINDING_LABEL) ? labels[BINDING_LABEL] : undefined;
  return label || undefined;
}

function add<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** The assignments of candidates, one for each name of an identity. */
export function firstOfEachName(
  candidates: readonly Candidate[],
  assignedIn: (identity: Identity) => string | undefined,
): Assignment[] {
  const [first] = candidates;
  if (candidates.length === 1 && first?.identity) {
    const { binding, identity } = first;
    return [{ identity, binding, assignedIn: assignedIn(identity) }];
  }
  const byName = new Map<string, Assignment>();
  for (const { binding, identity } of candidates) {
    if (!identity || byName.has(identity.name)) continue;
    byName.set(identity.name, { identity, binding, assignedIn: assignedIn(identity) });
  }
  return [...byName.values()];
}

/** Whether MIC uses an identity: it validates only type 0. */
export function isValid({ type, resourceID }: Identity): boolean {
  return type !== 0 || isResourceID(resourceID);
}

/** What nearly all resource ids look like. */
const USUAL =
  /^\/subscriptions\/[^/\s]+\/resourcegroups\/[^/\s]+\/providers\/microsoft\.managedidentity\/userassignedidentities\/[^/\s]+$/i;

/** In lower case: upstream's pattern ignores case. */
const PARTS = [
  /\/subscriptions\//gu,
  /\/resourcegroups\//gu,
  /\/providers\/microsoft.managedidentity\/userassignedidentities\//gu,
];

/**
 * pkg/utils/utils.go, ValidateResourceID: these parts with something between and after them, anywhere in a line, in any
 * case. They are searched one after the other, because one pattern for all takes JavaScript very long on some strings.
 */
function isResourceID(text: string): boolean {
  if (USUAL.test(text)) return true;
  return text.split('\n').some((line) => {
    const folded = fold(line);
    let at = 0;
    for (const part of PARTS) {
      part.lastIndex = at;
      if (!part.test(folded)) return false;
      at = part.lastIndex + 1;
    }
    return at <= folded.length;
  });
}
