import { describe, expect, test } from '@jest/globals';
import { Manifests } from '../../../lib';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../../lib/checks/examples/custom-resource-examples';
import { reportOn } from '../../../lib/checks/report-on';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: orders
  namespace: shop
  labels:
    aadpodidbinding: orders
spec:
  containers: [{ name: main, image: registry.example/orders:1 }]
`;
const CRON_JOB = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: orders
  namespace: shop
spec:
  schedule: 0 3 * * *
  jobTemplate:
    spec:
      ttlSecondsAfterFinished: 3600
      template:
        metadata:
          labels:
            aadpodidbinding: orders
        spec:
          restartPolicy: Never
          containers: [{ name: main, image: registry.example/orders:1 }]
`;
const ACCOUNT = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: orders
  namespace: shop
`;

const found = (text: string) =>
  reportOn(Manifests.fromText('cluster.yaml', text), { wholeCluster: true }).findings.map(
    ({ finding: { rule, severity, object, path, message, fix } }) => ({ rule, severity, object, path, message, fix }),
  );
const inOtherCase = (object: string, path: string) => {
  const key = path.split('/').at(-1) as string;
  const right = { MetaData: 'metadata', JOBTEMPLATE: 'jobTemplate' }[key] ?? key.charAt(0).toLowerCase() + key.slice(1);
  return {
    rule: 'field-in-other-case',
    severity: 'error',
    object,
    path,
    message: `The field ${key} is unknown; its name is ${right}. kubectl refuses the object; without validation, the API server drops the field. Write ${right}.`,
    fix: undefined,
  };
};

describe('a field on the way to the labels of pods in other case', () => {
  test.each([
    [WORKLOAD, '\n      labels:', '\n      Labels:', 'Deployment shop/orders', '/spec/template/metadata/Labels'],
    [WORKLOAD, '\n    metadata:', '\n    MetaData:', 'Deployment shop/orders', '/spec/template/MetaData'],
    [WORKLOAD, '\n  template:', '\n  Template:', 'Deployment shop/orders', '/spec/Template'],
    [WORKLOAD, '\nspec:', '\nSpec:', 'Deployment shop/orders', '/Spec'],
    [WORKLOAD, '\nmetadata:', '\nMetadata:', 'Deployment shop/orders', '/Metadata'],
    [POD, '\n  labels:', '\n  Labels:', 'Pod shop/orders', '/metadata/Labels'],
    [POD, '\n  containers:', '\n  Containers:', 'Pod shop/orders', '/spec/Containers'],
    [CRON_JOB, '\n  jobTemplate:', '\n  JOBTEMPLATE:', 'CronJob shop/orders', '/spec/JOBTEMPLATE'],
    [CRON_JOB, '\n      template:', '\n      Template:', 'CronJob shop/orders', '/spec/jobTemplate/spec/Template'],
  ])('of %#: one finding, with the name of the object', (workload, right, wrong, object, path) => {
    expect(found(documents(IDENTITY, BINDING, changed(workload, right, wrong)))).toEqual([inOtherCase(object, path)]);
  });

  test('two on the way are two, and the label below them is known', () => {
    const both = changed(changed(WORKLOAD, '\nspec:', '\nSpec:'), '\n  template:', '\n  Template:');
    expect(found(documents(IDENTITY, BINDING, both))).toEqual([
      inOtherCase('Deployment shop/orders', '/Spec'),
      inOtherCase('Deployment shop/orders', '/Spec/Template'),
    ]);
  });

  test('metadata of an account and of an identity too, whatever the release of the controllers', () => {
    const account = found(changed(ACCOUNT, '\nmetadata:', '\nMetadata:'));
    expect(account).toEqual([inOtherCase('ServiceAccount shop/orders', '/Metadata')]);
    const identity = found(documents(changed(IDENTITY, '\n  name:', '\n  Name:'), BINDING, WORKLOAD));
    expect(identity).toMatchObject([
      { rule: 'field-in-other-case', object: 'AzureIdentity shop/orders', path: '/metadata/Name', fix: 'name: orders' },
    ]);
  });

  test('a suppression names the object as the finding does', () => {
    const manifests = Manifests.fromText('cluster.yaml', changed(ACCOUNT, '\nmetadata:', '\nMetadata:'));
    const suppression = { rule: 'field-in-other-case', object: 'ServiceAccount shop/orders', reason: 'x' };
    const { findings, suppressed } = reportOn(manifests, { suppressions: [suppression] });
    expect([findings.length, suppressed.length]).toEqual([0, 1]);
  });

  test('beside the right one it is to be removed', () => {
    const both = changed(WORKLOAD, '\n      labels:', '\n      Labels: { a: b }\n      labels:');
    expect(found(documents(IDENTITY, BINDING, both))).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(/ Remove Labels\.$/) },
    ]);
  });

  test.each([
    ['another field', changed(WORKLOAD, '\nspec:', '\nspec:\n  Replicas: 2\n  Foo: 1')],
    [
      'labels and variables',
      changed(WORKLOAD, 'aadpodidbinding:', 'Labels: x\n        Metadata: x\n        aadpodidbinding:'),
    ],
    ['an unknown kind', changed(WORKLOAD, 'apps/v1', 'example.com/v1').replace('\nspec:', '\nSpec: {}\nspec:')],
    [
      'data of a ConfigMap',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: b }\ndata: { Metadata: x }\n',
    ],
  ])('nothing about %s', (_what, text) => {
    expect(
      found(documents(IDENTITY, BINDING, WORKLOAD, text)).filter(({ rule }) => rule === 'field-in-other-case'),
    ).toEqual([]);
  });
});

test('a refusal says what to write, once', () => {
  const message = (text: string) => found(documents(IDENTITY, text, WORKLOAD)).map((one) => one.message);
  expect(message(changed(BINDING, 'kind: AzureIdentityBinding', 'kind: AzureIdentityBindings'))).toEqual([
    'The API server refuses kind: got "AzureIdentityBindings"; allowed: AzureIdentity, AzureIdentityBinding, AzurePodIdentityException, AzureAssignedIdentity. Write AzureIdentityBinding. The object is not applied.',
  ]);
  expect(message(changed(BINDING, 'name: orders-binding', 'name: Orders_Binding'))).toEqual([
    expect.stringMatching(
      /^The API server refuses metadata\.name: got "Orders_Binding"; allowed: .*\. Write orders-binding\. The object is not applied\.$/,
    ),
  ]);
  expect(message(changed(BINDING, 'kind: AzureIdentityBinding', 'kind: Zebra'))).toEqual([
    expect.stringMatching(/AzureAssignedIdentity\. The object is not applied\. Write an allowed value\.$/),
  ]);
});

test('a resource id with a misspelt word keeps what follows it', () => {
  for (const [right, wrong] of [
    ['resourceGroups', 'resourcegroup'],
    ['subscriptions', 'subscription'],
    ['userAssignedIdentities', 'userAssignedIdentity'],
  ] as const) {
    const [finding, ...others] = found(documents(changed(IDENTITY, `/${right}/`, `/${wrong}/`), BINDING, WORKLOAD));
    expect(others).toEqual([]);
    expect(finding?.fix).toBe(`resourceID: ${/resourceID: (.*)/.exec(IDENTITY)?.[1]}`);
  }
  // A group with the name of a word is none.
  const [group] = found(
    documents(changed(IDENTITY, '/resourceGroups/', '/resourceGroups/providers/'), BINDING, WORKLOAD),
  );
  expect(group?.message).toContain('<resource group>');
});
