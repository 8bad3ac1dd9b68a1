import type { Cluster } from './cluster';
import { byNamespaceAndName } from './compare';
import { type Binding, type Identity, keyOf } from './custom-resources';
import { BINDING_LABEL, type Pod } from './workload';

/** The namespace of AzureAssignedIdentities of identities that any namespace may use (pkg/mic/mic.go, makeAssignedIDs). */
const SHARED_NAMESPACE = 'default';

/** An identity that a pod is given, and how. */
export interface Assignment {
  readonly identity: Identity;
  /** The binding that is recorded. */
  readonly binding: Binding;
  /** The namespace of the AzureAssignedIdentity; undefined in managed mode, which has none. */
  readonly assignedIn: string | undefined;
}

/** Why a binding of a pod's label does not give it an identity. */
export type SkipReason =
  /** There is no AzureIdentity of this name in the binding's namespace. */
  | 'identityMissing'
  /** MIC drops an identity of type 0 whose resource id it takes for malformed. */
  | 'resourceIdInvalid'
  /** Namespaced behaviour: pod, binding and identity must be in one namespace. */
  | 'otherNamespace'
  /** The pod has an AzureAssignedIdentity of this identity's name already, made by a binding that sorts before. */
  | 'nameTaken'
  /** MIC assigns it, but NMI, forced namespaced, does not hand it out to another namespace. */
  | 'filteredByNmi';

/** A binding that matches a pod's label and does not give it an identity. */
export interface SkippedBinding {
  readonly binding: Binding;
  readonly reason: SkipReason;
  /** The identity that the binding refers to, when there is one. */
  readonly identity: Identity | undefined;
  /** What came first, for `nameTaken`. */
  readonly winner: Assignment | undefined;
}

/**
 * MIC's answer to which pod gets which identity: createDesiredAssignedIdentityList in pkg/mic/mic.go.
 *
 * It keys AzureAssignedIdentities by pod, namespace and identity name joined by hyphens. Each pod is taken to have a name
 * that joins to nothing another pod has.
 */
export class Mic {
  private readonly candidates = new Map<string, Candidates>();
  private readonly answers = new Map<string, readonly Assignment[]>();
  private readonly identities: ReadonlyMap<string, Identity>;

  constructor(
    cluster: Cluster,
    private readonly forceNamespaced: boolean,
  ) {
    this.identities = new Map(cluster.identities.map((identity) => [keyOf(identity), identity]));
    for (const binding of cluster.bindings.toSorted(byNamespaceAndName)) this.addCandidate(binding);
  }

  /** The identities that a pod is assigned, in the order in which MIC goes through the bindings. */
  public assignmentsOf(pod: Pod): readonly Assignment[] {
    const label = this.labelOf(pod);
    if (label === undefined) return [];
    const key = `${pod.namespace} ${label}`;
    let answer = this.answers.get(key);
    if (!answer) {
      answer = this.assign(pod.namespace, label);
      this.answers.set(key, answer);
    }
    return answer;
  }

  /** The bindings of a pod's label that give it nothing, in the same order. */
  public skippedOf(pod: Pod): SkippedBinding[] {
    const label = this.labelOf(pod);
    const all = label === undefined ? [] : (this.candidates.get(label)?.all ?? []);
    const assigned = this.assignmentsOf(pod);
    return all.flatMap((binding) => {
      const identity = this.identityOf(binding);
      const skipped = (reason: SkipReason, winner?: Assignment) => [{ binding, reason, identity, winner }];
      if (!identity) return skipped('identityMissing');
      if (!isValid(identity)) return skipped('resourceIdInvalid');
      if (this.isNamespaced(identity) && binding.namespace !== pod.namespace) return skipped('otherNamespace');
      const winner = assigned.find(({ identity: { name } }) => name === identity.name);
      return winner && winner.binding !== binding ? skipped('nameTaken', winner) : [];
    });
  }

  /** A pod without a node, without the label, or with an empty one gets nothing. */
  private labelOf({ labels, isScheduled }: Pod): string | undefined {
    return isScheduled && Object.hasOwn(labels, BINDING_LABEL) && labels[BINDING_LABEL] !== ''
      ? labels[BINDING_LABEL]
      : undefined;
  }

  private addCandidate(binding: Binding): void {
    let candidates = this.candidates.get(binding.selector);
    if (!candidates) {
      candidates = new Candidates();
      this.candidates.set(binding.selector, candidates);
    }
    candidates.all.push(binding);
    const identity = this.identityOf(binding);
    if (!identity || !isValid(identity)) return;
    if (this.isNamespaced(identity)) candidates.addOwn(binding);
    else candidates.shared.push(binding);
  }

  private assign(namespace: string, label: string): Assignment[] {
    const byName = new Map<string, Assignment>();
    for (const binding of this.candidates.get(label)?.of(namespace) ?? []) {
      const identity = this.identityOf(binding) as Identity;
      const assignedIn = this.isNamespaced(identity) ? identity.namespace : SHARED_NAMESPACE;
      // The name of the AzureAssignedIdentity has the name of the identity, not its namespace: the first one keeps it.
      if (!byName.has(identity.name)) byName.set(identity.name, { identity, binding, assignedIn });
    }
    return [...byName.values()];
  }

  /** An identity is looked up in the namespace of the binding only. */
  private identityOf({ namespace, azureIdentity }: Binding): Identity | undefined {
    return this.identities.get(`${namespace}/${azureIdentity}`);
  }

  private isNamespaced(identity: Identity): boolean {
    return this.forceNamespaced || identity.isNamespaced;
  }
}

/** The bindings of one selector, in MIC's order. */
class Candidates {
  public readonly all: Binding[] = [];
  /** Those that any namespace may use. */
  public readonly shared: Binding[] = [];
  /** Those that only pods of their namespace may use, by namespace. */
  private readonly own = new Map<string, Binding[]>();

  public addOwn(binding: Binding): void {
    const own = this.own.get(binding.namespace);
    if (own) own.push(binding);
    else this.own.set(binding.namespace, [binding]);
  }

  /** Those that count for a pod of a namespace. */
  public of(namespace: string): readonly Binding[] {
    const own = this.own.get(namespace);
    return own ? [...this.shared, ...own].sort(byNamespaceAndName) : this.shared;
  }
}

/** pkg/utils/utils.go, ValidateResourceID: not anchored, without case; other types are not looked at. */
const RESOURCE_ID =
  /\/subscriptions\/[^\n]+?\/resourcegroups\/[^\n]+?\/providers\/Microsoft[^\n]ManagedIdentity\/userAssignedIdentities\/[^\n]+/iu;

/** Whether MIC takes an identity into account. */
export function isValid({ type, resourceID }: Identity): boolean {
  return type !== 0 || RESOURCE_ID.test(resourceID);
}
