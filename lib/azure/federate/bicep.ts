import { AUDIENCE } from '../../upstream/workload-identity';
import { bicepString } from '../../validate/bicep-string';
import { indexed } from '../../validate/indexed';
import { printable } from '../../validate/printable';
import type { ManagedIdentityRef } from '../managed-identity-ref';
import type { Credential, FederatedTarget } from './credential';
import { symbolOf } from './symbol';

const IDENTITIES = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const VERSION = '2023-01-31';
const HEAD = '// Federated credentials that the manifests need. Printed by aad-pod-identity azure federate.';

/** A file beside the one that is asked for. */
export interface BicepModule {
  readonly file: string;
  readonly text: string;
}

export interface Bicep {
  readonly text: string;
  readonly modules: readonly BicepModule[];
}

type ManagedTarget = FederatedTarget & { readonly at: ManagedIdentityRef };

/**
 * Bicep deploys to one resource group: with identities in several ones, a module for each.
 *
 * @param name of the files of the modules, without `.bicep`
 */
export function bicep(targets: readonly FederatedTarget[], issuer: string, name: string): Bicep {
  const managed = targets.filter((target): target is ManagedTarget => target.at !== undefined);
  const groups = [...indexed(managed, ({ at }) => `${at.subscription}/${at.resourceGroup}`.toLowerCase()).values()];
  const [only] = groups;
  if (only && groups.length === 1) return { text: groupFile(only, issuer), modules: [] };
  const modules = groups.map((group) => {
    const [{ at }] = group as [ManagedTarget];
    return { at, file: `${name}-${at.subscription}-${at.resourceGroup}.bicep`, text: groupFile(group, issuer) };
  });
  const calls = modules.map(({ at, file }) => {
    const symbol = symbolOf(at.resourceGroup, [at.subscription.toLowerCase(), at.resourceGroup.toLowerCase()]);
    return [
      `module ${symbol} ${bicepString(file)} = {`,
      `  name: ${bicepString(`federate-${symbol}`.slice(0, 64))}`,
      `  scope: resourceGroup(${bicepString(at.subscription)}, ${bicepString(at.resourceGroup)})`,
      '}',
    ].join('\n');
  });
  const head = [HEAD, '// Deploy it to any resource group: each module names its own.'].join('\n');
  return { text: `${[head, "targetScope = 'resourceGroup'", ...calls].join('\n\n')}\n`, modules };
}

function groupFile(targets: readonly ManagedTarget[], issuer: string): string {
  const { subscription, resourceGroup } = (targets[0] as ManagedTarget).at;
  const head = `${HEAD}\n// For the resource group ${printable(resourceGroup)} of the subscription ${subscription}.`;
  return `${[head, "targetScope = 'resourceGroup'", ...targets.flatMap((target) => blocksOf(target, issuer))].join('\n\n')}\n`;
}

/** Azure writes the credentials of one identity only one after the other. */
function blocksOf({ at, identity, credentials }: ManagedTarget, issuer: string): string[] {
  const id = identity.toLowerCase();
  const parent = symbolOf(at.name, [id]);
  const symbols = credentials.map(({ name }) => symbolOf(`${at.name}_${name}`, [id, name]));
  return [
    `resource ${parent} '${IDENTITIES}@${VERSION}' existing = {\n  name: ${bicepString(at.name)}\n}`,
    ...credentials.map((credential, i) => {
      const previous = symbols[i - 1];
      return [
        ...credential.workloads.map((workload) => `// ${printable(workload)}`),
        `resource ${symbols[i]} '${IDENTITIES}/federatedIdentityCredentials@${VERSION}' = {`,
        ...propertiesOf(credential, parent, issuer),
        ...(previous === undefined ? [] : ['  dependsOn: [', `    ${previous}`, '  ]']),
        '}',
      ].join('\n');
    }),
  ];
}

function propertiesOf({ name, subject }: Credential, parent: string, issuer: string): string[] {
  return [
    `  parent: ${parent}`,
    `  name: ${bicepString(name)}`,
    '  properties: {',
    `    issuer: ${bicepString(issuer)}`,
    `    subject: ${bicepString(subject)}`,
    '    audiences: [',
    `      ${bicepString(AUDIENCE)}`,
    '    ]',
    '  }',
  ];
}
