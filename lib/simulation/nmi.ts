import { byNamespaceAndName, fold } from '../go/compare';
import { BINDING_LABEL } from '../upstream/api';
import type { Cluster } from './cluster';
import type { Binding, PodException } from './custom-resources';
import type { Assignment } from './mic';
import { NamespacedMap } from './namespaced-map';
import type { Pod, Workload } from './workload';

/** Why requests of a pod reach the metadata service of its node, without a look-up of its identities. */
export type Bypass = 'exception' | 'mic' | 'hostNetwork';

/** How a pod bypasses pod identity. */
export interface BypassDecision {
  readonly bypass: Bypass;
  /** The exception that matches it, and the label that matches, for `exception`. */
  readonly exception: PodException | undefined;
  readonly label: string | undefined;
}

/** NMI's answers. */
export class Nmi {
  private readonly exceptions = new Map<string, ExceptionsOfNamespace>();
  private bindings: NamespacedMap<Binding[]> | undefined;
  /** Results, by the namespace and the label of the pod. */
  private readonly managed = new NamespacedMap<readonly Assignment[]>();

  constructor(
    private readonly cluster: Cluster,
    private readonly forceNamespaced: boolean,
    private readonly micNamespace: string,
  ) {
    for (const exception of cluster.exceptions) this.addException(exception);
  }

  /**
   * How a workload's pods bypass NMI; undefined when they do not. Requests from the host network do not pass NMI's rule in
   * PREROUTING (pkg/nmi/iptables/iptables.go); the rest is msiHandler in pkg/nmi/server/server.go.
   */
  public bypassOf(workload: Workload): BypassDecision | undefined {
    if (workload.hostNetwork) return { bypass: 'hostNetwork', exception: undefined, label: undefined };
    if (this.isMic(workload)) return { bypass: 'mic', exception: undefined, label: undefined };
    const matched = this.exceptions.get(workload.namespace)?.matching(workload.labels);
    return matched && { bypass: 'exception', ...matched };
  }

  /** Whether NMI hands out an assigned identity: when forced namespaced, only in its own namespace (pkg/nmi/standard.go). */
  public handsOut(pod: Pod, { identity }: Assignment): boolean {
    return !this.forceNamespaced || identity.namespace === pod.namespace;
  }

  /**
   * The identities that NMI looks up in managed mode (pkg/crd/crd.go, GetPodIDsWithBinding): an absent label is like an
   * empty one, and identities are not validated.
   */
  public managedAssignmentsOf(pod: Pod): readonly Assignment[] {
    return this.managed.getOrAdd(pod.namespace, managedLabelOf(pod), () => {
      const byName = new Map<string, Assignment>();
      for (const binding of this.managedBindingsOf(pod)) {
        const identity = this.cluster.identityOf(binding);
        if (identity && !byName.has(identity.name)) {
          byName.set(identity.name, { identity, binding, assignedIn: undefined });
        }
      }
      return [...byName.values()];
    });
  }

  /** The bindings that match a pod in managed mode, and whose identity does not exist. */
  public managedSkippedOf(pod: Pod): Binding[] {
    return this.managedBindingsOf(pod).filter((binding) => !this.cluster.identityOf(binding));
  }

  private managedBindingsOf(pod: Pod): readonly Binding[] {
    this.bindings ??= this.bindingsBySelector();
    return this.bindings.get(pod.namespace, managedLabelOf(pod)) ?? [];
  }

  private bindingsBySelector(): NamespacedMap<Binding[]> {
    const bindings = new NamespacedMap<Binding[]>();
    for (const binding of this.cluster.bindings.toSorted(byNamespaceAndName)) {
      bindings.getOrAdd(binding.namespace, binding.selector, () => []).push(binding);
    }
    return bindings;
  }

  /** server.go, isMIC: a ReplicaSet whose name begins with `mic`, in the namespace of `--MICNamespace` in any case. */
  private isMic({ namespace, replicaSet }: Workload): boolean {
    return replicaSet?.startsWith('mic') === true && fold(namespace) === fold(this.micNamespace);
  }

  private addException(exception: PodException): void {
    let exceptions = this.exceptions.get(exception.namespace);
    if (!exceptions) {
      exceptions = new ExceptionsOfNamespace();
      this.exceptions.set(exception.namespace, exceptions);
    }
    exceptions.add(exception);
  }
}

const managedLabelOf = ({ labels }: Pod) => (Object.hasOwn(labels, BINDING_LABEL) && labels[BINDING_LABEL]) || '';

/** One equal label is enough; the case of its value is ignored (pkg/pod/pod.go, labelInExceptionList). */
class ExceptionsOfNamespace {
  private readonly byLabel = new Map<string, PodException>();

  public add(exception: PodException): void {
    for (const [key, value] of Object.entries(exception.podLabels)) {
      const label = labelKey(key, value);
      if (!this.byLabel.has(label)) this.byLabel.set(label, exception);
    }
  }

  public matching(labels: Pod['labels']): { readonly exception: PodException; readonly label: string } | undefined {
    for (const [label, value] of Object.entries(labels)) {
      const exception = this.byLabel.get(labelKey(label, value));
      if (exception) return { exception, label };
    }
    return undefined;
  }
}

const labelKey = (key: string, value: string) => `${key}\0${fold(value)}`;
