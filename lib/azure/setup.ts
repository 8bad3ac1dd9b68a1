import type { Simulation } from '../simulation/simulation';
import { Mode } from '../upstream/mode';
import { type AzureSide, azureSideOf, type WantedIdentity } from './azure-side';
import { isPlaceholder } from './managed-identity-ref';
import { type MicIdentity, mayNeedNodes, micIdentityOf, micVariables } from './mic-credentials';
import { placeVariables, RoleScope, type SetupOptions } from './options';
import { IDENTITY_OPERATOR, VM_CONTRIBUTOR } from './roles';
import { type PlannedStep, script } from './script';
import { clusterSteps, IF_MISSING, micNodesStep, nodesStep, principalStep } from './setup-steps';
import { quote } from './shell';

export class Setup {
  public readonly problems: string[] = [];
  private readonly side: AzureSide;
  private readonly mode: Mode;
  private readonly mic: MicIdentity | undefined;

  constructor(
    simulation: Simulation,
    private readonly options: SetupOptions,
  ) {
    this.mode = simulation.settings.mode;
    this.side = azureSideOf(simulation, this.problems);
    this.mic = micIdentityOf(simulation, options.micClientId, this.problems);
  }

  public get steps(): readonly PlannedStep[] {
    const { identities, principals } = this.side;
    const isManaged = this.mode === Mode.MANAGED;
    return [
      {
        action: 'find the subscription',
        on: this.options.subscription,
        why: 'Role scopes contain its id.',
        lines: ['find_subscription'],
      },
      ...clusterSteps(this.options),
      ...(this.assignsRoles ? this.micSteps() : []),
      ...identities.flatMap((identity) => [
        this.identityStep(identity),
        isManaged ? nodesStep(identity) : this.roleStep(identity),
      ]),
      ...principals.map(principalStep),
      ...(identities.length === 0 ? [] : [this.idsStep()]),
    ];
  }

  public get script(): string {
    const { createCluster, createIdentities, enableOidcIssuer, enableWorkloadIdentity } = this.options;
    const { location = '', idsFile } = this.options;
    const hasIdentities = this.side.identities.length > 0;
    const assigns = this.assignsRoles;
    return script({
      head: [
        'Prepares Azure for AAD Pod Identity, as the manifests need it. Printed by aad-pod-identity azure setup.',
        'Each step checks first: existing resources are kept, and running it again does only what is missing.',
        'Exit codes: 0 done; 3 done, but the manifests have other ids than Azure: synthesize again; else stopped, with a message.',
      ],
      variables: {
        ...placeVariables(this.options),
        location,
        create_cluster: String(createCluster === true),
        allow_kubenet: String(this.side.allowsKubenet),
        ...(hasIdentities && { create_identities: String(createIdentities === true), ids_file: idsFile }),
        ...(assigns && micVariables(this.mic)),
      },
      files: [
        'basics',
        'subscription',
        ...(createCluster || createIdentities ? ['resource-group'] : []),
        'in-location',
        'cluster',
        'clusters',
        'ensure-cluster',
        ...(enableOidcIssuer || enableWorkloadIdentity ? ['workload-identity'] : []),
        ...(hasIdentities ? ['identities'] : []),
        ...(assigns ? [this.mic === undefined ? 'mic-of-cluster' : 'mic-by-client-id', 'roles'] : []),
        ...(assigns && this.options.scope === RoleScope.RESOURCE_GROUP ? ['group-of'] : []),
        ...(hasIdentities && (!assigns || mayNeedNodes(this.mic)) ? ['nodes', 'assign-to-nodes'] : []),
        ...(assigns && mayNeedNodes(this.mic) ? ['mic-identity', 'assign-mic-identity'] : []),
      ],
      programs: ['az'],
      checks: hasIdentities ? ['check_ids_file'] : [],
      steps: this.steps,
    });
  }

  private get assignsRoles(): boolean {
    return this.side.identities.length > 0 && this.mode === Mode.STANDARD;
  }

  private identityStep({ at, name, clientIds, usedBy }: WantedIdentity): PlannedStep {
    const { resourceGroup, createIdentities } = this.options;
    const place = at ? [quote(at.subscription), quote(at.resourceGroup)] : ['"$subscription_id"', '"$resource_group"'];
    const known = clientIds.filter((id) => !isPlaceholder(id));
    const compared = known.length < clientIds.length ? 'the placeholder in the manifests' : 'that in the manifests';
    return {
      action: createIdentities ? 'create the identity' : 'find the identity',
      on: `${name} in the resource group ${at?.resourceGroup ?? resourceGroup}`,
      ...(createIdentities && { condition: IF_MISSING }),
      why: `Used by AzureIdentity ${usedBy.join(', ')}. Its client id is compared with ${compared}.`,
      lines: [
        [
          'identity',
          quote(name),
          ...place,
          ...clientIds.map((id) => (isPlaceholder(id) ? 'placeholder' : quote(id))),
        ].join(' '),
      ],
    };
  }

  private micSteps(): PlannedStep[] {
    return [
      {
        action: 'find the identity that MIC uses',
        on: this.mic?.clientId ?? `the service principal or kubelet identity of ${this.options.cluster}`,
        why: 'The roles are assigned to its object id. It is not the identity of the control plane.',
        lines: ['find_mic'],
      },
      {
        action: `assign ${VM_CONTRIBUTOR}`,
        on: 'the node resource group',
        condition: IF_MISSING,
        why: 'Lets MIC assign identities to the nodes and scale sets there. No narrower built-in role does.',
        lines: [`ensure_role ${quote(VM_CONTRIBUTOR)} "/subscriptions/$subscription_id/resourceGroups/$node_group"`],
      },
      ...(mayNeedNodes(this.mic) ? [micNodesStep(this.mic)] : []),
    ];
  }

  private roleStep({ name }: WantedIdentity): PlannedStep {
    const isWide = this.options.scope === RoleScope.RESOURCE_GROUP;
    return {
      action: `assign ${IDENTITY_OPERATOR}`,
      on: isWide ? `the resource group of ${name}` : name,
      condition: IF_MISSING,
      why: `Lets MIC assign ${isWide ? 'all identities of this group' : 'this identity'} to nodes. No narrower built-in role does.`,
      lines: isWide
        ? ['find_group_of "$identity_id"', `ensure_role ${quote(IDENTITY_OPERATOR)} "$group_id"`]
        : [`ensure_role ${quote(IDENTITY_OPERATOR)} "$identity_id"`],
    };
  }

  private idsStep(): PlannedStep {
    return {
      action: 'write the ids',
      on: this.options.idsFile,
      condition: 'if they differ',
      why: 'ManagedIdentities.fromJson reads it: you copy no id by hand. Exits with 3 if the manifests have other ids.',
      lines: ['write_ids_file'],
    };
  }
}
