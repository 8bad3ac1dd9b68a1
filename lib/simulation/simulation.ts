import { Mode } from '../upstream/mode';
import type { AzureIdentifiers } from './azure-identifiers';
import type { Cluster } from './cluster';
import { Federation, type FederationFacts } from './federation';
import { type Assignment, Mic, type SkippedBinding } from './mic';
import { NamespacedMap } from './namespaced-map';
import { type BypassDecision, Nmi } from './nmi';
import type { SettledSettings } from './settings';
import type { Pod, Workload } from './workload';

/** What MIC, NMI and Workload Identity decide about the workloads of a cluster. Never throws. `simulate` returns the whole answer. */
export class Simulation {
  private readonly mic: Mic;
  private readonly nmi: Nmi;
  private federated: { readonly federation: Federation | undefined } | undefined;
  private readonly filtered = new NamespacedMap<readonly Assignment[]>();

  constructor(
    public readonly cluster: Cluster,
    public readonly settings: SettledSettings,
    private readonly facts: FederationFacts = {},
  ) {
    this.mic = new Mic(cluster, settings.micForceNamespaced);
    this.nmi = new Nmi(cluster, settings.nmiForceNamespaced, settings.micNamespace);
  }

  /** The same, when other manifests tell more about the identities. */
  public knowing(identifiers: AzureIdentifiers): Simulation {
    return new Simulation(this.cluster, this.settings, { ...this.facts, identifiers });
  }

  /** What Workload Identity decides; undefined when the manifests do not use it. */
  public get federation(): Federation | undefined {
    this.federated ??= { federation: Federation.of(this.cluster, this.facts) };
    return this.federated.federation;
  }

  /** How a workload's pods bypass pod identity; undefined when they do not. */
  public bypassOf(workload: Workload): BypassDecision | undefined {
    return this.nmi.bypassOf(workload);
  }

  /** The identities of a pod, or of those of a workload: assigned by MIC, or in managed mode looked up by NMI. */
  public assignmentsOf(pod: Pod): readonly Assignment[] {
    if (this.settings.mode === Mode.MANAGED) return this.nmi.managedAssignmentsOf(pod);
    return this.mic.assignmentsOf(pod);
  }

  /** The assignments that NMI hands out, unless the pods bypass it. */
  public handedOut(workload: Workload, assignments: readonly Assignment[]): readonly Assignment[] {
    if (this.settings.mode === Mode.MANAGED || !this.settings.nmiForceNamespaced) return assignments;
    const handedOut = assignments.filter((assignment) => this.nmi.handsOut(workload, assignment));
    // Workloads that get the same share one list.
    return handedOut.length === assignments.length
      ? assignments
      : this.filtered.getOrAdd(workload.namespace, workload.label ?? '', () => handedOut);
  }

  /** The bindings that match a workload's label and give it nothing, with the reasons. */
  public skippedOf(workload: Workload, assigned?: readonly Assignment[]): readonly SkippedBinding[] {
    if (this.settings.mode === Mode.MANAGED) {
      return this.nmi.managedSkippedOf(workload).map((binding) => ({ binding, reason: 'identityMissing' }));
    }
    const skipped = this.mic.skippedOf(workload, assigned);
    if (!this.settings.nmiForceNamespaced) return skipped;
    const filtered = this.mic
      .assignmentsOf(workload)
      .filter((assignment) => !this.nmi.handsOut(workload, assignment))
      .map(({ binding, identity }) => ({ binding, identity, reason: 'filteredByNmi' as const }));
    return [...skipped, ...filtered];
  }
}
