import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import {
  AadPodIdentity,
  AzureIdentity,
  AzureIdentityBinding,
  AzurePodIdentityException,
  CloudCredentials,
} from '../../lib';
import { collectWarnings } from '../../lib/synth/warnings';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID, TENANT_ID } from '../support/ids';

const GUID = 'a GUID: 32 hexadecimal digits as 8-4-4-4-12, not all zero';
const newChart = () => new Chart(new App(), 'c', { namespace: 'shop' });
const user = (props: object, chart = newChart()) =>
  AzureIdentity.userAssigned(chart, 'orders', { resourceId: RESOURCE_ID, clientId: CLIENT_ID, ...props });

/** The lines that a call throws. */
function refusal(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
}

test.each([
  [`{${CLIENT_ID}}`, 'Write it without braces'],
  [`"${CLIENT_ID}"`, 'Write it without quotes'],
  [`urn:uuid:${CLIENT_ID}`, 'Write it without urn:uuid:'],
  [CLIENT_ID.replaceAll('-', ''), 'It has no hyphens'],
  [`o${CLIENT_ID.slice(1)}`, 'It has the letter "o" at position 1: write the digit 0'],
  [CLIENT_ID.replace('0e', 'Oe'), 'It has the letter "O" at position 17: write the digit 0'],
  [CLIENT_ID.replace('1', 'l'), 'It has the letter "l" at position 27: write the digit 1'],
])('the client id %s is refused with what is wrong with it', (clientId, hint) => {
  expect(refusal(() => user({ clientId }))).toEqual([
    `c/orders: spec.clientID: got ${JSON.stringify(clientId)}; allowed: ${GUID}. ${hint}`,
  ]);
});

test('a space that looks like another one is shown', () => {
  expect(refusal(() => user({ clientId: `${CLIENT_ID}\u00a0` }))).toEqual([
    `c/orders: spec.clientID: got "${CLIENT_ID}\\u00a0"; allowed: ${GUID}. Remove the spaces around it`,
  ]);
});

describe('a misspelt prop is one line', () => {
  test.each<[string, () => unknown, string]>([
    ['a letter', () => user({ resourceId: undefined, resorceId: RESOURCE_ID }), 'resourceId'],
    ['its case', () => user({ clientId: undefined, clientid: CLIENT_ID }), 'clientId'],
    [
      'a part too much',
      () => new AzureIdentityBinding(newChart(), 'b', { azureIdentity: user({}, newChart()) } as never),
      'identity',
    ],
    [
      'a part too little',
      () => new AadPodIdentity(newChart(), 'i', { nmi: { priorityClass: 'x' } as never }),
      'priorityClassName',
    ],
  ])('%s', (_what, act, meant) => {
    const lines = refusal(act);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`unknown field ".*"; known fields: .*\\. Write ${meant}$`));
  });

  test('but one like no other has no advice, and what is missing is said', () => {
    expect(refusal(() => user({ clientId: undefined, colour: 'x' })).map((line) => line.split(':')[1])).toEqual([
      ' props',
      ' spec.clientID',
    ]);
  });
});

test('a number where a string is expected says so', () => {
  const chart = newChart();
  expect(refusal(() => new AzurePodIdentityException(chart, 'x', { podLabels: { app: 5 as never } }))).toEqual([
    'c/x: spec.podLabels["app"]: got 5; allowed: a label value: at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends, or "". Expected a string: write "5"',
  ]);
});

test('what was not given is nothing, not null', () => {
  expect(refusal(() => new AzurePodIdentityException(newChart(), 'x', {} as never))).toEqual([
    'c/x: spec.podLabels: got nothing; allowed: a map of strings',
  ]);
});

test('credentials that are base64 already are refused, and names that only look like it are not', () => {
  const plain = {
    ...{ cloud: 'AzurePublicCloud' as never, subscriptionId: SUBSCRIPTION_ID, resourceGroup: 'shop', vmType: 'vmss' },
    ...{ tenantId: TENANT_ID, clientId: CLIENT_ID, clientSecret: 'c2VjcmV0' },
  };
  const encoded = Object.fromEntries(
    Object.entries(plain).map(([name, value]) => [name, Buffer.from(value as string).toString('base64')]),
  );
  expect(refusal(() => CloudCredentials.rendered(plain))).toEqual([]);
  expect(refusal(() => CloudCredentials.rendered({ ...plain, resourceGroup: 'abcd1234' }))).toEqual([]);
  const lines = refusal(() => CloudCredentials.rendered({ ...plain, ...encoded } as never));
  expect(lines.map((line) => line.split(': ')[1])).toEqual([
    'cloud',
    'subscriptionId',
    'resourceGroup',
    'vmType',
    'tenantId',
    'clientId',
  ]);
  for (const line of lines) expect(line).toMatch(/\. It is base64 already: write the decoded value$/);
});

describe('a client id that is the id of something else', () => {
  test('of the subscription', () => {
    expect(refusal(() => user({ clientId: SUBSCRIPTION_ID.toUpperCase() }))).toEqual([
      `c/orders: spec.clientID: got "${SUBSCRIPTION_ID.toUpperCase()}"; allowed: the client id of the identity, not the id of the subscription. Write the output of az identity show --query clientId`,
    ]);
  });

  test('of the tenant', () => {
    const props = { clientId: TENANT_ID, tenantId: TENANT_ID, clientPassword: { name: 'x' } };
    expect(refusal(() => AzureIdentity.servicePrincipal(newChart(), 'x', props))).toEqual([
      `c/x: spec.clientID: got "${TENANT_ID}"; allowed: the client id of the identity, not the id of the tenant. Write the output of az ad app show --query appId`,
    ]);
  });
});

describe('an App is one cluster', () => {
  const twins = (...charts: Chart[]) =>
    refusal(() => charts.map((chart, i) => user({ metadata: { name: 'x' } }, chart) && i));

  test('twins in two charts get the advice for several clusters', () => {
    const app = new App();
    const charts = ['dev', 'prod'].map((id) => new Chart(app, id, { namespace: 'shop' }));
    expect(twins(...charts)).toEqual([
      'prod/orders: metadata.name: got "x"; allowed: a name that no other AzureIdentity in namespace "shop" has; dev/orders has it. Change the metadata.name of one of them; if the charts are for different clusters, make an App for each, with its own outdir',
    ]);
  });

  test('twins in one chart do not', () => {
    const chart = newChart();
    user({ metadata: { name: 'x' } }, chart);
    const [line] = refusal(() =>
      AzureIdentity.userAssigned(chart, 'y', {
        resourceId: RESOURCE_ID,
        clientId: CLIENT_ID,
        metadata: { name: 'x' },
      }),
    );
    expect(line).toMatch(/Change the metadata\.name of one of them$/);
  });
});

describe('a chart without a namespace', () => {
  const warnings = (props: object, metadata?: object): string[] => {
    const app = new App();
    const found: string[] = [];
    collectWarnings(app, (warning) => found.push(warning));
    const chart = new Chart(app, 'c', props);
    for (const id of ['a', 'b']) {
      AzureIdentity.userAssigned(chart, id, {
        resourceId: RESOURCE_ID,
        clientId: CLIENT_ID,
        ...(metadata && { metadata }),
      });
    }
    for (const { node } of [app]) for (const validation of node.validate()) throw new Error(validation);
    return found;
  };

  test('is a warning, once', () => {
    expect(warnings({})).toEqual([
      'Warning: c: it has no namespace, so kubectl applies its identities to that of its context. Set namespace in the props of the chart',
    ]);
  });

  test('is none with a namespace of the chart or the identity', () => {
    expect(warnings({ namespace: 'shop' })).toEqual([]);
    expect(warnings({}, { namespace: 'shop' })).toEqual([]);
  });
});
