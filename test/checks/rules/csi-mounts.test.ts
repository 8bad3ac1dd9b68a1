import { describe, expect, test } from '@jest/globals';
import {
  BINDING,
  changed,
  documents,
  IDENTITY,
  SHARED_IDENTITY,
  WORKLOAD,
} from '../../../lib/checks/examples/custom-resource-examples';
import { OTHER_EXCEPTION } from '../../../lib/checks/examples/exception-examples';
import { JOB } from '../../../lib/checks/examples/job-examples';
import { csiMountWithoutLabel } from '../../../lib/checks/rules/csi-mount-without-label';
import { findingsIn, placesIn } from '../../support/checks';

const [, , OTHER = '', CLASS = '', UNLABELLED = ''] = csiMountWithoutLabel.bad.split('---\n');
const LABELLED = csiMountWithoutLabel.good.split('---\n')[4] ?? '';
const near = (...texts: string[]) => documents(IDENTITY, BINDING, OTHER, ...texts);

describe('csi-mount-without-label', () => {
  const LABELS = 'csi-mount-without-label spec.template.metadata.labels';

  test('a warning with the only selector of the namespace; an error when nothing else is in the cluster', () => {
    expect(findingsIn(near(CLASS, UNLABELLED))).toMatchObject([
      { rule: 'csi-mount-without-label', severity: 'warning', fix: 'aadpodidbinding: orders' },
    ]);
    expect(findingsIn(near(CLASS, UNLABELLED), { wholeCluster: true })).toMatchObject([
      { rule: 'csi-mount-without-label', severity: 'error' },
    ]);
  });

  test('without a value to write where several selectors are there', () => {
    const second = changed(changed(BINDING, 'orders-binding', 'second'), 'selector: orders', 'selector: second');
    const worker = changed(
      changed(OTHER, 'name: orders-worker', 'name: second'),
      'aadpodidbinding: orders',
      'aadpodidbinding: second',
    );
    const found = findingsIn(near(second, worker, CLASS, UNLABELLED)).filter(({ rule }) => rule.startsWith('csi'));
    expect(found.map(({ fix }) => fix)).toEqual([undefined]);
  });

  test.each<[string, string]>([
    ['True', changed(CLASS, '"true"', '"True"')],
    ['blanks around it', changed(CLASS, '"true"', '" true "')],
  ])('usePodIdentity as Go reads it: %s', (_what, text) => {
    expect(placesIn(near(text, UNLABELLED))).toEqual([LABELS]);
  });

  test.each<[string, string]>([
    ['with the label', near(CLASS, LABELLED)],
    ['usePodIdentity off', near(changed(CLASS, '"true"', '"false"'), UNLABELLED)],
    ['usePodIdentity a boolean, which the API server refuses', near(changed(CLASS, '"true"', 'true'), UNLABELLED)],
    ['two identity modes, which the provider refuses', near(`${CLASS}    useVMManagedIdentity: "true"\n`, UNLABELLED)],
    ['another provider', near(changed(CLASS, 'provider: azure', 'provider: vault'), UNLABELLED)],
    ['the class in another namespace', near(changed(CLASS, 'namespace: shop', 'namespace: vaults'), UNLABELLED)],
    ['the class not here', near(UNLABELLED)],
    ['another driver', near(CLASS, changed(UNLABELLED, 'secrets-store.csi.k8s.io', 'disk.csi.azure.com'))],
    [
      'a volume that no container mounts',
      near(CLASS, changed(UNLABELLED, 'name: vault\n              mount', 'name: x\n              mount')),
    ],
  ])('silent: %s', (_what, text) => {
    expect(placesIn(text)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['a misspelt label', 'aadpodidentitybinding: orders', 'label-key-misspelt'],
    ['a label of MIC that is like none', 'aad-pod-id-binding: orders', 'label-key-misspelt'],
  ])('%s is one finding', (_what, label, rule) => {
    const text = near(
      CLASS,
      changed(UNLABELLED, '        app: orders\n    spec', `        app: orders\n        ${label}\n    spec`),
    );
    expect(findingsIn(text).map((found) => found.rule)).toEqual([rule]);
  });
});

describe('a mount with pod identity works', () => {
  const onHost = (text: string) => changed(text, '    spec:\n', '    spec:\n      hostNetwork: true\n');
  const EXCEPTION = changed(changed(OTHER_EXCEPTION, 'monitoring', 'shop'), 'app: node-agent', 'app: orders');

  test.each<[string, string[], string[]]>([
    ['on the host network', [CLASS, onHost(LABELLED)], []],
    ['on the host network, with a class that is not here', [onHost(LABELLED)], []],
    [
      'not without pod identity',
      [changed(CLASS, '"true"', '"false"'), onHost(LABELLED)],
      ['binding-on-host-network spec.template.spec.hostNetwork'],
    ],
    [
      'not on the host network alone',
      [CLASS, onHost(WORKLOAD)],
      ['binding-on-host-network spec.template.spec.hostNetwork'],
    ],
    ['in spite of an exception', [EXCEPTION, CLASS, LABELLED], []],
    ['not of others', [EXCEPTION, WORKLOAD], ['workload-excepted spec.template.metadata.labels.app']],
  ])('%s', (_what, texts, expected) => {
    expect(placesIn(documents(IDENTITY, BINDING, ...texts))).toEqual(expected);
  });

  test('in a job that runs once, because kubelet repeats the mount', () => {
    const once = changed(JOB, 'backoffLimit: 3', 'backoffLimit: 0');
    const mounting = `${once}          volumeMounts:
            - name: vault
              mountPath: /vault
      volumes:
        - name: vault
          csi:
            driver: secrets-store.csi.k8s.io
            volumeAttributes:
              secretProviderClass: orders-vault
`;
    expect(placesIn(documents(IDENTITY, BINDING, once))).toEqual(['job-without-retry spec.backoffLimit']);
    expect(placesIn(documents(IDENTITY, BINDING, CLASS, mounting))).toEqual([]);
  });

  test('behind the name of MIC, which other requests pass over', () => {
    const inDefault = (text: string) => text.replaceAll('namespace: shop', 'namespace: default');
    const named = (text: string) => inDefault(changed(text, 'name: orders\n', 'name: micro\n'));
    const set = [SHARED_IDENTITY, BINDING, CLASS].map(inDefault);
    const severities = (text: string) => findingsIn(documents(...set, text)).map(({ severity }) => severity);
    expect(severities(named(WORKLOAD))).toEqual(['error']);
    expect(severities(named(LABELLED))).toEqual(['info']);
  });
});
