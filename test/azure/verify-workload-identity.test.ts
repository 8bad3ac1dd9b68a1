import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { deployment, yaml } from '../support/cluster';
import { command } from '../support/command';
import { CLIENT_ID, RESOURCE_ID, TENANT_ID } from '../support/ids';
import { testScripts } from '../support/shell-check';
import { SUBSCRIPTION, useStandIns } from '../support/stand-ins';

const standIns = useStandIns();
const ISSUER = 'https://westeurope.oic.prod-aks.azure.com/tenant/cluster/';
const PLACE = ['--cluster', 'shop', '--resource-group', 'shop', '--subscription', 'Production'];
const USED = { app: 'web', 'azure.workload.identity/use': 'true' };

const account = (clientId = CLIENT_ID) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: {
    ...{ name: 'orders', namespace: 'shop' },
    annotations: {
      'azure.workload.identity/client-id': clientId,
      'aad-pod-identity.federation/identities': `${CLIENT_ID}=${RESOURCE_ID}`,
    },
  },
});
const made = deployment('shop', 'web', USED, { serviceAccountName: 'orders' });
const web = { ...made, spec: { ...made.spec, selector: { matchLabels: { app: 'web' } } } };
const ALL = [account(), web];
const WEBHOOK = {
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: 'azure-wi-webhook-mutating-webhook-configuration' },
  webhooks: [{ name: 'mutation.azure-workload-identity.io' }],
};
/** A pod as the webhook leaves it. */
const injected = (
  names = ['AZURE_TENANT_ID', 'AZURE_FEDERATED_TOKEN_FILE'],
  labels: object = USED,
  host = 'https://login.microsoftonline.com/',
) => ({
  kind: 'Pod',
  metadata: { name: 'web-0', namespace: 'shop', labels, ownerReferences: [{ kind: 'Deployment', name: 'web' }] },
  spec: {
    nodeName: 'node-1',
    containers: [
      {
        image: 'a',
        env: [
          { name: 'AZURE_CLIENT_ID', value: CLIENT_ID },
          ...names.map((name) => ({ name, value: name === 'AZURE_TENANT_ID' ? TENANT_ID : 'file' })),
          { name: 'AZURE_AUTHORITY_HOST', value: host },
        ],
      },
    ],
  },
  status: { phase: 'Running' },
});
const CREDENTIAL = {
  ...{ name: 'by-hand', issuer: ISSUER, subject: 'system:serviceaccount:shop:orders' },
  audiences: ['api://AzureADTokenExchange'],
};
const azureSide = (credentials: object[]) => ({
  groups: [{ subscription: SUBSCRIPTION.id, name: 'shop' }],
  clusters: [
    {
      ...{ subscription: SUBSCRIPTION.id, resourceGroup: 'shop', name: 'shop' },
      oidcIssuerProfile: { enabled: true, issuerUrl: ISSUER },
      securityProfile: { workloadIdentity: { enabled: true } },
    },
  ],
  identities: [{ subscription: SUBSCRIPTION.id, resourceGroup: 'shop', name: 'orders', id: RESOURCE_ID, credentials }],
});
const GOT = '{"token_type":"Bearer","access_token":"eyJ.secret"}';

interface Setting {
  readonly objects?: object[];
  readonly answer?: string;
  readonly options?: readonly string[];
  readonly more?: object;
}
async function script(...options: readonly string[]): Promise<string> {
  const { code, out, error } = await command(['azure', 'verify', '-', ...options], yaml(...ALL));
  if (code !== 0) throw new Error(error);
  return out;
}
async function verify({
  objects = [WEBHOOK, ...ALL, injected()],
  answer = GOT,
  options = [],
  more = {},
}: Setting = {}) {
  const kubernetes = standIns({ objects, ...more });
  const curl = join(kubernetes.folder, 'bin', 'curl');
  writeFileSync(join(kubernetes.folder, 'answer'), answer);
  writeFileSync(curl, `#!/bin/sh\nprintf '%s\\n' "$@" > curl-words\ncat > curl-input\ncat answer\n`);
  chmodSync(curl, 0o755);
  return { kubernetes, ...kubernetes.run(await script(...options)) };
}

test('all is well: it says so for each, only reads, and keeps tokens to itself', async () => {
  const { status, stdout, stderr, kubernetes } = await verify({ options: PLACE, more: azureSide([CREDENTIAL]) });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.split('\n').slice(3)).toEqual([
    `Issuer ${ISSUER}`,
    'ServiceAccount shop/orders: is there',
    'Deployment shop/web: web-0 has what Workload Identity needs',
    'Identity orders: has the credential by-hand for system:serviceaccount:shop:orders',
    `Client id ${CLIENT_ID}: got a token`,
    'Everything checked matches the manifests.',
    '',
  ]);
  expect(kubernetes.writes).toEqual([]);
  expect(kubernetes.file('curl-input')).toBe('token of shop/orders for api://AzureADTokenExchange');
  expect(kubernetes.file('curl-words')).toBe(
    [
      ...['--silent', '--max-time', '60', '--data', 'grant_type=client_credentials', '--data-urlencode'],
      ...[`client_id=${CLIENT_ID}`, '--data-urlencode', 'scope=https://management.azure.com/.default', '--data'],
      'client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      ...['--data-urlencode', 'client_assertion@-'],
      `https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/token`,
      '',
    ].join('\n'),
  );
});

test.each<[string, Setting, string]>([
  [
    'no webhook',
    { objects: [...ALL, injected()] },
    'Webhook of Workload Identity: there is none, so pods get no tokens',
  ],
  ['no account', { objects: [WEBHOOK, web, injected()] }, 'ServiceAccount shop/orders: does not exist, so the webhook'],
  [
    'another client id',
    { objects: [WEBHOOK, account(TENANT_ID), web, injected()] },
    `ServiceAccount shop/orders: has the client id ${TENANT_ID}, and not ${CLIENT_ID} as in the manifests`,
  ],
  [
    'a pod that is too old',
    { objects: [WEBHOOK, ...ALL, injected([])] },
    'Deployment shop/web: web-0 lacks AZURE_FEDERATED_TOKEN_FILE and AZURE_TENANT_ID',
  ],
  [
    'no label on the pod',
    { objects: [WEBHOOK, ...ALL, injected([], { app: 'web', 'azure.workload.identity/use': 'yes' })] },
    'Deployment shop/web: web-0 lacks the label azure.workload.identity/use: "true"',
  ],
  [
    'no credential',
    { options: PLACE, more: azureSide([]) },
    `Identity orders: has no federated credential for system:serviceaccount:shop:orders of the issuer ${ISSUER}`,
  ],
  [
    'the credential of another issuer',
    { options: PLACE, more: azureSide([{ ...CREDENTIAL, issuer: ISSUER.slice(0, -1) }]) },
    'Identity orders: has no federated credential for system:serviceaccount:shop:orders',
  ],
  [
    'a token that Entra ID refuses',
    { answer: '{"error":"invalid_request","error_description":"AADSTS700213: No matching credential"}' },
    `Client id ${CLIENT_ID}: Entra ID refuses its token with AADSTS700213`,
  ],
  [
    'no answer',
    { answer: '' },
    `Client id ${CLIENT_ID}: Entra ID at https://login.microsoftonline.com/ did not answer`,
  ],
  [
    'no right to request one',
    { more: { noTokens: true } },
    `Client id ${CLIENT_ID}: no token was requested, because you`,
  ],
])('%s is a failure, and the only one', async (_what, setting, message) => {
  const { status, stderr } = await verify(setting);
  expect(status).toBe(1);
  expect(stderr.split('\n').filter((line) => line.startsWith('FAILED'))).toEqual([
    expect.stringContaining(`FAILED: ${message}`),
  ]);
  expect(stderr).not.toContain('secret');
});

test('tokens go to no host that a pod makes up', async () => {
  const pod = injected(undefined, USED, 'https://login.microsoftonline.com.evil.example/');
  const { status, stdout, kubernetes } = await verify({ objects: [WEBHOOK, ...ALL, pod] });
  expect(status).toBe(0);
  expect(stdout).toContain('no token was requested, because no pod says of which tenant and cloud');
  expect(kubernetes.file('curl-words')).toBeUndefined();
});

test('without the place of the cluster, it says that credentials were not looked up', async () => {
  const { stdout, kubernetes } = await verify();
  expect(stdout).toContain(
    'The federated credentials were not looked up (--cluster, --resource-group, --subscription).\n',
  );
  expect(kubernetes.calls.filter(([program]) => program === 'az')).toEqual([]);
});

test('what is written out needs no webhook', async () => {
  const sources = [{ serviceAccountToken: { audience: 'api://AzureADTokenExchange', path: 'token' } }];
  const written = deployment(...(['shop', 'web', { app: 'web' }] as const), {
    serviceAccountName: 'orders',
    volumes: [{ name: 'token', projected: { sources } }],
  });
  const { code, out } = await command(['azure', 'verify', '-'], yaml(account(), written));
  expect(code).toBe(0);
  expect(out).toMatch(/^account shop orders /m);
  expect(out).not.toMatch(/^webhook$/m);
  expect(await script()).toMatch(/^webhook$/m);
});

test('manifests without Workload Identity ask nothing about it', async () => {
  const { out } = await command(['azure', 'verify', '-'], yaml(deployment('shop', 'web', { aadpodidbinding: 'web' })));
  expect(out).not.toMatch(/webhook|curl/);
});

testScripts([
  ['without Azure', () => script()],
  ['with Azure', () => script(...PLACE)],
]);
