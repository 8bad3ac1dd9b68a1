import { dump } from 'js-yaml';
import { upstreamImage } from '../install/image';
import { CLEANUP_NAME, iptablesCleanupSpec, NMI_NODES, NMI_PORT } from '../install/iptables-cleanup-spec';
import { type Manifest, mapOf } from '../manifests/manifest';
import type { Controller } from '../simulation/controllers';
import type { Binding, Identity } from '../simulation/custom-resources';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { GUID } from '../values/azure-values';
import { SELECTOR } from '../values/kubernetes-names';
import { type AzurePlace, placeVariables } from './azure-place';
import { azureSideOf, type WantedIdentity } from './azure-side';
import { type InstallObjects, installObjects } from './install-objects';
import { kubeNamespace, kubeObject } from './kube-object';
import { type MicCredentials, micCredentials } from './mic-credentials';
import { podsOf } from './pods-of-workload';
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
    this.mic =
      micClientId === undefined && deleteRoleAssignments
        ? micCredentials(simulation, this.problems)
        : { clientId: micClientId };
    if (deleteRoleAssignments && this.mic.clientId !== undefined && !GUID.accepts(this.mic.clientId)) {
      this.problems.push(`the client id that MIC acts as is no GUID; allowed: ${GUID.allowed}`);
    }
  }

  public get script(): string {
    const { context, place, scaleDown, deleteCrds, iptablesCleanup } = this.options;
    const isManaged = this.isManaged;
    return script({
      head: [
        'Takes away what some manifests made of AAD Pod Identity. Printed by aad-pod-identity azure uninstall.',
        'It looks before it acts: running it again goes on where it stopped. Nothing goes that is not of the manifests.',
        'Exit codes: 0 done; 3 stopped, because something is for you to do first; else a command failed, with its message.',
        ...(this.staying.length > 0 ? [`Stays, because it is not of AAD Pod Identity: ${summary(this.staying)}.`] : []),
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
        ...this.bindingSteps(),
        ...(this.hasInstall ? this.installSteps() : this.scaleSetSteps()),
        ...(this.hasInstall || !iptablesCleanup ? [] : [this.iptablesStep()]),
        ...(deleteCrds ? [step('The definitions, which nothing deletes by itself.', 'delete_definitions')] : []),
        ...this.roleSteps(),
        step('What this script has left.', ...this.farewell.map((line) => call('say', line))),
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

  private controller(program: Controller['program']): Controller | undefined {
    return this.simulation.settings.controllers.find((controller) => controller.program === program);
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

  /** Bindings go when no pod uses them any more, and MIC stays until it has taken the identities off the nodes. */
  private bindingSteps(): Step[] {
    const { bindings, identities } = this.simulation.cluster;
    const selectors = bindings
      .filter(({ selector }) => SELECTOR.accepts(selector))
      .map((binding) => this.podsStep(binding));
    const waiting = new Map(
      selectors.map((line) => [line, step('A pod that still uses a binding would lose its identity.', line)]),
    );
    const names = bindings.map(({ namespace, name }) => `${namespace}/${name}`);
    return [
      ...waiting.values(),
      ...(bindings.length + identities.length > 0
        ? [
            step(
              'Bindings, then identities, of these manifests.',
              ...[...bindings, ...identities].map(({ manifest }: Binding | Identity) => remove(manifest)),
            ),
          ]
        : []),
      ...(this.isManaged || names.length === 0
        ? []
        : [
            step(
              'MIC takes the identities off the nodes. It must not go before.',
              call('wait_for_assigned_to_go', ...names),
            ),
          ]),
    ];
  }

  private podsStep(binding: Binding): string {
    const { settings, cluster } = this.simulation;
    const isNamespaced = settings.micForceNamespaced || cluster.identityOf(binding)?.isNamespaced === true;
    return call('wait_for_pods_to_go', isNamespaced ? binding.namespace : '', `aadpodidbinding=${binding.selector}`);
  }

  private scaleSetSteps(): Step[] {
    const immutable = this.controller('mic')?.flags.given.findLast(({ name }) => name === 'immutable-user-msis')?.value;
    const kept = new Set(immutable?.toLowerCase().split(',') ?? []);
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
    const leftovers = this.isManaged ? [] : this.leftovers();
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
        ...this.simulation.settings.controllers.map(({ workload }) =>
          call('wait_for_pods_to_go', workload.namespace, podsOf(workload).what),
        ),
      ),
      ...(this.options.iptablesCleanup ? [this.iptablesStep()] : []),
      ...(others.length > 0 ? [step('What only they needed.', ...others.toReversed().map(remove))] : []),
      ...leftovers,
    ];
  }

  /** MIC makes these itself, so nothing else deletes them (cmd/mic/main.go has the names). */
  private leftovers(): Step[] {
    const mic = this.controller('mic');
    if (!mic) return [];
    const flag = (name: string, byDefault: string) =>
      mic.flags.given.findLast((given) => given.name === name)?.value || byDefault;
    const namespace = mic.env.get('MIC_POD_NAMESPACE')?.value ?? mic.workload.namespace;
    const configMap = flag('config-map-name', 'aad-pod-identity-config');
    const lock = flag('leader-election-name', 'aad-pod-identity-mic');
    return [
      step(
        'MIC made these itself: the mark of its upgrade, and the lock of its leader.',
        call('remove', namespace, `configmaps/${configMap}`),
        call('remove', flag('leader-election-namespace', 'default'), `endpoints/${lock}`),
      ),
    ];
  }

  private iptablesStep(): Step {
    const nmi = this.controller('nmi');
    const namespace = nmi?.workload.namespace ?? 'default';
    const port = Number(nmi?.flags.given.findLast(({ name }) => name === 'nmi-port')?.value ?? NMI_PORT);
    const manifest = {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: CLEANUP_NAME, namespace, labels: { app: CLEANUP_NAME } },
      spec: iptablesCleanupSpec({
        ...NMI_NODES,
        name: CLEANUP_NAME,
        image: imageOf(nmi) ?? upstreamImage('nmi'),
        nmiPort: port,
      }),
    };
    return step(
      'Rules of an NMI that was killed send requests of pods to nobody.',
      'iptables_manifest() {',
      "  cat << 'END_OF_MANIFEST'",
      dump(manifest, { lineWidth: -1, noRefs: true }).trimEnd(),
      'END_OF_MANIFEST',
      '}',
      call('clean_iptables', namespace, `DaemonSet.v1.apps/${CLEANUP_NAME}`, `app=${CLEANUP_NAME}`),
    );
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

  private get farewell(): string[] {
    const { place, deleteCrds, deleteRoleAssignments } = this.options;
    return [
      'Done.',
      ...(this.hasInstall ? [] : ['MIC and NMI are not among the manifests, and stay.']),
      ...(deleteCrds ? [] : ['The definitions of the custom resources stay (--delete-crds).']),
      ...(place
        ? []
        : [
            'Azure was not looked at: identities on scale sets and roles stay (--cluster, --resource-group, --subscription).',
          ]),
      ...(deleteRoleAssignments || this.isManaged ? [] : ['Roles stay (--delete-role-assignments).']),
    ];
  }

  /** What of the manifests this script leaves. */
  private get staying(): string[] {
    const gone = new Set<Manifest>([
      ...this.install.controllers,
      ...this.install.others,
      ...this.labelled.map(({ manifest }) => manifest),
    ]);
    const { objects } = this.simulation.cluster.manifests;
    return objects
      .filter(
        (object) =>
          !gone.has(object) && object.kind !== 'CustomResourceDefinition' && !KINDS_THAT_GO.includes(object.kind),
      )
      .map(({ title }) => title);
  }
}

const MOST_NAMES = 10;

function summary(titles: readonly string[]): string {
  const more = titles.length - MOST_NAMES;
  return `${titles.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const KINDS_THAT_GO = ['AzureIdentity', 'AzureIdentityBinding', 'AzureAssignedIdentity'];

const step = (why: string, ...lines: string[]): Step => ({ action: 'delete', on: '', condition: 'always', why, lines });

const remove = (manifest: Manifest) => call('remove', kubeNamespace(manifest), kubeObject(manifest));

const SCALABLE = ['Deployment', 'ReplicaSet', 'ReplicationController', 'Rollout', 'StatefulSet'];

function scaleDown(manifest: Manifest): string {
  const how = SCALABLE.includes(manifest.kind)
    ? 'scale_down'
    : manifest.kind === 'CronJob'
      ? 'suspend'
      : 'must_be_gone';
  return call(how, manifest.namespace, kubeObject(manifest));
}

/** As a scope of roles. */
function groupId({ at }: WantedIdentity): string {
  if (!at) throw new Error('a placeholder is nowhere');
  return `/subscriptions/${at.subscription}/resourceGroups/${at.resourceGroup}`;
}

function resourceId(identity: WantedIdentity): string {
  return `${groupId(identity)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity.name}`;
}

function imageOf(nmi: Controller | undefined): string | undefined {
  if (!nmi) return undefined;
  const { image } = mapOf(nmi.workload.manifest.at(nmi.container));
  return typeof image === 'string' ? image : undefined;
}
