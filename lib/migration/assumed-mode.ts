import type { Binding } from '../simulation/custom-resources';
import { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { indexed } from '../validate/indexed';
import { usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { type AzureIdentity, setOfAzure } from './azure-identity';
import type { Blocker } from './blocker';
import { IdentitiesInUse } from './identities-in-use';
import { titlesOf } from './identity-blockers';
import { stageOf } from './workload-stage';

/**
 * Whether MIC and NMI are forced namespaced, when nobody says so: they are not among the paths, and no option tells. Some
 * workloads have other identities then.
 */
export class AssumedMode {
  private readonly bySelector: ReadonlyMap<string, readonly Binding[]> | undefined;
  private forced: IdentitiesInUse | undefined;

  constructor(private readonly simulation: Simulation) {
    const { cluster, settings } = simulation;
    this.bySelector = settings.isAssumed ? indexed(cluster.bindings, ({ selector }) => selector) : undefined;
  }

  /** Why the identities of a workload are not known. */
  public blockerOf(workload: Workload, identities: readonly AzureIdentity[]): Blocker | undefined {
    const { bySelector } = this;
    const { label = '', namespace } = workload;
    if (!bySelector || usesWorkloadIdentity(stageOf(workload))) return undefined;
    if ((bySelector.get(label) ?? []).every((binding) => binding.namespace === namespace)) return undefined;
    const other = this.whenForced(workload);
    // Without any they would not work today, so that it is not how MIC and NMI run.
    if (other.length === 0 || setOfAzure(other) === setOfAzure(identities)) return undefined;
    return {
      problem: `Its identities depend on how MIC and NMI run, which are not among the paths: ${titlesOf(identities)} by default, ${titlesOf(other)} if they are forced namespaced.`,
      advice:
        'Add the path of the install, or say how it runs: --mode standard for the default, or --force-namespaced.',
    };
  }

  private whenForced(workload: Workload): readonly AzureIdentity[] {
    const { cluster, settings } = this.simulation;
    this.forced ??= new IdentitiesInUse(
      new Simulation(cluster, { ...settings, micForceNamespaced: true, nmiForceNamespaced: true }),
    );
    return this.forced.boundTo(workload);
  }
}
