import { AUDIENCE } from '../../upstream/workload-identity';
import { hclString } from '../../validate/hcl-string';
import { printable } from '../../validate/printable';
import { canonical } from '../../validate/resource-id';
import type { ManagedIdentityRef } from '../managed-identity-ref';
import type { Credential, FederatedTarget } from './credential';
import { symbolOf } from './symbol';

/** The argument names of a block, and their expressions. */
type Arguments = readonly (readonly [name: string, expression: string])[];

export interface TerraformOptions {
  readonly issuer: string;
  /** Major version of azurerm. */
  readonly provider: '4' | '5';
}

/** Resources of azurerm for managed identities, and of azuread for applications. */
export function terraform(targets: readonly FederatedTarget[], { issuer, provider }: TerraformOptions): string {
  const subscriptions = [...new Set(targets.flatMap(({ at }) => at?.subscription.toLowerCase() ?? []))].sort();
  const severalIn = (at: ManagedIdentityRef): Arguments =>
    subscriptions.length > 1 ? [['provider', `azurerm.${aliasOf(at.subscription)}`]] : [];
  const blocks = targets.flatMap((target) => {
    const { at, credentials } = target;
    if (!at) return applicationBlocks(target, issuer);
    return credentials.map((credential) => {
      const id = canonical(at.subscription, at.resourceGroup, at.name);
      const parent: Arguments =
        provider === '5'
          ? [['user_assigned_identity_id', hclString(id)]]
          : [
              ['resource_group_name', hclString(at.resourceGroup)],
              ['parent_id', hclString(id)],
            ];
      const symbol = symbolOf(`${at.name}_${credential.name}`, [id.toLowerCase(), credential.name]);
      return block(credential, `resource "azurerm_federated_identity_credential" "${symbol}"`, [
        ...severalIn(at),
        ['name', hclString(credential.name)],
        ...parent,
        ['audience', `[${hclString(AUDIENCE)}]`],
        ['issuer', hclString(issuer)],
        ['subject', hclString(credential.subject)],
      ]);
    });
  });
  const head = [
    '# Federated credentials that the manifests need. Printed by aad-pod-identity azure federate.',
    ...(subscriptions.length > 0 ? [`# For azurerm ${provider}.x. ${providersOf(subscriptions)}`] : []),
    ...(targets.some(({ at }) => !at) ? ['# For azuread 3.x.'] : []),
  ];
  return `${[head.join('\n'), ...blocks].join('\n\n')}\n`;
}

/** The alias of a provider: azurerm manages what is in its own subscription. */
const aliasOf = (subscription: string): string => `subscription_${subscription.toLowerCase().replaceAll('-', '_')}`;

function providersOf(subscriptions: readonly string[]): string {
  if (subscriptions.length === 1) return `The provider must be of the subscription ${subscriptions[0]}.`;
  return `It requires a provider for each subscription: ${subscriptions.map((one) => `azurerm.${aliasOf(one)}`).join(', ')}.`;
}

function applicationBlocks({ identity, credentials }: FederatedTarget, issuer: string): string[] {
  const application = symbolOf('application', [identity.toLowerCase()]);
  return [
    `data "azuread_application" "${application}" {\n  client_id = ${hclString(identity)}\n}`,
    ...credentials.map((credential) =>
      block(
        credential,
        `resource "azuread_application_federated_identity_credential" "${symbolOf(credential.name, [identity.toLowerCase(), credential.name])}"`,
        [
          ['application_id', `"/applications/\${data.azuread_application.${application}.object_id}"`],
          ['display_name', hclString(credential.name)],
          ['audiences', `[${hclString(AUDIENCE)}]`],
          ['issuer', hclString(issuer)],
          ['subject', hclString(credential.subject)],
        ],
      ),
    ),
  ];
}

/** Laid out as `terraform fmt` does it. */
function block({ workloads }: Credential, head: string, args: Arguments): string {
  const width = Math.max(...args.map(([name]) => name.length));
  const lines = args.map(([name, expression]) => `  ${name.padEnd(width)} = ${expression}`);
  return [...workloads.map((workload) => `# ${printable(workload)}`), `${head} {`, ...lines, '}'].join('\n');
}
