import type { WantedIdentity, WantedPrincipal } from './azure-side';
import type { MicIdentity } from './mic-credentials';
import type { SetupOptions } from './options';
import type { PlannedStep } from './script';
import { say } from './shell';

export const IF_MISSING = 'if it is missing';

/** The resource group, if anything is created, and the cluster. */
export function clusterSteps(options: SetupOptions): PlannedStep[] {
  const { cluster, resourceGroup, createCluster, createIdentities, location = '' } = options;
  const group: PlannedStep = {
    action: 'create the resource group',
    on: resourceGroup,
    condition: IF_MISSING,
    why: location === '' ? 'New resources are created in it.' : `New resources are created in it, in ${location}.`,
    lines: ['ensure_resource_group'],
  };
  return [
    ...(createCluster || createIdentities ? [group] : []),
    {
      action: createCluster ? 'create the cluster' : 'find the cluster',
      on: cluster,
      ...(createCluster && { condition: IF_MISSING }),
      why: createCluster
        ? 'Network plugin azure, because NMI refuses kubenet; with a managed identity, which has no password to renew.'
        : 'It must exist, because --create-cluster is not set.',
      lines: ['ensure_cluster'],
    },
    {
      action: 'check the cluster',
      on: cluster,
      why: 'Stops on kubenet, where pods could get the tokens of other pods, and if the AKS add-on runs its own NMI.',
      lines: ['check_cluster'],
    },
    ...switchSteps(options),
  ];
}

/** What Workload Identity needs of the cluster. */
function switchSteps({ cluster, enableOidcIssuer, enableWorkloadIdentity }: SetupOptions): PlannedStep[] {
  const condition = 'if it is off';
  return [
    ...(enableOidcIssuer
      ? [
          {
            action: 'switch on the OIDC issuer',
            on: cluster,
            condition,
            why: 'Federated credentials name it. It cannot be switched off again, and the API server restarts.',
            lines: ['ensure_oidc_issuer'],
          },
        ]
      : []),
    ...(enableWorkloadIdentity
      ? [
          {
            action: 'switch on Workload Identity',
            on: cluster,
            condition,
            why: 'Its webhook gives tokens to pods with the label azure.workload.identity/use.',
            lines: ['ensure_workload_identity'],
          },
        ]
      : []),
  ];
}

export function nodesStep({ name }: WantedIdentity): PlannedStep {
  return {
    action: 'assign the identity',
    on: `${name}, to each scale set of the node pools`,
    condition: IF_MISSING,
    why: 'In managed mode there is no MIC to do this: NMI uses the identities on its node.',
    lines: ['assign_to_nodes "$identity_id"'],
  };
}

/** A managed identity of MIC's own gets tokens only on nodes that have it. */
export function micNodesStep({ clientId, isManaged }: MicIdentity): PlannedStep {
  return {
    action: 'assign the identity of MIC',
    on: `${clientId}, to each scale set of the node pools`,
    condition: isManaged ? IF_MISSING : 'if it is a managed identity',
    why: 'Without it on its node, MIC logs "400 Identity not found". Run the script again after adding a node pool.',
    lines: ['assign_mic_identity'],
  };
}

export function principalStep({ usedBy, clientId, tenantId, secret, content }: WantedPrincipal): PlannedStep {
  const needs = `app registration ${clientId || '(no client id)'} in tenant ${tenantId || '(no tenant)'}, and Secret ${secret || '(no Secret)'} with ${content}`;
  return {
    action: 'no change: list prerequisites',
    on: `service principal of ${usedBy}`,
    why: 'This script never reads its secret.',
    lines: [say(`AzureIdentity ${usedBy} is a service principal. Create these yourself: ${needs}.`)],
  };
}
