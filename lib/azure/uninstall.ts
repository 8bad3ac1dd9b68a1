import { immutableIds } from '../simulation/immutable-identities';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { type AzurePlace, placeVariables } from './azure-place';
import { azureSideOf, type WantedIdentity } from './azure-side';
import { bindingSteps } from './binding-steps';
import { controllerOf } from './controller-of';
import { type InstallObjects, installObjects } from './install-objects';
import { iptablesStep } from './iptables-step';
import { type MicCredentials, micCredentials } from './mic-credentials';
import { micLeftovers } from './mic-leftovers';
import { podsOf } from './pods-of-workload';
import { whatStays } from './remaining-objects';
import { remove, scaleDown, step } from './removal';
import { IDENTITY_OPERATOR, type RoleScope, VM_CONTRIBUTOR } from './roles';
import { type Step, script } from './script';
import { call, quote } from './shell';

/** What the user decides. */
export interface UninstallOptions {
  /** The context of kubectl; undefined for the current one. */
  readonly context: string | undefined;
  /** Where the cluster is; undefined to leave Azure alone. */
  readonly place: AzurePlace | undefined;
  readonly scaleDown: boolean;
  readonly deleteCrds: boolean;
  readonly deleteRoleAssignments: boolean;
  readonly scope: RoleScope;
  readonly micClientId: string | undefined;
  readonly iptablesCleanup: boolean;
}

/** How what some manifests made is taken away again: in the order in which nothing is left hanging. */
export class Uninstall {
  /** Why there is no script: a line for each. */
  public readonly problems: string[] = [];
  private readonly install: InstallObjects;
  private readonly identities: readonly WantedIdentity[];
  private readonly mic: MicCredentials;

  constructor(
    private readonly simulation: Simulation,
    private readonly options: UninstallOptions,
  ) {
    const { place, deleteRoleAssignments, micClientId } = options;
    this.install = installObjects(simulation);
    // What is a placeholder was never in Azure.
    this.identities = place
      ? azureSideOf(simulation, this.problems).identities.filter(({ at }) => at !== undefined)
      : [];
    this.mic = deleteRoleAssignments ? micCredentials(simulation, micClientId, this.problems) : { clientId: undefined };
  }

  public get script(): string {
    const { context, place, scaleDown, deleteCrds, iptablesCleanup } = this.options;
    const isManaged = this.isManaged;
    return script({
      head: [
        'Takes away what some manifests made of AAD Pod Identity. Printed by aad-pod-identity azure uninstall.',
        'It looks before it acts: running it again goes on where it stopped. Nothing goes that is not of the manifests.',
        'Exit codes: 0 done; 3 stopped, because something is for you to do first; else a command failed, with its message.',
        ...(this.staying === undefined ? [] : [this.staying]),
      ],
      variables: {
        ...(context !== undefined && { context }),
        ...(place && placeVariables(place)),
        ...(this.deletesRoles && this.mic.clientId !== undefined && { mic_client_id: this.mic.clientId }),
      },
      files: [
        'basics',
        context === undefined ? 'current-context' : 'context',
        'remove',
        ...(scaleDown ? ['scale-down'] : []),
        ...(isManaged ? [] : ['assigned-to-go']),
        ...(this.hasInstall || deleteCrds ? ['others'] : []),
        ...(iptablesCleanup ? ['clean-iptables'] : []),
        ...(deleteCrds ? ['delete-definitions'] : []),
        ...(place ? ['subscription', 'cluster', 'cluster-to-leave', 'scale-sets', 'remove-from-scale-sets'] : []),
        ...(this.deletesRoles
          ? [this.mic.clientId === undefined ? 'mic-of-cluster' : 'mic-by-client-id', 'delete-roles']
          : []),
      ],
      programs: place ? ['kubectl', 'az'] : ['kubectl'],
      steps: [
        ...(context === undefined ? [step('Where it works.', 'show_context')] : []),
        step('Kinds that are gone have no objects to look for.', 'list_definitions'),
        ...(place ? [step('What Azure has to be left.', 'find_subscription', 'find_cluster')] : []),
        ...this.workloadSteps(),
        ...bindingSteps(this.simulation),
        ...(this.hasInstall ? this.installSteps() : this.scaleSetSteps()),
        ...(this.hasInstall || !iptablesCleanup ? [] : [iptablesStep(this.simulation)]),
        ...(deleteCrds ? [this.definitionStep()] : []),
        ...this.roleSteps(),
        step('What this script has left.', ...this.farewell),
      ],
    });
  }

  private get isManaged(): boolean {
    return this.simulation.settings.mode === 'managed';
  }

  private get hasInstall(): boolean {
    return this.install.controllers.length > 0;
  }

  private get deletesRoles(): boolean {
    return this.options.deleteRoleAssignments && !this.isManaged;
  }

  /** Workloads that ask for identities, MIC and NMI are none. */
  private get labelled(): Workload[] {
    return this.simulation.cluster.workloads.filter(
      ({ label, manifest }) => label !== undefined && label !== '' && !this.install.controllers.includes(manifest),
    );
  }

  private workloadSteps(): Step[] {
    const why = (title: string) => `${title} asks for identities, so it goes first.`;
    return this.labelled.map(({ manifest }) =>
      step(why(manifest.title), this.options.scaleDown ? scaleDown(manifest) : remove(manifest)),
    );
  }

  private scaleSetSteps(): Step[] {
    const kept = immutableIds(this.simulation.settings.controllers);
    return this.identities.map((identity) => {
      const { name, clientIds } = identity;
      if (clientIds.some((id) => kept.has(id.toLowerCase()))) {
        const why = `${name} is among MIC's --immutable-user-msis, so it stays on the nodes.`;
        return step(why, call('say', `Identity ${name}: stays on the scale sets, it is immutable`));
      }
      return step(
        'Without NMI every pod of a node could use it.',
        call('remove_from_scale_sets', resourceId(identity)),
      );
    });
  }

  private installSteps(): Step[] {
    const { controllers, others } = this.install;
    return [
      step('Others may need MIC and NMI.', 'stop_for_others'),
      ...this.scaleSetSteps(),
      step(
        'From here on every pod can reach all identities of its node.',
        call(
          'say',
          'Without NMI every pod on a node reaches the identities of the node: the metadata service answers it directly.',
        ),
      ),
      step(
        'NMI takes its rules away when it is ended in an orderly way.',
        ...controllers.map(remove),
        ...this.simulation.settings.controllers
          .map(({ workload: { namespace }, workload }) => ({ namespace, pods: podsOf(workload) }))
          .filter(({ pods }) => pods.by === 'selector')
          .map(({ namespace, pods }) => call('wait_for_pods_to_go', namespace, pods.what)),
      ),
      ...(this.options.iptablesCleanup ? [iptablesStep(this.simulation)] : []),
      ...(others.length > 0 ? [step('What only they needed.', ...others.toReversed().map(remove))] : []),
      ...(this.isManaged ? [] : micLeftovers(this.simulation)),
    ];
  }

  private definitionStep(): Step {
    const why = 'The definitions, which nothing deletes by itself.';
    return this.hasInstall ? step(why, 'delete_definitions') : step(why, 'stop_for_others', 'delete_definitions');
  }

  private get farewell(): string[] {
    const { place, deleteCrds, deleteRoleAssignments } = this.options;
    const lines = [
      ['Done.', true],
      ['MIC and NMI are not among the manifests, and stay.', !this.hasInstall],
      ['The definitions of the custom resources stay (--delete-crds).', !deleteCrds],
      ['Azure was not looked at: identities on scale sets stay (--cluster, --resource-group, --subscription).', !place],
      ['Roles stay (--delete-role-assignments).', !deleteRoleAssignments && !this.isManaged],
    ] as const;
    return lines.filter(([, isSaid]) => isSaid).map(([line]) => call('say', line));
  }

  private get staying(): string | undefined {
    const { controllers, others } = this.install;
    const labelled = this.labelled.map(({ manifest }) => manifest);
    return whatStays(this.simulation.cluster.manifests.objects, new Set([...controllers, ...others, ...labelled]));
  }

  private roleSteps(): Step[] {
    if (!this.deletesRoles) return [];
    const isWide = this.options.scope === 'resource-group';
    const scope = (identity: WantedIdentity) => quote(isWide ? groupId(identity) : resourceId(identity));
    const lines = [
      'if [[ $cluster_there == true ]]; then',
      '  find_mic',
      ...this.identities.map((identity) => `  delete_role ${quote(IDENTITY_OPERATOR)} ${scope(identity)}`),
      `  delete_role ${quote(VM_CONTRIBUTOR)} "/subscriptions/$subscription_id/resourceGroups/$node_group"`,
      'fi',
    ];
    return [step('The roles that azure setup assigned to MIC, and no others.', ...lines)];
  }
}

/** As a scope of roles. */
function groupId({ at }: WantedIdentity): string {
  if (!at) throw new Error('a placeholder is nowhere');
  return `/subscriptions/${at.subscription}/resourceGroups/${at.resourceGroup}`;
}

function resourceId(identity: WantedIdentity): string {
  return `${groupId(identity)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity.name}`;
}
