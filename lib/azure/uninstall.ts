import { immutableIds } from '../simulation/immutable-identities';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { Mode } from '../upstream/mode';
import { azureSideOf, type WantedIdentity } from './azure-side';
import { bindingSteps } from './binding-steps';
import { GENERATED, type InstallObjects, installObjects } from './install-objects';
import { iptablesStep } from './iptables-step';
import { hasGeneratedName, unnameable } from './kube-object';
import { type MicIdentity, mayNeedNodes, micIdentityOf, micVariables } from './mic-credentials';
import { micLeftovers } from './mic-leftovers';
import { objectsNotDeleted } from './objects-not-deleted';
import { type AzurePlace, placeVariables, RoleScope } from './options';
import { podsOf } from './pods-of-workload';
import { remove, scaleDown } from './removal';
import { IDENTITY_OPERATOR, VM_CONTRIBUTOR } from './roles';
import { type Described, described, type Step, script, step } from './script';
import { call, quote, say } from './shell';
import { exposedNamespaces, unfinished } from './workloads-that-stay';

export interface UninstallOptions {
  /** The context of kubectl; undefined for the current one. */
  readonly context?: string;
  /** Where the cluster is; undefined to change nothing in Azure. */
  readonly place: AzurePlace | undefined;
  readonly scaleDown?: true;
  readonly deleteCrds?: true;
  readonly deleteRoleAssignments?: true;
  readonly scope: RoleScope;
  readonly micClientId?: string;
  readonly iptablesCleanup?: true;
}

/** Removes what the manifests installed, in an order that leaves nothing behind. */
export class Uninstall {
  public readonly problems: string[] = [];
  /** What is not deleted: a line for each, with its place and the reason. */
  private readonly left: string[];
  private readonly install: InstallObjects;
  /** Namespaces with pods that stay, and that NMI keeps from the metadata service. */
  private readonly exposed: readonly string[];
  private readonly identities: readonly WantedIdentity[];
  private readonly mic: MicIdentity | undefined;
  private readonly installSteps: readonly Step[];
  private readonly iptablesSteps: readonly Step[];

  constructor(
    private readonly simulation: Simulation,
    private readonly options: UninstallOptions,
  ) {
    const { place, deleteRoleAssignments, micClientId } = options;
    this.install = installObjects(simulation);
    this.exposed = exposedNamespaces(simulation, this.install.controllers);
    this.problems.push(...unfinished(this.labelled));
    // A placeholder never existed in Azure.
    this.identities = place
      ? azureSideOf(simulation, this.problems).identities.filter(({ at }) => at !== undefined)
      : [];
    this.mic = place && micIdentityOf(simulation, micClientId, deleteRoleAssignments ? this.problems : []);
    const { bindings, identities: resources } = simulation.cluster;
    const deleted = [...this.labelled, ...bindings, ...resources].map(({ manifest }) => manifest);
    const { controllers, others, kept } = this.install;
    for (const manifest of new Set([...deleted, ...controllers, ...others]))
      this.problems.push(...unnameable(manifest));
    // Its pods would keep running without what the script deletes.
    for (const manifest of controllers.filter(hasGeneratedName)) {
      this.problems.push(`${manifest.placeOf(['metadata'])}: ${manifest.title}: ${GENERATED}. Delete it first`);
    }
    const remaining = [...deleted.filter(hasGeneratedName).map((manifest) => [manifest, GENERATED] as const), ...kept];
    this.left = remaining.map(([manifest, why]) => `${manifest.title} (${manifest.placeOf()}): ${why}`);
    const isSound = this.problems.length === 0;
    this.iptablesSteps = isSound && options.iptablesCleanup ? [iptablesStep(simulation, this.problems)] : [];
    this.installSteps = isSound && this.hasInstall ? this.stepsOfInstall() : [];
  }

  public get script(): string {
    const { context, place, scaleDown, deleteCrds, iptablesCleanup } = this.options;
    const isManaged = this.isManaged;
    return script({
      head: [
        'Removes what the manifests installed of AAD Pod Identity. Printed by aad-pod-identity azure uninstall.',
        'Each step checks first: running it again continues where it stopped. Only objects of the manifests, and what MIC and NMI created, are deleted.',
        'Exit codes: 0 done; 3 stopped, because you have to do something first; else a command failed, with its message.',
        ...(this.notDeleted === undefined ? [] : [this.notDeleted]),
        ...this.leftLines,
      ],
      variables: {
        ...(context !== undefined && { context }),
        ...(place && placeVariables(place)),
        ...((this.deletesRoles || this.removesMicIdentity) && micVariables(this.mic)),
      },
      files: [
        'basics',
        context === undefined ? 'current-context' : 'context',
        'remove',
        ...(this.exposed.length > 0 ? ['metadata-blocked'] : []),
        ...(scaleDown ? ['scale-down'] : []),
        ...(isManaged ? [] : ['assigned-identities-left']),
        ...(this.hasInstall || deleteCrds ? ['still-in-use'] : []),
        ...(iptablesCleanup ? ['clean-iptables'] : []),
        ...(deleteCrds ? ['delete-crds'] : []),
        ...(place ? ['subscription', 'cluster', 'clusters', 'cluster-to-clean', 'nodes', 'remove-from-nodes'] : []),
        ...(this.removesMicIdentity ? ['mic-identity', 'remove-mic-identity'] : []),
        ...(this.deletesRoles ? [this.mic === undefined ? 'mic-of-cluster' : 'mic-by-client-id', 'delete-roles'] : []),
      ],
      programs: place ? ['kubectl', 'az'] : ['kubectl'],
      steps: this.steps,
    });
  }

  public get steps(): readonly Step[] {
    const { context, place, deleteCrds } = this.options;
    const stopFirst = this.hasInstall ? [] : [STOP_IF_IN_USE];
    return [
      ...(context === undefined
        ? [step('The cluster.', described('show the context of kubectl', 'show_context'))]
        : []),
      step('The CRDs that exist.', described('look for the CRDs', 'list_crds')),
      ...(place
        ? [step('The cluster in Azure.', 'find_subscription', described('look for the cluster', 'find_cluster'))]
        : []),
      ...this.metadataSteps(),
      ...this.workloadSteps(),
      ...bindingSteps(this.simulation),
      ...(this.hasInstall ? this.installSteps : [...this.scaleSetSteps(), ...this.iptablesSteps]),
      ...(deleteCrds
        ? [step('The CRDs, which nothing else deletes.', ...stopFirst, described('delete the CRDs', 'delete_crds'))]
        : []),
      ...this.roleSteps(),
      step('What remains.', ...this.farewell),
    ];
  }

  private get isManaged(): boolean {
    return this.simulation.settings.mode === Mode.MANAGED;
  }

  private get hasInstall(): boolean {
    return this.install.controllers.length > 0;
  }

  private get deletesRoles(): boolean {
    return this.options.deleteRoleAssignments === true && !this.isManaged;
  }

  /** It must be on the nodes until MIC is deleted. */
  private get removesMicIdentity(): boolean {
    return this.hasInstall && mayNeedNodes(this.mic);
  }

  /** Workloads with the label, except MIC and NMI. */
  private get labelled(): Workload[] {
    return this.simulation.cluster.workloads.filter(
      ({ label, manifest }) => label !== undefined && label !== '' && !this.install.controllers.includes(manifest),
    );
  }

  private workloadSteps(): Step[] {
    const why = (title: string) => `${title} uses identities, so it comes first.`;
    return this.labelled
      .filter(({ manifest }) => !hasGeneratedName(manifest))
      .map(({ manifest }) =>
        step(why(manifest.title), this.options.scaleDown ? scaleDown(manifest) : remove(manifest)),
      );
  }

  private metadataSteps(): Step[] {
    if (this.exposed.length === 0) return [];
    const lines = this.exposed.map((namespace) =>
      described(
        `stop unless a NetworkPolicy of the namespace ${namespace} blocks the metadata service, or you say yes`,
        call('metadata_blocked', namespace),
      ),
    );
    return [step('NMI kept pods from the metadata service, so something else has to, first.', ...lines)];
  }

  private scaleSetSteps(): Step[] {
    const kept = immutableIds(this.simulation.settings.controllers);
    return this.identities.map((identity) => {
      const { name, clientIds } = identity;
      if (clientIds.some((id) => kept.has(id.toLowerCase()))) {
        const why = `${name} is among MIC's --immutable-user-msis, so it is kept on the nodes.`;
        return step(why, say(`Identity ${name}: kept on the scale sets, because it is immutable`));
      }
      return step(
        'Without NMI, every pod on a node could use it.',
        described(`remove identity ${name} from the scale sets`, call('remove_from_nodes', resourceId(identity))),
      );
    });
  }

  private stepsOfInstall(): Step[] {
    const { controllers, others } = this.install;
    // Without labels they cannot be found; kubectl waits until the workload is deleted.
    const pods = this.simulation.settings.controllers
      .filter(({ workload: { labels } }) => Object.keys(labels).length > 0)
      .map(({ workload }) => ({ ...workload, pods: podsOf(workload, this.problems) }));
    return [
      step('Other workloads may need MIC and NMI.', STOP_IF_IN_USE),
      ...this.scaleSetSteps(),
      step(
        'From here on, every pod can get tokens for all identities on its node.',
        say(
          'Without NMI, every pod can get tokens for all identities on its node, directly from the metadata service.',
        ),
      ),
      step(
        'NMI removes its iptables rules when it is shut down normally.',
        ...controllers.map(remove),
        ...pods
          .filter(({ pods: { by } }) => by === 'selector')
          .map(({ namespace, manifest, pods: { what } }) =>
            described(`wait until the pods of ${manifest.title} are gone`, call('wait_until_no_pods', namespace, what)),
          ),
      ),
      ...this.iptablesSteps,
      ...(this.removesMicIdentity
        ? [
            step(
              'Every pod could use the roles of the identity that MIC signed in as.',
              described('remove that identity from the scale sets', 'remove_mic_identity'),
            ),
          ]
        : []),
      ...(others.length > 0 ? [step('Objects that only MIC and NMI needed.', ...others.toReversed().map(remove))] : []),
      ...(this.isManaged ? [] : micLeftovers(this.simulation, this.left)),
    ];
  }

  private get farewell(): (string | Described)[] {
    const { place, deleteCrds, deleteRoleAssignments } = this.options;
    const lines = [
      ['Done.', true],
      ['MIC and NMI are not in the manifests, and were not deleted.', !this.hasInstall],
      ['The CRDs were not deleted (--delete-crds).', !deleteCrds],
      ['Azure was not checked: identities on scale sets remain (--cluster, --resource-group, --subscription).', !place],
      ['Role assignments were not deleted (--delete-role-assignments).', !deleteRoleAssignments && !this.isManaged],
    ] as const;
    const [done, ...left] = [...lines.filter(([, isTrue]) => isTrue).map(([line]) => line), ...this.leftLines];
    return [
      left.length > 0 ? say(done as string) : described('nothing of these manifests', say(done as string)),
      ...left.map((line) => described(line, say(line))),
    ];
  }

  private get leftLines(): string[] {
    return this.left.map((line) => `Not deleted: ${line}.`);
  }

  private get notDeleted(): string | undefined {
    const { controllers, others, kept } = this.install;
    const labelled = this.labelled.map(({ manifest }) => manifest);
    const handled = new Set([...controllers, ...others, ...kept.keys(), ...labelled]);
    return objectsNotDeleted(this.simulation.cluster.manifests.objects, handled);
  }

  private roleSteps(): Step[] {
    if (!this.deletesRoles) return [];
    const isWide = this.options.scope === RoleScope.RESOURCE_GROUP;
    const deletion = (role: string, on: string, scope: string) =>
      described(`delete the role assignment ${role} on ${on}`, `  delete_role ${quote(role)} ${scope}`);
    const lines = [
      'if [[ $cluster_exists == true ]]; then',
      '  find_mic',
      ...this.identities.map((identity) => {
        const scope = isWide ? groupId(identity) : resourceId(identity);
        return deletion(IDENTITY_OPERATOR, scope, quote(scope));
      }),
      deletion(
        VM_CONTRIBUTOR,
        'the node resource group',
        '"/subscriptions/$subscription_id/resourceGroups/$node_group"',
      ),
      'fi',
    ];
    return [step('The roles that azure setup assigned to MIC, and no others.', ...lines)];
  }
}

const STOP_IF_IN_USE = described('stop if other workloads or identities need them', 'stop_if_in_use');

/** As a scope of roles. */
function groupId({ at }: WantedIdentity): string {
  if (!at) throw new Error('a placeholder has no resource id');
  return `/subscriptions/${at.subscription}/resourceGroups/${at.resourceGroup}`;
}

function resourceId(identity: WantedIdentity): string {
  return `${groupId(identity)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity.name}`;
}
