import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import fc from 'fast-check';
import { AadPodIdentity, AzureIdentity, CloudCredentials, Manifests } from '../../lib';
import { show, showField } from '../../lib/validate/format';
import { hideSecrets, hideSecretsOfSet, isSecretField, isSecretPath } from '../../lib/validate/secret-fields';
import { command } from '../support/command';
import { CLIENT_ID, TENANT_ID } from '../support/ids';

const SECRET = 'Hunter2Canary';
const IDENTITY = 'apiVersion: aadpodidentity.k8s.io/v1\nkind: AzureIdentity\nmetadata: { name: a, namespace: b }\n';

describe('which paths are secret', () => {
  test.each([
    'spec.clientPassword',
    'adminsecret.clientSecret',
    'adminsecret.clientsecret',
    'adminSecret',
    'adminsecret.cloud',
    'azureIdentities.x.clientSecret',
    'azureIdentities.x.clientPasword',
    'azureIdentities["a.b"]["client-secret"]',
    'mic.env[3].value',
    'stringData.x',
    'metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]',
  ])('%s', (field) => expect(isSecretField(field)).toBe(true));

  test.each([
    'spec.clientID',
    'spec.clientPassword.name',
    'spec.clientPassword.namespace',
    'rbac.allowAccessToSecrets',
    'rbac.secrets[0].name',
    'imagePullSecrets[0].name',
    'spec.containers[0].env[0].valueFrom.secretKeyRef.name',
    'metadata.annotations["aad-pod-identity.checks/client-secret-with-line-break"]',
    'data.key',
  ])('not %s', (field) => expect(isSecretField(field)).toBe(false));

  test('data of a Secret, not of a ConfigMap', () => {
    expect([isSecretPath(['data', 'x'], 'Secret'), isSecretPath(['data', 'x'], 'ConfigMap')]).toEqual([true, false]);
  });
});

test.each([
  [`a=1,adminsecret.clientSecret=x,${SECRET}`, 'a=1,adminsecret.clientSecret=…'],
  [`adminsecret.clientSecret.${SECRET}=x`, 'adminsecret…'],
  [`adminsecret={${SECRET}`, 'adminsecret=…'],
  ['mic.replicas=1,x', 'mic.replicas=1,x'],
])('--set %j is shown as %j', (text, shown) => expect(hideSecretsOfSet(text)).toBe(shown));

test('a value shows no secret in it, and still what it is', () => {
  expect(show({ name: 'a', clientPassword: SECRET, list: [{ apiKey: 5 }] })).toBe(
    '{"name":"a","clientPassword":"…","list":[{"apiKey":"…"}]}',
  );
  expect(show([{ name: 'DB_PASSWORD', value: SECRET }])).toBe('[{"name":"DB_PASSWORD","value":"…"}]');
  expect(show({ kind: 'Secret', data: { x: SECRET } })).toBe('{"kind":"Secret","data":{"x":"…"}}');
  expect(showField('spec.clientPassword', SECRET)).toBe('a string');
  expect(showField('spec.clientPassword', false)).toBe('false');
});

test.each([
  [`--client-secret=${SECRET}`, '--client-secret=…'],
  [`--client-secret ${SECRET}`, '--client-secret …'],
  [`a: 1 # old password: ${SECRET}, x`, 'a: 1 # old password: …'],
  [`adminsecret.clientSecret=ab,${SECRET}`, 'adminsecret.clientSecret=…'],
  [`clientSecret=,${SECRET}`, 'clientSecret=…'],
  ['clientPassword.name=orders', 'clientPassword.name=orders'],
  ['the password of a user', 'the password of a user'],
])('%j is shown as %j', (text, shown) => expect(hideSecrets(text)).toBe(shown));

describe('no message, excerpt, fix or report has it', () => {
  const values = (yaml: string) => command(['render', '-f', '-', '--release-name', 'r', '-n', 'shop'], yaml);
  const set = (...sets: string[]) =>
    command(['render', '--release-name', 'r', '-n', 'shop', ...sets.flatMap((one) => ['--set', one])]);
  const all = async (yaml: string) => {
    const formats = ['text', 'json', 'sarif'].map((format) => command(['check', '-', '--format', format], yaml));
    return JSON.stringify([await command(['assignments', '-'], yaml), ...(await Promise.all(formats))]);
  };

  test.each([
    ['a list in --set', () => set(`adminsecret.clientSecret=ab,${SECRET}`)],
    ['an index in --set', () => set(`adminsecret.clientSecret[${SECRET}]=x`)],
    ['another kind in --set', () => set('adminsecret.clientSecret=a', `adminsecret.clientSecret.${SECRET}=x`)],
    ['a key in another case', () => set(`adminsecret.clientsecret=${SECRET}`)],
    ['a map in another case', () => set(`adminSecret.clientSecret=${SECRET}`)],
    ['a misspelt map', () => set(`adminsecrt.clientScret=${SECRET}`)],
    ['the secret itself', () => set(`azureIdentities.x.clientSecret=${SECRET}`)],
    ['identities that are a text', () => values(`azureIdentities: 'clientPassword: ${SECRET}'`)],
    ['identities in a list', () => values(`mic: [{ clientPassword: ${SECRET} }]`)],
    ['an anchor', () => values(`adminsecret: { clientSecret: *${SECRET} }`)],
    ['a tag', () => values(`adminsecret: { clientSecret: !!int ${SECRET} }`)],
    ['a tag of the secret', () => values(`adminsecret: { clientSecret: !${SECRET}!x y }`)],
  ])('of values: %s', async (_what, said) => {
    const { code, out, error } = await said();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(error).not.toBe('');
    expect(error).not.toContain(SECRET);
  });

  test.each([
    ['clientPassword as text', `${IDENTITY}spec: { type: 1, clientPassword: ${SECRET} }\n`],
    ['clientPassword in a list', `${IDENTITY}spec:\n  type: 1\n  clientPassword: [${SECRET}]\n`],
    ['a number', `${IDENTITY}spec: { type: x, clientPassword: 4711${SECRET.replace(/\D/g, '')} }\n`],
    ['beside another mistake', `${IDENTITY}spec: { clientPassword: ${SECRET}, type: x }\n`],
    ['behind another mistake', `${IDENTITY}spec: { type: x, clientPassword: ${SECRET} }\n`],
    ['in another case', `${IDENTITY}spec: { type: 1, ClientPassword: ${SECRET} }\n`],
    ['a text that goes on', `${IDENTITY}spec: { clientPassword: "x\n  ${SECRET}", type: x }\n`],
    ['a comment', `${IDENTITY}spec:\n  type: x # password: ${SECRET}\n`],
    ['an annotation', IDENTITY.replace('name: a', `annotations: { db-password: [${SECRET}] }, name: a`)],
    ['a label', IDENTITY.replace('name: a', `labels: { token: "${SECRET}!" }, name: a`)],
    [
      'a Secret',
      `{ apiVersion: v1, data: { x: ${SECRET} }, metadata: { annotations: { aad-pod-identity.checks/no: x } }, kind: Secret }`,
    ],
    ['a Secret with a wrong tag', `apiVersion: v1\ndata: { x: !!int ${SECRET} }\nkind: Secret\n`],
    ['an argument', pod(`image: aad-pod-identity/nmi, args: ["--password ${SECRET}", "--client-secret=${SECRET}"]`)],
    ['an argument of the environment', pod(`image: aad-pod-identity/nmi, env: [{ name: A, value: [${SECRET}] }]`)],
  ])('of manifests: %s', async (_what, yaml) => {
    const said = await all(yaml);
    expect(said).toMatch(/<stdin>/);
    // Not `toContain`, which would print all of it.
    expect(said.includes(SECRET) || said.includes('4711')).toBe(false);
  });

  test('of a Secret in a List, by the last key of it', async () => {
    const yaml = `apiVersion: v1\nkind: List\nitems:\n- { data: { a: ${SECRET}, a: x }, kind: Secret }\n`;
    expect(await all(yaml)).not.toContain(SECRET);
  });

  test.each([
    ['clientPassword', (chart: Chart) => principal(chart, { clientPassword: SECRET })],
    ['a misspelt prop', (chart: Chart) => principal(chart, { clientSecret: SECRET })],
    ['an array', (chart: Chart) => principal(chart, { clientPassword: [SECRET] })],
    ['in a name', (chart: Chart) => principal(chart, { clientPassword: { name: { clientSecret: SECRET } } })],
    ['credentials as text', (chart: Chart) => install(chart, { mic: { credentials: SECRET } })],
    ['credentials as props', (chart: Chart) => install(chart, { mic: { credentials: { clientSecret: SECRET } } })],
    ['of MIC', (chart: Chart) => install(chart, { mic: { replicas: { clientSecret: SECRET } } })],
    ['of another place', () => CloudCredentials.fromSecret({ clientSecret: SECRET } as never)],
    ['rendered', () => CloudCredentials.rendered({ cloud: { password: SECRET }, clientSecret: [SECRET] } as never)],
  ])('of constructs: %s', (_what, make) => {
    let message = '';
    try {
      make(new Chart(new App(), 'chart', { namespace: 'shop' }));
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).not.toBe('');
    expect(message).not.toContain(SECRET);
  });
});

test('whatever is read: the text of a secret is in no problem', () => {
  const scalar = fc.constantFrom(
    `${SECRET}`,
    `"${SECRET}"`,
    `*${SECRET}`,
    `!!int ${SECRET}`,
    `[${SECRET}`,
    `|\n  ${SECRET}`,
  );
  const key = fc.constantFrom('clientPassword', 'password', 'client_secret', 'TOKEN', 'apiKey');
  fc.assert(
    fc.property(key, scalar, fc.constantFrom('x', '{', 'type: ['), (name, value, rest) => {
      let message = '';
      try {
        Manifests.fromText('f.yaml', `${IDENTITY}spec:\n  ${name}: ${value}\n  b: ${rest}\n`);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).not.toContain(SECRET);
    }),
    { seed: 12, numRuns: 100 },
  );
});

function pod(container: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: nmi }\nspec: { containers: [{ name: nmi, ${container} }] }\n`;
}

function principal(chart: Chart, props: object): unknown {
  return AzureIdentity.servicePrincipal(chart, 'orders', {
    clientId: CLIENT_ID,
    tenantId: TENANT_ID,
    clientPassword: { name: 'orders' },
    ...props,
  });
}

function install(chart: Chart, props: object): unknown {
  return new AadPodIdentity(chart, 'pod-identity', props);
}
