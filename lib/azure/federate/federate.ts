import { compareBytes } from '../../go/compare';
import { IdentitiesInUse } from '../../migration/identities-in-use';
import { credentialsToCreate, type Doubtful, type NeededCredential } from '../../migration/needed-credentials';
import { accountOf } from '../../simulation/admission';
import type { Simulation } from '../../simulation/simulation';
import { GUID } from '../../validate/azure-values';
import { indexed } from '../../validate/indexed';
import { printable } from '../../validate/printable';
import { MANAGED_IDENTITY_ID } from '../../validate/resource-id';
import { fieldProblem } from '../kube-object';
import { type ManagedIdentityRef, managedIdentityRef } from '../managed-identity-ref';
import { azScript } from './az-script';
import { type BicepModule, bicep } from './bicep';
import { chartCredentials } from './chart-credentials';
import { type FederatedTarget, targetsOf } from './credential';
import { byExchange } from './identity-binding';
import { federatedJson } from './json';
import { operatorYaml } from './operator-yaml';
import { BackEnd, type FederateOptions } from './options';
import { terraform } from './terraform';

const RESOURCE_ID = ['resourceID', MANAGED_IDENTITY_ID] as const;
const APPLICATION_ID = ['clientID', GUID] as const;

/** What is written: a text, and with Bicep for several resource groups the modules beside it. */
export interface FederateOutput {
  readonly text: string;
  readonly modules: readonly BicepModule[];
}

/** The federated credentials that the workloads of the manifests need. */
export class Federate {
  /** Why there is no output: a line for each. */
  public readonly problems: string[] = [];
  public readonly warnings: string[] = [];
  /** Accounts that Entra ID should not trust: a line for each. */
  public readonly doubts: readonly string[];
  /** Whether nothing is left, because Entra ID should not trust the accounts: `problems` says why. */
  public readonly isLeftOut: boolean;
  private readonly targets: readonly FederatedTarget[];
  private readonly bound: readonly ManagedIdentityRef[];
  private readonly doubtful: readonly Doubtful[];

  constructor(
    private readonly simulation: Simulation,
    private readonly options: FederateOptions,
  ) {
    const { clusterName } = options;
    const { cluster } = simulation;
    const inUse = new IdentitiesInUse(simulation);
    this.reportUnknown(inUse);
    const { needed, doubtful } = credentialsToCreate(cluster, simulation, inUse);
    this.doubtful = doubtful;
    this.doubts = doubtful.map(doubtOf);
    const { federated, bound } = byExchange(needed, cluster);
    const targets = targetsOf(federated, clusterName, this.problems, this.warnings);
    this.targets = targets.filter(({ at, identity }) => at !== undefined || this.canBeApplication(identity));
    this.bound = this.bindingsOf(bound);
    const ofCharts = chartCredentials(simulation, clusterName, options.issuer);
    this.warnings.push(...ofCharts);
    const isNothing = this.targets.length + this.bound.length === 0 && this.problems.length === 0;
    this.isLeftOut = isNothing && doubtful.length > 0;
    if (isNothing) {
      const nothing = 'no workload of the manifests uses an identity whose resource id or application is known';
      const leftOut = [...this.doubts, ...ofCharts];
      this.problems.push(...(leftOut.length > 0 ? leftOut : [`nothing to federate: ${nothing}`]));
    }
  }

  /** @param name of the file that is written, without its ending */
  public output(name: string): FederateOutput {
    const { targets, options } = this;
    const { as, issuer = '', clusterName } = options;
    const alone = (text: string): FederateOutput => ({ text, modules: [] });
    switch (as) {
      case BackEnd.AZ:
        return alone(azScript({ targets, bound: this.bound, accounts: this.accounts }, options));
      case BackEnd.BICEP:
        return bicep(targets, issuer, name);
      case BackEnd.TERRAFORM:
        return alone(terraform(targets, { issuer, provider: options.terraformProvider }));
      case BackEnd.ASO:
        return alone(operatorYaml(targets, clusterName, issuer));
      case BackEnd.JSON:
        return alone(federatedJson(targets, issuer));
    }
  }

  /** What has no place in Azure that is known would be missing without a word. */
  private reportUnknown(inUse: IdentitiesInUse): void {
    const { cluster } = this.simulation;
    const problems = new Set<string>();
    const warnings = new Set<string>();
    for (const workload of cluster.workloads) {
      for (const { kind, identity, clientId, source } of inUse.of(workload)) {
        if (kind !== undefined && identity !== '') continue;
        if (source) {
          const [field, { allowed }] = kind === 'managedIdentity' ? RESOURCE_ID : APPLICATION_ID;
          problems.add(fieldProblem(source.manifest, ['spec', field], '', allowed));
        } else {
          const account = printable(`${workload.namespace}/${accountOf(workload)}`);
          warnings.add(
            `ServiceAccount ${account}: the identity with client id ${printable(clientId)} is not in these manifests, so its credential is left out. Add its AzureIdentity, or name its resource id in the annotation aad-pod-identity.federation/identities`,
          );
        }
      }
    }
    this.problems.push(...problems);
    this.warnings.push(...warnings);
  }

  private canBeApplication(identity: string): boolean {
    const { as } = this.options;
    if (as !== BackEnd.BICEP && as !== BackEnd.ASO) return true;
    this.warnings.push(
      `the application ${identity} is left out: --as ${as} can write no credentials of applications. Use --as az or --as terraform for it`,
    );
    return false;
  }

  private bindingsOf(bound: readonly NeededCredential[]): ManagedIdentityRef[] {
    const { as, place } = this.options;
    const groups = [...indexed(bound, ({ identity }) => identity.toLowerCase()).values()];
    const refs = groups.flatMap(([one]) => {
      const { identity, namespace, account } = one as NeededCredential;
      const ref = managedIdentityRef({ resourceID: identity });
      if (ref) return [ref];
      const where = printable(`${namespace}/${account}`);
      this.problems.push(
        `ServiceAccount ${where}: ${printable(identity)}: only a managed identity with its resource id can have an identity binding`,
      );
      return [];
    });
    if (refs.length === 0 || (as === BackEnd.AZ && place)) return refs;
    const names = refs.map(({ name }) => name).sort(compareBytes);
    this.warnings.push(
      `the identity bindings of ${names.join(', ')} are left out: --as az with --cluster and --resource-group creates them`,
    );
    return [];
  }

  /** Those that the manifests define, and those that workloads name or will have. */
  private get accounts(): string[] {
    const { cluster } = this.simulation;
    const names = [
      ...cluster.manifests.objects
        .filter(({ group, kind }) => group === '' && kind === 'ServiceAccount')
        .map(({ namespace, name }) => `${namespace}/${name}`),
      ...cluster.workloads.map((workload) => `${workload.namespace}/${accountOf(workload)}`),
      ...this.doubtful.map(({ workload, account }) => `${workload.namespace}/${account}`),
      ...this.targets.flatMap(({ credentials }) =>
        credentials.map(({ namespace, account }) => `${namespace}/${account}`),
      ),
    ];
    return [...new Set(names)].sort(compareBytes);
  }
}

function doubtOf({ workload: { manifest }, reasons, isInUse }: Doubtful): string {
  const what = isInUse ? 'is not left out, because its pods may use it already' : 'is left out';
  const why = reasons.map(({ problem, advice }) => `${problem} ${advice}`).join(' ');
  return printable(`${manifest.placeOf()}: ${manifest.title}: its federated credential ${what}. ${why}`);
}
