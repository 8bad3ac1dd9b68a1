import { describe, expect, test } from '@jest/globals';
import type { CheckOptions } from '../../../lib/checks/checked-cluster';
import { MIC, micWithVariables } from '../../../lib/checks/examples/controller-examples';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../../lib/checks/examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../../../lib/checks/examples/identity-examples';
import { findingsIn, idsIn, placesIn } from '../../support/checks';

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const PEM = `-----BEGIN PRIVATE ${'KEY'}-----\nbm90IGEga2V5\n-----END PRIVATE ${'KEY'}-----\n`;
/** The first bytes of a PKCS#12 file: a sequence that begins with version 3. */
const PFX = Uint8Array.of(0x30, 0x82, 0x0a, 0x10, 2, 1, 3, 0x30);
const OF_CERTIFICATE = changed(SERVICE_PRINCIPAL, 'type: 1', 'type: 2');
const secret = (data: { readonly [key: string]: string }, field = 'data') =>
  changed(SECRET, 'data:\n  clientSecret: bm90IGEgcGFzc3dvcmQ=\n', `${field}: ${JSON.stringify(data)}\n`);
const messagesIn = (text: string) =>
  findingsIn(text)
    .map(({ message, fix }) => `${message} ${fix}`)
    .join();

describe('a certificate as a password', () => {
  test.each<[string, string]>([
    ['PEM', secret({ certificate: base64(PEM) })],
    ['PEM in stringData', secret({ password: PEM }, 'stringData')],
    ['PKCS#12', secret({ clientSecret: base64(PFX) })],
    ['PKCS#12, encoded twice', secret({ clientSecret: base64(base64(PFX)) })],
    ['the keys of a certificate', secret({ certificate: base64('x'), password: base64('y') })],
    ['a certificate and its key', secret({ 'tls.crt': base64(PEM), 'tls.key': base64(PEM) })],
  ])('%s', (_what, text) => {
    // Neither its line break nor its number of keys is the mistake.
    expect(idsIn(documents(SERVICE_PRINCIPAL, text, BINDING))).toEqual(['client-secret-is-certificate']);
    expect(messagesIn(documents(SERVICE_PRINCIPAL, text, BINDING))).toMatch(/type: 2/);
    expect(messagesIn(documents(SERVICE_PRINCIPAL, text, BINDING))).not.toMatch(/BEGIN|bm90|LS0t/);
  });

  test.each<[string, string, string]>([
    ['a password', SERVICE_PRINCIPAL, SECRET],
    ['a password that begins as base64 of a certificate', SERVICE_PRINCIPAL, secret({ a: base64('MIIabc') })],
    ['a Secret of type 2', OF_CERTIFICATE, secret({ certificate: base64(PFX), password: '' })],
    ['a Secret that nothing uses', '', secret({ certificate: base64(PEM) })],
  ])('silent: %s', (_what, identity, text) => {
    expect(idsIn(identity === '' ? text : documents(identity, text, BINDING))).toEqual([]);
  });

  test('a password still must not end with a line break', () => {
    expect(idsIn(documents(SERVICE_PRINCIPAL, secret({ a: base64('secret\n') }), BINDING))).toEqual([
      'client-secret-with-line-break',
    ]);
  });
});

describe('a certificate that is no PKCS#12', () => {
  test.each<[string, string, string]>([
    ['PEM', secret({ certificate: base64(PEM), password: '' }), 'openssl pkcs12'],
    ['PEM in stringData', secret({ certificate: PEM, password: '' }, 'stringData'), 'openssl pkcs12'],
    ['encoded twice', secret({ certificate: base64(base64(PFX)), password: '' }), 'encoded twice'],
    ['encoded twice, in lines', secret({ certificate: base64(`${base64(PFX)}\n`), password: '' }), 'encoded twice'],
  ])('%s', (_what, text, words) => {
    expect(idsIn(documents(OF_CERTIFICATE, text, BINDING))).toEqual(['certificate-not-pkcs12']);
    expect(messagesIn(documents(OF_CERTIFICATE, text, BINDING))).toContain(words);
  });

  test('base64 in stringData is reported as such', () => {
    const text = secret({ certificate: base64(PFX), password: '' }, 'stringData');
    expect(idsIn(documents(OF_CERTIFICATE, text, BINDING))).toEqual(['certificate-as-text']);
  });
});

const CLOUD_OF_SECRET = changed(
  micWithVariables('AzureCloud'),
  'value: AzureCloud',
  'valueFrom: {secretKeyRef: {name: mic, key: Cloud}}',
);
const micSecret = (cloud: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: mic, namespace: default}\ndata: {Cloud: ${base64(cloud)}}\n`;
const WITH_FILE = changed(
  MIC,
  'hostPath:\n            path: /etc/kubernetes/azure.json',
  'secret: {secretName: azure, items: [{key: config, path: azure.json}]}',
);
const file = (text: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: azure, namespace: default}\nstringData: {config: ${JSON.stringify(text)}}\n`;
const release = (cloud: string, more = '') => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: x, namespace: kube-system}
spec:
  chart: {spec: {chart: aad-pod-identity}}
  valuesFrom: [{kind: Secret, name: rest}]
  values: {adminsecret: {cloud: ${cloud}${more}}}
`;

describe('the name of the cloud', () => {
  test.each<[string, string, string, string]>([
    [
      'a variable',
      micWithVariables('AzureUSGov'),
      'spec.template.spec.containers[0].env[0].value',
      'Write AzureUSGovernment;',
    ],
    ['a Secret', documents(CLOUD_OF_SECRET, micSecret('AzureChina')), 'data.Cloud', 'Write AzureChinaCloud;'],
    ['a line break', documents(CLOUD_OF_SECRET, micSecret('AzureCloud\n')), 'data.Cloud', 'Write AzureCloud;'],
    [
      'the file',
      documents(WITH_FILE, file('{"cloud": "public", "vmType": "vmss"}')),
      'stringData.config',
      'Write AzureCloud, ',
    ],
    [
      'the file as YAML',
      documents(WITH_FILE, file('tenantId: x\ncloud: AzureGerman\n')),
      'stringData.config',
      'Write AzureGermanCloud;',
    ],
    ['values of the chart', release('AzureGov'), 'spec.values.adminsecret.cloud', 'AzureUSGovernment'],
  ])('%s', (_what, text, path, advice) => {
    expect(placesIn(text)).toEqual([`cloud-unknown ${path}`]);
    expect(findingsIn(text)[0]?.message).toContain(advice);
  });

  test.each<[string, string]>([
    ['in another case', micWithVariables('azureusgovernmentcloud')],
    ['a placeholder', micWithVariables('"$(CLOUD)"')],
    ['a Secret that is elsewhere', CLOUD_OF_SECRET],
    ['a file without it', documents(WITH_FILE, file('{"cloud": "", "tenantId": "x"}'))],
    ['a file with it', documents(WITH_FILE, file('{"tenantId": "x","cloud":"AzurePublicCloud"}'))],
    ['a file of the node', MIC],
    ['values of the chart', release('AzureChinaCloud')],
  ])('silent: %s', (_what, text) => {
    expect(idsIn(text)).toEqual([]);
  });
});

describe('variables beside --cloudconfig', () => {
  const USE_MSI = '          env:\n            - name: USE_MSI\n              value: "true"\n';

  test('are ignored, each named', () => {
    const text = changed(
      MIC,
      '          env:\n',
      `${USE_MSI}            - {name: CLIENT_ID, valueFrom: {secretKeyRef: {name: a, key: b}}}\n`,
    );
    expect(placesIn(text)).toEqual(['mic-variables-ignored spec.template.spec.containers[0].env[1]']);
    expect(findingsIn(text)[0]?.message).toContain('ignores CLIENT_ID, USE_MSI.');
  });

  test.each<[string, string]>([
    ['without the flag', micWithVariables('AzureCloud')],
    ['other variables', changed(MIC, '          env:\n', USE_MSI.replace('USE_MSI', 'HTTPS_PROXY'))],
  ])('silent: %s', (_what, text) => {
    expect(idsIn(text)).toEqual([]);
  });
});

const ID = '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42';
const OTHER_ID = '7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42';
const withEnv = (env: string, more = '') =>
  documents(
    IDENTITY,
    BINDING,
    changed(
      WORKLOAD,
      'image: registry.example/orders:1\n',
      `image: registry.example/orders:1\n          env: ${env}\n${more}`,
    ),
  );
const named = (name: string, value: string) => `[{name: ${name}, value: "${value}"}]`;
const WHOLE: CheckOptions = { wholeCluster: true };

describe('a client id in the environment', () => {
  const SECOND = documents(
    changed(changed(IDENTITY, 'name: orders', 'name: billing'), ID, OTHER_ID).replace(
      'Identities/orders',
      'Identities/billing',
    ),
    changed(
      changed(BINDING, 'name: orders-binding', 'name: billing-binding'),
      'azureIdentity: orders',
      'azureIdentity: billing',
    ),
  );

  test.each<[string, string, string, string | undefined]>([
    ['of nothing', withEnv(named('AZURE_CLIENT_ID', OTHER_ID)), 'shop/orders', `value: ${ID}`],
    ['by another name', withEnv(named('MSI_CLIENT_ID', OTHER_ID)), 'MSI_CLIENT_ID', `value: ${ID}`],
    [
      'in a connection string',
      withEnv(named('AzureServicesAuthConnectionString', `RunAs=App;AppId=${OTHER_ID}`)),
      'AzureServices',
      undefined,
    ],
    ['in another case', withEnv(named('AZURE_CLIENT_ID', ID.toUpperCase())), 'another case', `value: ${ID}`],
    [
      'of none of several',
      documents(withEnv(named('AZURE_CLIENT_ID', OTHER_ID.replace('7', '8'))), SECOND),
      'one of them',
      undefined,
    ],
    [
      'of an identity that is not bound',
      documents(withEnv(named('AZURE_CLIENT_ID', OTHER_ID)), SECOND.replace('selector: orders', 'selector: billing')),
      'that of AzureIdentity shop/billing',
      `value: ${ID}`,
    ],
  ])('%s', (_what, text, words, fix) => {
    expect(findingsIn(text)).toMatchObject([
      { rule: 'client-id-not-bound', severity: 'warning', fix, message: expect.stringContaining(words) },
    ]);
    expect(findingsIn(text, WHOLE).find(({ rule }) => rule === 'client-id-not-bound')?.severity).toBe('error');
  });

  const ELSEWHERE = '{name: AZURE_CLIENT_ID, valueFrom: {configMapKeyRef: {name: a, key: b}}}';
  test.each<[string, string]>([
    ['the right one', withEnv(named('AZURE_CLIENT_ID', ID))],
    ['one of several', documents(withEnv(named('AZURE_CLIENT_ID', OTHER_ID)), SECOND)],
    ['from elsewhere', withEnv(`[${ELSEWHERE}]`)],
    ['a placeholder', withEnv(named('AZURE_CLIENT_ID', '$(ID)'))],
    [
      'of an application',
      withEnv(
        `[{name: AZURE_CLIENT_ID, value: ${OTHER_ID}}, {name: AZURE_CLIENT_SECRET, valueFrom: {secretKeyRef: {name: a, key: b}}}]`,
      ),
    ],
    [
      'with more variables elsewhere',
      withEnv(named('AZURE_CLIENT_ID', OTHER_ID), '          envFrom: [{secretRef: {name: a}}]\n'),
    ],
    ['of another variable', withEnv(named('AzureAd__ClientId', OTHER_ID))],
    [
      'of Workload Identity',
      changed(
        withEnv(named('AZURE_CLIENT_ID', OTHER_ID)),
        'aadpodidbinding: orders',
        'aadpodidbinding: orders\n        azure.workload.identity/use: "true"',
      ),
    ],
    [
      'without the label',
      changed(withEnv(named('AZURE_CLIENT_ID', OTHER_ID)), '        aadpodidbinding: orders\n', ''),
    ],
    [
      'the identity has its own mistake',
      changed(withEnv(named('AZURE_CLIENT_ID', OTHER_ID)), `clientID: ${ID}`, 'clientID: orders'),
    ],
    [
      'the identity is elsewhere',
      documents(withEnv(named('AZURE_CLIENT_ID', OTHER_ID)), SECOND.slice(SECOND.indexOf('---\n') + 4)),
    ],
  ])('silent: %s', (_what, text) => {
    expect(idsIn(text)).not.toContain('client-id-not-bound');
  });
});

describe('the type of an identity and its fields', () => {
  const WITHOUT_TYPE = changed(SERVICE_PRINCIPAL, '  type: 1\n', '');

  test.each<[string, string, string]>([
    ['a service principal without a type', documents(WITHOUT_TYPE, SECRET, BINDING), 'type: 1'],
    [
      'a service principal with type 0',
      documents(changed(SERVICE_PRINCIPAL, 'type: 1', 'type: 0'), BINDING),
      'type: 1',
    ],
    [
      'one with a certificate',
      documents(WITHOUT_TYPE, secret({ certificate: base64(PFX), password: '' }), BINDING),
      'type: 2',
    ],
    ['a managed identity with type 1', documents(changed(IDENTITY, 'type: 0', 'type: 1'), BINDING), 'type: 0'],
    [
      'a managed identity with type 2 and a tenant',
      documents(changed(IDENTITY, 'type: 0', `type: 2\n  tenantID: ${OTHER_ID}`), BINDING),
      'type: 0',
    ],
  ])('%s', (_what, text, fix) => {
    expect(findingsIn(text)).toMatchObject([{ rule: 'identity-type-differs', path: 'spec.type', fix }]);
  });

  test.each<[string, string, string[]]>([
    [
      'nothing is given',
      documents(changed(WITHOUT_TYPE, /.*tenantID[\s\S]*shop\n/.exec(WITHOUT_TYPE)?.[0] ?? '', ''), BINDING),
      ['resource-id-malformed'],
    ],
    [
      'both are given',
      documents(
        changed(
          SERVICE_PRINCIPAL,
          'type: 1',
          `type: 1\n  resourceID: /subscriptions/${OTHER_ID}/resourceGroups/a/providers/Microsoft.ManagedIdentity/userAssignedIdentities/a`,
        ),
        BINDING,
      ),
      [],
    ],
    [
      'a service principal without a Secret',
      documents(
        changed(SERVICE_PRINCIPAL, /.*clientPassword[\s\S]*shop\n/.exec(SERVICE_PRINCIPAL)?.[0] ?? '', ''),
        BINDING,
      ),
      ['service-principal-incomplete'],
    ],
  ])('not when %s', (_what, text, ids) => {
    expect(idsIn(text)).toEqual(ids);
  });
});
