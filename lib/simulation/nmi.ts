import { byNamespaceAndName, fold } from '../go/compare';
import { BINDING_LABEL } from '../upstream/api';
import type { Cluster } from './cluster';
import type { Binding, PodException } from './custom-resources';
import { type Assignment, firstOfEachName } from './mic';
import { NamespacedMap } from './namespaced-map';
import type { Pod, Workload } from './workload';

/** Why requests of a pod reach the metadata service of its node, without a look-up of its identities. */
export type Bypass = 'exception' | 'mic' | 'hostNetwork';

export interface BypassDecision {
  readonly bypass: Bypass;
  /** The exception that matches it, and the label that matches, for `exception`. */
  readonly exception: PodException | undefined;
  readonly label: string | undefined;
}

export class Nmi {
  /** The first exception of each namespace with a label. */
  private readonly exceptions = new NamespacedMap<PodException>();
  private bindings: NamespacedMap<Binding[]> | undefined;
  /** Results, by the namespace and the label of the pod. */
  private readonly managed = new NamespacedMap<readonly Assignment[]>();

  constructor(
    private readonly cluster: Cluster,
    private readonly forceNamespaced: boolean,
    private readonly micNamespace: string,
  ) {
    for (const exception of cluster.exceptions) {
      for (const label of Object.entries(exception.podLabels)) {
        this.exceptions.getOrAdd(exception.namespace, labelKey(label), () => exception);
      }
    }
  }

  /**
   * How a workload's pods bypass NMI; undefined when they do not. Requests from the host network do not pass NMI's rule in
   * PREROUTING (pkg/nmi/iptables/iptables.go); the rest is msiHandler in pkg/nmi/server/server.go.
   */
  public bypassOf(workload: Workload): BypassDecision | undefined {
    if (workload.hostNetwork) return { bypass: 'hostNetwork', exception: undefined, label: undefined };
    if (this.isMic(workload)) return { bypass: 'mic', exception: undefined, label: undefined };
    if (this.cluster.exceptions.length === 0) return undefined;
    for (const label of Object.entries(workload.labels)) {
      const exception = this.exceptions.get(workload.namespace, labelKey(label));
      if (exception) return { bypass: 'exception', exception, label: label[0] };
    }
    return undefined;
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
      const bindings = this.managedBindingsOf(pod);
      const candidates = bindings.map((binding) => ({ binding, identity: this.cluster.identityOf(binding) }));
      return firstOfEachName(candidates, () => undefined);
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
}

const managedLabelOf = ({ labels }: Pod) => (Object.hasOwn(labels, BINDING_LABEL) && labels[BINDING_LABEL]) || '';

/** One equal label is enough; the case of its value is ignored (pkg/pod/pod.go, labelInExceptionList). */
const labelKey = ([key, value]: readonly [string, string]) => `${key}\0${fold(value)}`;
