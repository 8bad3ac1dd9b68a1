import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import { loadAll } from 'js-yaml';
import { AzureIdentity, FederatedIdentityCredentials, MigrationStage } from '../../lib';
import { credentialName } from '../../lib/upstream/federated-credential';
import { binding, deployment, identity, NAMESPACED, yaml } from '../support/cluster';
import { command } from '../support/command';
import { CLIENT_ID, SUBSCRIPTION_ID } from '../support/ids';

const ISSUER = 'https://westeurope.oic.prod-aks.azure.com/tenant/cluster/';
const APP = '5f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b11';
const OTHER = '8f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b12';
const id = (name: string, group = 'shop', subscription = SUBSCRIPTION_ID) =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const uses = (namespace: string, name: string, spec: object) => [
  identity(namespace, name, { clientID: CLIENT_ID, ...spec }, NAMESPACED),
  binding(namespace, `${name}-binding`, name, name),
  deployment(namespace, `${name}-web`, { aadpodidbinding: name }),
];
/** az prints `resourcegroups`, Terraform takes only `resourceGroups`. */
const TWO = [
  ...uses('shop', 'orders', { resourceID: id('orders').replace('resourceGroups', 'resourcegroups') }),
  ...uses('pay', 'orders', { resourceID: id('orders').replace('resourceGroups', 'resourcegroups') }),
];
const MAIL = uses('shop', 'mail', { type: 1, resourceID: undefined, clientID: APP, tenantID: CLIENT_ID });
const FAR = uses('shop', 'far', { resourceID: id('far', 'Größe(1)', OTHER) });
const [PAY, SHOP] = ['pay', 'shop'].map((namespace) => credentialName('prod', namespace, 'orders')) as [string, string];
const EMAIL = credentialName('prod', 'shop', 'mail');

const said = (as: string, objects: object[], ...more: string[]) =>
  command(
    ['azure', 'federate', '-', '--issuer', ISSUER, '--cluster-name', 'prod', '--as', as, ...more],
    yaml(...objects),
  );
async function printed(as: string, objects: object[], ...more: string[]): Promise<string> {
  const { code, out, error } = await said(as, objects, ...more);
  if (code !== 0) throw new Error(error);
  return out;
}
/** Hashes of names inside programs. */
const plain = (text: string) => text.replace(/_[0-9a-f]{8}\b(?!-)/g, '_HASH');

test('JSON: sorted by identity and subject, and an application is its client id', async () => {
  const text = await printed('json', [...MAIL, ...TWO]);
  const rest = (namespace: string, account: string) => ({
    ...{ issuer: ISSUER, subject: `system:serviceaccount:${namespace}:${account}` },
    ...{ audiences: ['api://AzureADTokenExchange'], workloads: [`Deployment ${namespace}/${account}-web`] },
  });
  const resourceId = id('orders').replace('resourceGroups', 'resourcegroups');
  expect(text).toBe(
    `${JSON.stringify(
      [
        { identity: resourceId, kind: 'managedIdentity', name: PAY, ...rest('pay', 'orders') },
        { identity: resourceId, kind: 'managedIdentity', name: SHOP, ...rest('shop', 'orders') },
        { identity: APP, kind: 'application', name: EMAIL, ...rest('shop', 'mail') },
      ],
      null,
      2,
    )}\n`,
  );
});

test('the name is the same whatever it is printed as', async () => {
  for (const as of ['az', 'bicep', 'terraform', 'aso', 'json']) {
    const text = await printed(as, TWO);
    expect([as, text.includes(PAY), text.includes(SHOP)]).toEqual([as, true, true]);
  }
});

test('the order of the objects does not matter', async () => {
  for (const as of ['az', 'bicep', 'terraform', 'aso', 'json']) {
    const objects = [...TWO, ...uses('shop', 'storage', { resourceID: id('storage') })];
    expect(await printed(as, objects.toReversed())).toBe(await printed(as, objects));
  }
});

describe('Bicep', () => {
  test('the credentials of one identity depend on each other in a chain', async () => {
    const resource = (
      symbol: string,
      name: string,
      namespace: string,
      before?: string,
    ) => `// Deployment ${namespace}/orders-web
resource ${symbol} 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31' = {
  parent: orders_HASH
  name: '${name}'
  properties: {
    issuer: '${ISSUER}'
    subject: 'system:serviceaccount:${namespace}:orders'
    audiences: [
      'api://AzureADTokenExchange'
    ]
  }${before === undefined ? '' : `\n  dependsOn: [\n    ${before}\n  ]`}
}
`;
    const symbols = [PAY, SHOP].map((name) => `orders_${name.replaceAll('-', '_')}_HASH`) as [string, string];
    expect(plain(await printed('bicep', TWO))).toBe(
      [
        `// Federated credentials that the manifests need. Printed by aad-pod-identity azure federate.
// For the resource group shop of the subscription ${SUBSCRIPTION_ID}.
`,
        `targetScope = 'resourceGroup'
`,
        `resource orders_HASH 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: 'orders'
}
`,
        resource(symbols[0], PAY, 'pay'),
        resource(symbols[1], SHOP, 'shop', symbols[0]),
      ].join('\n'),
    );
  });

  test('another identity waits for none', async () => {
    const text = await printed('bicep', [...TWO, ...uses('shop', 'storage', { resourceID: id('storage') })]);
    expect(text.split('existing = {')).toHaveLength(3);
    expect(text.split('dependsOn')).toHaveLength(2);
  });

  test('a module for each resource group and subscription, beside the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bicep-'));
    const { code, out } = await said('bicep', [...TWO, ...FAR], '--output', join(folder, 'all.bicep'));
    expect([code, out]).toEqual([0, '']);
    expect(readdirSync(folder).sort()).toEqual([
      `all-${SUBSCRIPTION_ID}-shop.bicep`,
      `all-${OTHER}-Größe(1).bicep`,
      'all.bicep',
    ]);
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    expect(
      plain(read('all.bicep')),
    ).toBe(`// Federated credentials that the manifests need. Printed by aad-pod-identity azure federate.
// Deploy it to any resource group: each module names its own.

targetScope = 'resourceGroup'

module shop_HASH 'all-${SUBSCRIPTION_ID}-shop.bicep' = {
  name: 'federate-shop_HASH'
  scope: resourceGroup('${SUBSCRIPTION_ID}', 'shop')
}

module Gr_e_1__HASH 'all-${OTHER}-Größe(1).bicep' = {
  name: 'federate-Gr_e_1__HASH'
  scope: resourceGroup('${OTHER}', 'Größe(1)')
}
`);
    expect(read(`all-${SUBSCRIPTION_ID}-shop.bicep`)).toBe(await printed('bicep', TWO));
    expect(read(`all-${OTHER}-Größe(1).bicep`)).toBe(await printed('bicep', FAR));
    rmSync(folder, { recursive: true });
  });

  test('several resource groups require a file, and nothing is printed', async () => {
    const { code, out, error } = await said('bicep', [...TWO, ...FAR]);
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain(
      '--output must name a file that ends with .bicep: the identities are in several resource groups',
    );
  });
});

describe('Terraform', () => {
  const credential = (provider: string, name: string, namespace: string) => `# Deployment ${namespace}/orders-web
resource "azurerm_federated_identity_credential" "orders_${name.replaceAll('-', '_')}_HASH" {
${provider}  subject${' '.repeat(provider.includes('user_assigned') ? 18 : 12)} = "system:serviceaccount:${namespace}:orders"
}
`;
  const head = (
    version: number,
  ) => `# Federated credentials that the manifests need. Printed by aad-pod-identity azure federate.
# For azurerm ${version}.x. The provider must be of the subscription ${SUBSCRIPTION_ID}.
`;

  test('azurerm 4', async () => {
    const lines = (name: string) => `  name                = "${name}"
  resource_group_name = "shop"
  parent_id           = "${id('orders')}"
  audience            = ["api://AzureADTokenExchange"]
  issuer              = "${ISSUER}"
`;
    expect(plain(await printed('terraform', TWO))).toBe(
      [head(4), credential(lines(PAY), PAY, 'pay'), credential(lines(SHOP), SHOP, 'shop')].join('\n'),
    );
  });

  test('azurerm 5', async () => {
    const lines = (name: string) => `  name                      = "${name}"
  user_assigned_identity_id = "${id('orders')}"
  audience                  = ["api://AzureADTokenExchange"]
  issuer                    = "${ISSUER}"
`;
    expect(plain(await printed('terraform', TWO, '--terraform-provider', '5'))).toBe(
      [head(5), credential(lines(PAY), PAY, 'pay'), credential(lines(SHOP), SHOP, 'shop')].join('\n'),
    );
  });

  test('azuread for applications', async () => {
    expect(
      plain(await printed('terraform', MAIL)),
    ).toBe(`# Federated credentials that the manifests need. Printed by aad-pod-identity azure federate.
# For azuread 3.x.

data "azuread_application" "application_HASH" {
  client_id = "${APP}"
}

# Deployment shop/mail-web
resource "azuread_application_federated_identity_credential" "${EMAIL.replaceAll('-', '_')}_HASH" {
  application_id = "/applications/\${data.azuread_application.application_HASH.object_id}"
  display_name   = "${EMAIL}"
  audiences      = ["api://AzureADTokenExchange"]
  issuer         = "${ISSUER}"
  subject        = "system:serviceaccount:shop:mail"
}
`);
  });

  test('identities of several subscriptions name a provider each', async () => {
    const text = await printed('terraform', [...TWO, ...FAR]);
    const alias = (subscription: string) => `azurerm.subscription_${subscription.replaceAll('-', '_')}`;
    expect(text).toContain(`requires a provider for each subscription: ${alias(SUBSCRIPTION_ID)}, ${alias(OTHER)}.\n`);
    expect(text.match(/^ {2}provider .*$/gm)).toEqual([
      `  provider            = ${alias(SUBSCRIPTION_ID)}`,
      `  provider            = ${alias(SUBSCRIPTION_ID)}`,
      `  provider            = ${alias(OTHER)}`,
    ]);
    expect(await printed('terraform', TWO)).not.toContain('provider  ');
  });

  test('a label of a resource stays when other resources come: Terraform would delete and create it', async () => {
    const label = (text: string) => new RegExp(`"(orders_${SHOP.replaceAll('-', '_')}_\\w+)"`).exec(text)?.[1];
    const before = label(await printed('terraform', TWO));
    expect(before).toBeDefined();
    expect(label(await printed('terraform', [...FAR, ...MAIL, ...TWO]))).toBe(before);
  });
});

describe('objects of the operator', () => {
  test('are those of the construct FederatedIdentityCredentials', async () => {
    const app = Testing.app();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    const props = { resourceId: id('orders'), clientId: CLIENT_ID };
    const orders = AzureIdentity.userAssigned(chart, 'orders', props);
    orders.assignToExternal('web', { namespace: 'shop', selector: 'orders', stage: MigrationStage.DUAL });
    new FederatedIdentityCredentials(chart, 'credentials', { clusterName: 'prod', issuer: ISSUER });
    const made = Testing.synth(chart).filter(({ kind }) => kind === 'FederatedIdentityCredential');
    expect(made).toHaveLength(1);
    const [object] = loadAll(await printed('aso', uses('shop', 'orders', { resourceID: id('orders') }))) as object[];
    delete made[0].metadata.namespace;
    expect(object).toEqual(made[0]);
  });
});

test.each(['bicep', 'aso'])('--as %s leaves applications out, and says so', async (as) => {
  const { code, out, error } = await said(as, [...TWO, ...MAIL]);
  expect(code).toBe(0);
  expect(out).not.toContain(APP);
  expect(error).toContain(
    `warning: the application ${APP} is left out: --as ${as} can write no credentials of applications`,
  );
  const only = await said(as, MAIL);
  expect([only.code, only.out]).toEqual([1, '']);
});

test('an issuer with all that URLs may have is a string in each', async () => {
  const issuer = "https://a.example/'$(id);&$'/";
  const out = async (as: string) => {
    const objects = uses('shop', 'orders', { resourceID: id('orders') });
    return (
      await command(
        ['azure', 'federate', '-', '--issuer', issuer, '--cluster-name', 'prod', '--as', as],
        yaml(...objects),
      )
    ).out;
  };
  expect(await out('bicep')).toContain(`    issuer: 'https://a.example/\\'$(id);&$\\'/'\n`);
  expect(await out('terraform')).toContain(`  issuer              = "https://a.example/'$(id);&$'/"\n`);
  expect((loadAll(await out('aso'))[0] as { spec: { issuer: string } }).spec.issuer).toBe(issuer);
  expect(JSON.parse(await out('json'))[0].issuer).toBe(issuer);
});
