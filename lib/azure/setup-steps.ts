import type { WantedIdentity, WantedPrincipal } from './azure-side';
import type { Step } from './script';
import type { SetupOptions } from './setup-options';
import { call } from './shell';

export const UNLESS_THERE = 'unless it is there';

/** The resource group, when anything is made, and the cluster. */
export function clusterSteps(options: SetupOptions): Step[] {
  const { cluster, resourceGroup, createCluster, createIdentities, location } = options;
  const group: Step = {
    action: 'create the resource group',
    on: resourceGroup,
    condition: UNLESS_THERE,
    why: location === '' ? 'What is made goes into it.' : `What is made goes into it, in ${location}.`,
    lines: ['ensure_resource_group'],
  };
  return [
    ...(createCluster || createIdentities ? [group] : []),
    {
      action: createCluster ? 'create the cluster' : 'find the cluster',
      on: cluster,
      condition: createCluster ? UNLESS_THERE : 'always',
      why: 'Network plugin azure, because NMI refuses kubenet; with a managed identity, which has no password to renew.',
      lines: ['ensure_cluster'],
    },
    {
      action: 'check the cluster',
      on: cluster,
      condition: 'always',
      why: 'Stops on kubenet, where pods could take tokens of others, and beside the AKS add-on, which has an NMI of its own.',
      lines: ['check_cluster'],
    },
  ];
}

/** In managed mode. */
export function scaleSetStep({ name }: WantedIdentity): Step {
  return {
    action: 'assign the identity',
    on: `${name}, to each scale set of the node pools`,
    condition: UNLESS_THERE,
    why: 'In managed mode there is no MIC to do it: NMI hands out what is on its node.',
    lines: ['assign_to_scale_sets "$identity_id"'],
  };
}

/** For a service principal. */
export function principalStep({ namedBy, clientId, tenantId, secret, holds }: WantedPrincipal): Step {
  const needs = `app registration ${clientId || '(no client id)'} in tenant ${tenantId || '(no tenant)'}, and Secret ${secret} with ${holds}`;
  return {
    action: 'nothing: say what must exist',
    on: `service principal of ${namedBy}`,
    condition: 'always',
    why: "Its secret is nobody's business here.",
    lines: [call('say', `AzureIdentity ${namedBy} is a service principal. It needs, made by you: ${needs}.`)],
  };
}
