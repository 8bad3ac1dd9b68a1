import type { Cluster } from './cluster';
import { type Assignment, Mic, type SkippedBinding } from './mic';
import { NamespacedMap } from './namespaced-map';
import { type BypassDecision, Nmi } from './nmi';
import type { SettledSettings } from './settings';
import type { Workload } from './workload';

/** What MIC and NMI decide about the workloads of a cluster. Never throws; see `simulate` for the answer as a whole. */
export class Simulation {
  private readonly mic: Mic;
  private readonly nmi: Nmi;
  private readonly filtered = new NamespacedMap<readonly Assignment[]>();

  constructor(
    public readonly cluster: Cluster,
    public readonly settings: SettledSettings,
  ) {
    this.mic = new Mic(cluster, settings.micForceNamespaced);
    this.nmi = new Nmi(cluster, settings.nmiForceNamespaced, settings.micNamespace);
  }

  /** How a workload's pods bypass pod identity; undefined when they do not. */
  public bypassOf(workload: Workload): BypassDecision | undefined {
    return this.nmi.bypassOf(workload);
  }

  /** What a workload's pods are assigned: by MIC, or in managed mode by what NMI looks up. */
  public assignmentsOf(workload: Workload): readonly Assignment[] {
    if (this.settings.mode === 'managed') return this.nmi.managedAssignmentsOf(workload);
    return this.mic.assignmentsOf(workload);
  }

  /** What of that NMI hands out, if it is asked at all. */
  public handedOut(workload: Workload, assignments: readonly Assignment[]): readonly Assignment[] {
    if (this.settings.mode === 'managed' || !this.settings.nmiForceNamespaced) return assignments;
    const handedOut = assignments.filter((assignment) => this.nmi.handsOut(workload, assignment));
    // One list for all workloads that get the same.
    return handedOut.length === assignments.length
      ? assignments
      : this.filtered.getOrAdd(workload.namespace, workload.label ?? '', () => handedOut);
  }

  /** The bindings that match a workload's label and give it nothing, each with the reason. */
  public skippedOf(workload: Workload): SkippedBinding[] {
    const skipped = ({ reason, ...rest }: Partial<SkippedBinding> & Pick<SkippedBinding, 'binding' | 'reason'>) => ({
      identity: undefined,
      winner: undefined,
      reason,
      ...rest,
    });
    if (this.settings.mode === 'managed') {
      return this.nmi.managedSkippedOf(workload).map((binding) => skipped({ binding, reason: 'identityMissing' }));
    }
    const filtered = this.mic
      .assignmentsOf(workload)
      .filter((assignment) => !this.nmi.handsOut(workload, assignment))
      .map(({ binding, identity }) => skipped({ binding, identity, reason: 'filteredByNmi' }));
    return [...this.mic.skippedOf(workload), ...filtered];
  }
}
