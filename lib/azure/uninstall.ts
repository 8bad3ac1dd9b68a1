import { immutableIds } from '../simulation/immutable-identities';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { type AzurePlace, placeVariables } from './azure-place';
import { azureSideOf, type WantedIdentity } from './azure-side';
import { bindingSteps } from './binding-steps';
import { GENERATED, type InstallObjects, installObjects } from './install-objects';
import { iptablesStep } from './iptables-step';
import { hasGeneratedName, titleOf, unnameable } from './kube-object';
import { type MicCredentials, micCredentials } from './mic-credentials';
import { micLeftovers } from './mic-leftovers';
import { objectsNotDeleted } from './objects-not-deleted';
import { podsOf } from './pods-of-workload';
import { remove, scaleDown, step } from './removal';
import { IDENTITY_OPERATOR, type RoleScope, VM_CONTRIBUTOR } from './roles';
import { type Step, script } from './script';
import { call, quote, say } from './shell';

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
  /** What is for the reader to look at, a line for each with its place and the reason. */
  private readonly left: string[];
  private readonly install: InstallObjects;
  private readonly identities: readonly WantedIdentity[];
  private readonly mic: MicCredentials;
  private readonly installSteps: readonly Step[];
  private readonly iptablesSteps: readonly Step[];

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
    const { bindings, identities: resources } = simulation.cluster;
    const gone = [...this.labelled, ...bindings, ...resources].map(({ manifest }) => manifest);
    const { controllers, others, kept } = this.install;
    for (const manifest of new Set([...gone, ...controllers, ...others])) this.problems.push(...unnameable(manifest));
    // Its pods would go on without what the script deletes.
    for (const manifest of controllers.filter(hasGeneratedName)) {
      this.problems.push(`${manifest.placeOf(['metadata'])}: ${titleOf(manifest)}: ${GENERATED}. Delete it first`);
    }
    const stays = [...gone.filter(hasGeneratedName).map((manifest) => [manifest, GENERATED] as const), ...kept];
    this.left = stays.map(([manifest, why]) => `${titleOf(manifest)} (${manifest.placeOf()}): ${why}`);
    const isSound = this.problems.length === 0;
    this.iptablesSteps = isSound && options.iptablesCleanup ? [iptablesStep(simulation, this.problems)] : [];
    this.installSteps = isSound && this.hasInstall ? this.stepsOfInstall() : [];
  }

  public get script(): string {
    const { context, place, scaleDown, deleteCrds, iptablesCleanup } = this.options;
    const isManaged = this.isManaged;
    return script({
      head: [
        'Takes away what some manifests made of AAD Pod Identity. Printed by aad-pod-identity azure uninstall.',
        'It looks before it acts: running it again goes on where it stopped. Nothing goes that is not of the manifests.',
        'Exit codes: 0 done; 3 stopped, because something is for you to do first; else a command failed, with its message.',
        ...(this.notDeleted === undefined ? [] : [this.notDeleted]),
        ...this.leftLines,
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
        ...(isManaged ? [] : ['assigned-identities-left']),
        ...(this.hasInstall || deleteCrds ? ['still-in-use'] : []),
        ...(iptablesCleanup ? ['clean-iptables'] : []),
        ...(deleteCrds ? ['delete-crds'] : []),
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
        ...(this.hasInstall ? this.installSteps : [...this.scaleSetSteps(), ...this.iptablesSteps]),
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
    return this.labelled
      .filter(({ manifest }) => !hasGeneratedName(manifest))
      .map(({ manifest }) =>
        step(why(manifest.title), this.options.scaleDown ? scaleDown(manifest) : remove(manifest)),
      );
  }

  private scaleSetSteps(): Step[] {
    const kept = immutableIds(this.simulation.settings.controllers);
    return this.identities.map((identity) => {
      const { name, clientIds } = identity;
      if (clientIds.some((id) => kept.has(id.toLowerCase()))) {
        const why = `${name} is among MIC's --immutable-user-msis, so it stays on the nodes.`;
        return step(why, say(`Identity ${name}: stays on the scale sets, it is immutable`));
      }
      return step(
        'Without NMI every pod of a node could use it.',
        call('remove_from_scale_sets', resourceId(identity)),
      );
    });
  }

  private stepsOfInstall(): Step[] {
    const { controllers, others } = this.install;
    // Without labels they cannot be found; kubectl waits until the workload is gone.
    const pods = this.simulation.settings.controllers
      .filter(({ workload: { labels } }) => Object.keys(labels).length > 0)
      .map(({ workload }) => ({ namespace: workload.namespace, pods: podsOf(workload, this.problems) }));
    return [
      step('Others may need MIC and NMI.', 'stop_for_others'),
      ...this.scaleSetSteps(),
      step(
        'From here on every pod can reach all identities of its node.',
        say(
          'Without NMI every pod on a node reaches the identities of the node: the metadata service answers it directly.',
        ),
      ),
      step(
        'NMI takes its rules away when it is ended in an orderly way.',
        ...controllers.map(remove),
        ...pods
          .filter(({ pods: { by } }) => by === 'selector')
          .map(({ namespace, pods: { what } }) => call('wait_for_pods_to_go', namespace, what)),
      ),
      ...this.iptablesSteps,
      ...(others.length > 0 ? [step('What only they needed.', ...others.toReversed().map(remove))] : []),
      ...(this.isManaged ? [] : micLeftovers(this.simulation, this.left)),
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
    return [...lines.filter(([, isSaid]) => isSaid).map(([line]) => line), ...this.leftLines].map(say);
  }

  private get leftLines(): string[] {
    return this.left.map((line) => `Left for you: ${line}.`);
  }

  private get notDeleted(): string | undefined {
    const { controllers, others, kept } = this.install;
    const labelled = this.labelled.map(({ manifest }) => manifest);
    const handled = new Set([...controllers, ...others, ...kept.keys(), ...labelled]);
    return objectsNotDeleted(this.simulation.cluster.manifests.objects, handled);
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
