import { describe, expect, test } from '@jest/globals';
import type { CheckOptions } from '../../../lib/checks/checked-cluster';
import {
  BINDING,
  changed,
  documents,
  IDENTITY,
  SHARED_IDENTITY,
  WORKLOAD,
} from '../../../lib/checks/examples/custom-resource-examples';
import { RULES } from '../../../lib/checks/rules';
import { Mode } from '../../../lib/upstream/mode';
import { findingsIn, idsIn, type RuleFinding } from '../../support/checks';

/** The bad example of a rule. */
const bad = (id: string) => RULES.find((rule) => rule.id === id)?.bad ?? '';
const of = (id: string, text: string, options: CheckOptions = {}): RuleFinding | undefined =>
  findingsIn(text, options).find(({ rule }) => rule === id);
const withLabel = (label: string) => changed(WORKLOAD, 'aadpodidbinding: orders', `aadpodidbinding: ${label}`);
const withSelector = (selector: string) => changed(BINDING, 'selector: orders', `selector: ${selector}`);
const whole: CheckOptions = { wholeCluster: true };

describe('where a mistake is, and what is to be written', () => {
  test.each<[string, string, string, string | undefined]>([
    ['label-without-binding', 'Deployment shop/orders: aadpodidbinding: orders', 'warning', 'aadpodidbinding: order'],
    [
      'binding-without-identity',
      'AzureIdentityBinding shop/orders-binding: azureIdentity: order',
      'warning',
      'azureIdentity: orders',
    ],
    [
      'identity-in-other-namespace',
      'AzureIdentityBinding default/orders-binding: namespace: default',
      'warning',
      'namespace: shop',
    ],
    ['binding-in-other-namespace', 'Deployment checkout/orders: aadpodidbinding: orders', 'warning', undefined],
    ['binding-without-selector', 'AzureIdentityBinding shop/orders-binding: spec:', 'error', 'selector: orders'],
    [
      'selector-not-a-label',
      'AzureIdentityBinding shop/orders-binding: selector: "orders "',
      'error',
      'selector: orders',
    ],
    ['label-on-workload', 'Deployment shop/orders: aadpodidbinding: orders', 'error', 'aadpodidbinding: orders'],
    ['label-on-job-metadata', 'CronJob shop/orders: aadpodidbinding: orders', 'error', 'aadpodidbinding: orders'],
    ['label-as-annotation', 'Deployment shop/orders: aadpodidbinding: orders', 'error', 'aadpodidbinding: orders'],
    ['label-key-misspelt', 'Deployment shop/orders: aadpodidentitybinding: orders', 'error', 'aadpodidbinding: orders'],
    ['label-empty', 'Deployment shop/orders: aadpodidbinding: ""', 'info', undefined],
    ['identity-displaced', 'Deployment shop/orders: aadpodidbinding: orders', 'error', undefined],
    ['identity-of-other-namespace', 'AzureIdentity shop/orders: metadata:', 'warning', undefined],
    [
      'field-in-other-case',
      'AzureIdentity shop/orders: ClientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42',
      'error',
      'clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42',
    ],
    ['field-unknown', 'AzureIdentityBinding shop/orders-binding: namespaced: true', 'warning', undefined],
  ])('%s: %s', (id, at, severity, fix) => {
    expect(of(id, bad(id))).toMatchObject({ rule: id, at, severity, fix });
  });
});

describe('the label and the selector', () => {
  test.each<[string, string, string]>([
    ['another case', withSelector('Orders'), 'has "Orders", which differs only in case'],
    ['a letter more', withSelector('orderss'), 'has "orderss", which differs by a letter or two'],
    ['two letters swapped', withSelector('odrers'), 'has "odrers", which differs by a letter or two'],
    [
      'the name of the binding',
      changed(withSelector('web'), 'orders-binding', 'orders'),
      'has this name, but its selector is "web", and MIC compares only the selector',
    ],
    ['the name of the identity', withSelector('web'), 'refers to an identity of this name, but its selector is "web"'],
  ])('%s is named', (_, binding, words) => {
    const [finding, ...others] = findingsIn(documents(IDENTITY, binding, WORKLOAD));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'label-without-binding', severity: 'warning' });
    expect(finding?.message).toContain(words);
  });

  test('words that are far from each other are not, unless the two are all that is left over in a file', () => {
    const other = withSelector('web').replace('name: orders-binding', 'name: web-binding');
    const apart = documents(IDENTITY, withSelector('api'), other, withLabel('invoices'));
    expect(findingsIn(apart)).toEqual([]);
    expect(of('label-without-binding', apart, whole)?.message).toBe(
      'No AzureIdentityBinding has the selector "invoices". The pods get no identity. Add an AzureIdentityBinding with selector: invoices.',
    );
    expect(findingsIn(documents(IDENTITY, other, withLabel('invoices')))).toMatchObject([
      {
        rule: 'label-without-binding',
        severity: 'warning',
        message:
          'No AzureIdentityBinding has the selector "invoices"; AzureIdentityBinding shop/web-binding has "web", which no workload has. The pods get no identity. Write aadpodidbinding: web, or selector: invoices in that binding.',
      },
    ]);
  });

  test('of several near ones that of the same namespace that no workload has', () => {
    const elsewhere = changed(withSelector('order'), 'namespace: shop', 'namespace: archive');
    const used = changed(withSelector('orders2'), 'orders-binding', 'b');
    const user = changed(withLabel('orders2'), 'name: orders\n', 'name: user\n');
    const text = documents(IDENTITY, used, withSelector('orders1'), user, WORKLOAD, elsewhere);
    expect(of('label-without-binding', text)?.fix).toBe('aadpodidbinding: orders1');
  });

  test('is an error in a whole cluster, and no finding where nothing similar is', () => {
    expect(of('label-without-binding', documents(IDENTITY, BINDING, withLabel('invoices')), whole)?.severity).toBe(
      'error',
    );
    expect(findingsIn(WORKLOAD)).toEqual([]);
  });

  test('in managed mode only bindings of the namespace count', () => {
    const elsewhere = changed(WORKLOAD, 'namespace: shop', 'namespace: checkout');
    expect(findingsIn(documents(IDENTITY, BINDING, elsewhere), { mode: Mode.MANAGED })).toMatchObject([
      { rule: 'binding-in-other-namespace', at: 'Deployment checkout/orders: aadpodidbinding: orders' },
    ]);
  });

  test.each<[string, string]>([
    ['a selector with blanks is said of the binding', documents(IDENTITY, withSelector('"orders "'), WORKLOAD)],
    ['a selector with the key in it', documents(IDENTITY, withSelector('aadpodidbinding=orders'), WORKLOAD)],
    [
      'a selector in another case of its field',
      documents(IDENTITY, changed(BINDING, 'selector: orders', 'Selector: orders'), WORKLOAD),
    ],
    [
      'a binding to nothing',
      documents(IDENTITY, changed(BINDING, 'azureIdentity: orders', 'azureIdentity: orderz'), WORKLOAD),
    ],
    [
      'an exception for the label itself',
      `${WORKLOAD}---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata: { name: e, namespace: shop }
spec: { podLabels: { aadpodidbinding: orders } }
`,
    ],
  ])('%s is one mistake', (_, text) => {
    expect(idsIn(text)).toHaveLength(1);
    expect(idsIn(text)).not.toContain('label-without-binding');
  });
});

test('a selector in the form of a Deployment is one that the API server refuses, not one that is missing', () => {
  const rules = (selector: string) => findingsIn(documents(IDENTITY, withSelector(selector))).map(({ rule }) => rule);
  expect(rules('{matchLabels: {app: orders}}')).toEqual(['refused-by-api-server']);
  expect(rules('[orders]')).toEqual(['refused-by-api-server']);
  expect(rules('')).toEqual(['binding-without-selector']);
});

describe('the binding and the identity', () => {
  test.each<[string, string, string, string]>([
    [
      'the word identity at its end',
      'azureIdentity: ordersidentity',
      '"orders" exists, and differs only in a word such as "identity"',
      'azureIdentity: orders',
    ],
    ['another case', 'azureIdentity: Orders', '"orders" exists, and differs only in case', 'azureIdentity: orders'],
    [
      'the name in Azure',
      'azureIdentity: orders-id',
      'and its identity in Azure is named orders-id',
      'azureIdentity: orders',
    ],
    [
      'the client id',
      'azureIdentity: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42',
      '"orders" exists and has that id',
      'azureIdentity: orders',
    ],
    ['none, and there is one', 'azureIdentity: ""', 'has no azureIdentity', 'azureIdentity: orders'],
  ])('%s', (_, line, words, fix) => {
    const identity = changed(IDENTITY, 'userAssignedIdentities/orders', 'userAssignedIdentities/orders-id');
    const [finding, ...others] = findingsIn(documents(identity, changed(BINDING, 'azureIdentity: orders', line)));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'binding-without-identity', fix });
    expect(finding?.message).toContain(words);
  });

  test('one that is nowhere near may be elsewhere', () => {
    expect(findingsIn(BINDING)).toEqual([]);
    const other = IDENTITY.replaceAll('orders', 'payments');
    expect(findingsIn(documents(other, BINDING))).toEqual([]);
    // The word alone says nothing.
    expect(findingsIn(documents(other, changed(BINDING, 'azureIdentity: orders', 'azureIdentity: identity')))).toEqual(
      [],
    );
    expect(of('binding-without-identity', BINDING, whole)?.severity).toBe('error');
  });

  test('the beginning of the name of the only identity in the file', () => {
    const named = changed(IDENTITY, 'userAssignedIdentities/orders', 'userAssignedIdentities/all');
    const longer = changed(named, 'name: orders', 'name: orders-of-all-shops');
    const finding = of('binding-without-identity', documents(longer, BINDING));
    expect(finding).toMatchObject({ severity: 'warning', fix: 'azureIdentity: orders-of-all-shops' });
    expect(finding?.message).toContain('"orders-of-all-shops" exists in the same file, and has no binding');
    // It has a binding of its own, or is one of several.
    const own = changed(
      changed(BINDING, 'azureIdentity: orders', 'azureIdentity: orders-of-all-shops'),
      'name: orders-binding',
      'name: own',
    );
    expect(findingsIn(documents(longer, BINDING, own))).toEqual([]);
    const second = longer.replaceAll('orders', 'payments');
    expect(findingsIn(documents(longer, second, BINDING))).toEqual([]);
  });

  test('a misspelt label among the annotations', () => {
    const text = changed(bad('label-as-annotation'), 'aadpodidbinding: orders', 'aadpodidentitybinding: orders');
    expect(of('label-as-annotation', text)).toMatchObject({
      message:
        'The key aadpodidentitybinding is an annotation, and must be the label aadpodidbinding. The pods get no identity. Move it to spec.template.metadata.labels.',
      fix: 'aadpodidbinding: orders',
    });
    // Beside the label, it is something else.
    const both = changed(text, '        app: orders\n', '        app: orders\n        aadpodidbinding: orders\n');
    expect(idsIn(both)).not.toContain('label-as-annotation');
  });

  test('a binding beside its pods is not to be moved', () => {
    const text = documents(changed(IDENTITY, 'namespace: shop', 'namespace: identities'), BINDING, WORKLOAD);
    expect(findingsIn(text)).toMatchObject([{ rule: 'identity-in-other-namespace', fix: undefined }]);
  });

  test('one that the API server refuses is not missing', () => {
    const refused = changed(IDENTITY, 'type: 0', 'type: "0"');
    expect(idsIn(documents(refused, BINDING, WORKLOAD))).not.toContain('binding-without-identity');
  });

  test('no selector is worse in managed mode', () => {
    const binding = changed(BINDING, '  selector: orders\n', '');
    expect(of('binding-without-selector', documents(IDENTITY, binding), { mode: Mode.MANAGED })?.message).toContain(
      'every pod of namespace shop without the label aadpodidbinding can use the identity',
    );
  });
});

describe('silent', () => {
  const twoOfOneName = documents(
    IDENTITY,
    BINDING,
    WORKLOAD,
    ...[IDENTITY, BINDING, WORKLOAD].map((text) => text.replaceAll('namespace: shop', 'namespace: archive')),
  );
  const pod = `apiVersion: v1
kind: Pod
metadata:
  name: orders
  namespace: shop
  labels:
    aadpodidbinding: orders
spec:
  containers:
    - name: orders
      image: registry.example/orders:1
`;
  test.each<[string, string, CheckOptions?]>([
    [
      'a label on workload and pods',
      documents(
        IDENTITY,
        BINDING,
        changed(WORKLOAD, '  namespace: shop\n', '  namespace: shop\n  labels:\n    aadpodidbinding: orders\n'),
      ),
    ],
    ['a label on a pod itself', documents(IDENTITY, BINDING, pod)],
    [
      'an annotation besides the label',
      documents(
        IDENTITY,
        BINDING,
        changed(WORKLOAD, '  namespace: shop\n', '  namespace: shop\n  annotations:\n    aadpodidbinding: orders\n'),
      ),
    ],
    [
      'a label of another purpose',
      changed(WORKLOAD, '        aadpodidbinding: orders\n', '        aadpodidentity-team: orders\n'),
    ],
    [
      'a misspelt label besides the right one',
      documents(
        IDENTITY,
        BINDING,
        changed(
          WORKLOAD,
          '        app: orders\n        aad',
          '        app: orders\n        aadpodbinding: orders\n        aad',
        ),
      ),
    ],
    ['two teams with the same names, each namespaced', twoOfOneName],
    [
      'two teams with the same names, forced namespaced',
      twoOfOneName.replaceAll(/ {2}annotations:\n.*\n/g, ''),
      { forceNamespaced: true },
    ],
    [
      'a second binding of the same identity',
      documents(IDENTITY, BINDING, withSelector('web').replace('orders-binding', 'web-binding'), WORKLOAD),
    ],
    ['a shared identity in its own namespace', documents(SHARED_IDENTITY, BINDING, WORKLOAD)],
    [
      'an empty label with an exception',
      documents(
        withLabel('""'),
        `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata: { name: e, namespace: shop }
spec: { podLabels: { app: orders } }
`,
      ),
    ],
    ['an empty label in managed mode', documents(IDENTITY, BINDING, withLabel('""')), { mode: Mode.MANAGED }],
    [
      'weight and metadata, which the definition knows',
      documents(IDENTITY, changed(BINDING, '  selector: orders\n', '  selector: orders\n  metadata: {}\n'), WORKLOAD),
    ],
    ['the status that MIC writes', documents(IDENTITY, `${BINDING}status:\n  availableReplicas: 1\n`, WORKLOAD)],
    ['a selector of 63 characters', documents(IDENTITY, withSelector('o'.repeat(63)), withLabel('o'.repeat(63)))],
  ])('%s', (_, text, options = {}) => {
    expect(findingsIn(text, options)).toEqual([]);
  });
});

test('a second binding of one identity displaces nothing', () => {
  const foreign = SHARED_IDENTITY.replaceAll('orders', 'billing')
    .replace('0b9f5c3e', '7d1f2a60')
    .replace('namespace: shop', 'namespace: archive');
  const itsBinding = changed(BINDING, 'namespace: shop', 'namespace: archive').replace(
    'azureIdentity: orders',
    'azureIdentity: billing',
  );
  const second = changed(BINDING, 'orders-binding', 'orders-binding-2');
  const ids = idsIn(documents(foreign, itsBinding, IDENTITY, BINDING, second, WORKLOAD));
  expect(ids).toContain('identity-of-other-namespace');
  expect(ids).not.toContain('identity-displaced');
});

test('five mistakes are five findings', () => {
  const text = documents(
    changed(IDENTITY, 'clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42', 'clientID: orders'),
    changed(BINDING, 'azureIdentity: orders', 'azureIdentity: order'),
    changed(withSelector('"web "'), 'orders-binding', 'web-binding'),
    changed(withSelector('invoice'), 'orders-binding', 'invoice-binding'),
    withLabel('invoices'),
    `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata: { name: e, namespace: shop }
spec: {}
`,
  );
  expect(idsIn(text)).toEqual([
    'binding-without-identity',
    'client-id-not-a-guid',
    'exception-without-labels',
    'label-without-binding',
    'selector-not-a-label',
  ]);
});

test('an empty selector is not that of pods without the label', () => {
  const text = documents(
    IDENTITY,
    changed(BINDING, 'selector: orders', "selector: ''"),
    changed(WORKLOAD, '        aadpodidbinding: orders\n', '').replace('namespace: shop', 'namespace: checkout'),
  );
  expect(idsIn(text)).toEqual(['binding-without-selector']);
});
