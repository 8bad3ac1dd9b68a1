import { describe, expect, test } from '@jest/globals';
import { check, type ManifestMap, Manifests, simulate, type YamlValue } from '../../lib';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../lib/checks/examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../../lib/checks/examples/identity-examples';
import { ACCOUNT, annotated, CREDENTIAL } from '../../lib/checks/examples/workload-identity-examples';
import { reportOn } from '../../lib/checks/report-on';
import { Folder } from '../support/folder';

const reported = (text: string, wholeCluster = false) =>
  reportOn(Manifests.fromText('cluster.yaml', text), { wholeCluster }).findings.map(({ finding }) => finding);
const rulesIn = (text: string, wholeCluster = false) => reported(text, wholeCluster).map(({ rule }) => rule);

const ANNOTATIONS = ['inject-proxy-sidecar: "true"', 'proxy-sidecar-port: "8001"', 'skip-containers: ""']
  .map((one) => `azure.workload.identity/${one}`)
  .join('\n        ');

describe('one mistake is one finding', () => {
  type Change = (value: string) => YamlValue;
  const VALUES: { readonly [what: string]: Change } = {
    'a letter less': (value) => value.slice(0, -1),
    'a capital': (value) => value.charAt(0).toUpperCase() + value.slice(1),
    'all capitals': (value) => value.toUpperCase(),
    empty: () => '',
    null: () => null,
    'a number': () => 5,
    'a space': (value) => `${value} `,
    'another word': () => 'zebra',
    'two words': () => 'a b',
    'a list': (value) => [value],
    'a map': (value) => ({ a: value }),
    'with its kind': (value) => `${value}-identity`,
  };
  const KEYS: { readonly [what: string]: (key: string) => string } = {
    'a capital in the key': (key) => key.charAt(0).toUpperCase() + key.slice(1),
    'capitals in the key': (key) => key.toUpperCase(),
    'a letter less in the key': (key) => key.slice(0, -1),
  };
  /** What makes it no object, or one of something else; and no spec lacks two fields. */
  const MORE = /^\d \/apiVersion|\/kind: (?!a letter less$|another word|with its kind)|^[01] \/spec: without$/;

  const objectsOf = (...texts: string[]) =>
    Manifests.fromText('cluster.yaml', documents(...texts)).objects.map(({ value }) => value);
  const CLUSTERS = {
    'a managed identity': objectsOf(IDENTITY, BINDING, WORKLOAD),
    'a service principal': objectsOf(SERVICE_PRINCIPAL, BINDING, WORKLOAD, SECRET),
    'Workload Identity': objectsOf(ACCOUNT, annotated(ANNOTATIONS), CREDENTIAL),
  };

  /** Each way to spoil one field, with the spoilt objects. */
  function* spoilt(
    objects: readonly ManifestMap[],
    number: number,
    value: YamlValue | undefined = objects[number],
    path: readonly (string | number)[] = [],
  ): Generator<[string, string]> {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      const at = [...path, Array.isArray(value) ? Number(key) : key];
      const item = (value as ManifestMap)[key] as YamlValue;
      const with_ = (change: (parent: ManifestMap) => void) => {
        const all = structuredClone(objects) as ManifestMap[];
        change(path.reduce<ManifestMap>((parent, step) => parent[step] as ManifestMap, all[number] as ManifestMap));
        return all.map((one) => JSON.stringify(one, null, 1)).join('\n---\n');
      };
      const name = `${number} /${at.join('/')}: `;
      if (typeof item === 'string') {
        for (const [what, change] of Object.entries(VALUES)) {
          yield [
            name + what,
            with_((parent) => {
              parent[key] = change(item);
            }),
          ];
        }
      }
      if (!Array.isArray(value)) {
        yield [`${name}without`, with_((parent) => void delete parent[key])];
        for (const [what, change] of Object.entries(KEYS)) {
          yield [
            name + what,
            with_((parent) => {
              delete parent[key];
              parent[change(key)] = item;
            }),
          ];
        }
      }
      yield* spoilt(objects, number, item, at);
    }
  }

  const cases = Object.entries(CLUSTERS).flatMap(([what, objects]) =>
    [false, true].map((isWhole) => [what, isWhole, objects] as const),
  );
  test.each(cases)('whatever is wrong in one field of %s; whole cluster: %s', (_what, isWhole, objects) => {
    const several: { [what: string]: string[] } = {};
    let count = 0;
    objects.forEach((_object, number) => {
      for (const [what, text] of spoilt(objects, number)) {
        if (MORE.test(what)) continue;
        count++;
        const rules = rulesIn(text, isWhole);
        if (rules.length > 1) several[what] = rules;
      }
    });
    expect(several).toEqual({});
    expect(count).toBeGreaterThan(300);
  });

  test.each<[string, string, string[]]>([
    [
      'a dangling binding, and the identity that then has none',
      documents(IDENTITY, changed(BINDING, 'azureIdentity: orders', 'azureIdentity: payments'), WORKLOAD),
      ['binding-without-identity'],
    ],
    [
      'a binding in another namespace than its identity',
      documents(IDENTITY, changed(BINDING, 'namespace: shop', 'namespace: checkout')),
      ['identity-in-other-namespace'],
    ],
    [
      'a Secret in the namespace of the identity, and the reference to another',
      documents(
        changed(SERVICE_PRINCIPAL, '    namespace: shop\n', '    namespace: vault\n'),
        SECRET,
        BINDING,
        WORKLOAD,
      ),
      ['secret-missing'],
    ],
    [
      'a binding twice, without a workload',
      documents(IDENTITY, BINDING, changed(BINDING, 'orders-binding', 'orders-binding-2')),
      ['binding-without-workload', 'duplicate-binding'],
    ],
    ['a label on the workload', documents(IDENTITY, BINDING, onWorkload()), ['label-on-workload']],
  ])('%s', (_what, text, rules) => {
    expect(rulesIn(text, true).sort()).toEqual([...rules].sort());
  });

  test('but two are two', () => {
    const other = IDENTITY.replaceAll('orders', 'billing').replace('0b9f5c3e', '7d1f2a60');
    const dangling = changed(
      changed(BINDING, 'azureIdentity: orders', 'azureIdentity: payments'),
      'selector: orders',
      'selector: web',
    );
    expect(rulesIn(documents(IDENTITY, other, dangling), true)).toEqual([
      'identity-without-binding',
      'identity-without-binding',
      'binding-without-identity',
    ]);
  });

  function onWorkload(): string {
    return changed(
      changed(WORKLOAD, '        aadpodidbinding: orders\n', ''),
      '  namespace: shop\n',
      '  namespace: shop\n  labels:\n    aadpodidbinding: orders\n',
    );
  }
});

describe('a field in the wrong case is checked as it was meant', () => {
  const identity = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata: { name: orders, namespace: shop }
spec:
  Type: 3
  ResourceId: dummy
  ClientID: ""
`;
  const binding = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata: { name: orders, namespace: shop }
spec:
  AzureIdentity: order
  Selector: orders
`;

  test('so that one run finds all, at the fields as they are written', () => {
    expect(reported(documents(identity, binding)).map(({ rule, line, path, fix }) => [rule, line, path, fix])).toEqual([
      ['field-in-other-case', 5, '/spec/Type', 'type: 3'],
      ['identity-type-unknown', 5, '/spec/Type', undefined],
      ['field-in-other-case', 6, '/spec/ResourceId', 'resourceID: dummy'],
      ['client-id-missing', 7, '/spec/ClientID', undefined],
      ['field-in-other-case', 7, '/spec/ClientID', 'clientID: ""'],
      ['binding-without-identity', 13, '/spec/AzureIdentity', 'azureIdentity: orders'],
      ['field-in-other-case', 13, '/spec/AzureIdentity', 'azureIdentity: order'],
      ['field-in-other-case', 14, '/spec/Selector', 'selector: orders'],
    ]);
  });

  test('of a resource id and of names in other namespaces too', () => {
    const right = documents(
      changed(IDENTITY, 'resourceID:', 'ResourceID:'),
      changed(BINDING, 'selector:', 'Selector:'),
    );
    expect(rulesIn(documents(right, changed(WORKLOAD, 'namespace: shop', 'namespace: checkout')))).toEqual([
      'field-in-other-case',
      'field-in-other-case',
      'binding-in-other-namespace',
    ]);
    expect(rulesIn(documents(identity.replace('  Type: 3\n', ''), BINDING))).toContain('resource-id-malformed');
  });

  test('in a part in the wrong case too', () => {
    const principal = changed(SERVICE_PRINCIPAL, '  clientPassword:\n    name:', '  ClientPassword:\n    Name:');
    const paths = reported(documents(principal, SECRET, BINDING, WORKLOAD), true).map(
      ({ rule, path }) => `${rule} ${path}`,
    );
    expect(paths).toEqual([
      'field-in-other-case /spec/ClientPassword',
      'field-in-other-case /spec/ClientPassword/Name',
    ]);
    expect(rulesIn(documents(changed(IDENTITY, 'spec:', 'Spec:'), BINDING, WORKLOAD))).toEqual(['field-in-other-case']);
  });

  test('but the right one counts when both are there', () => {
    const both = changed(BINDING, '  selector: orders\n', '  selector: orders\n  Selector: web\n');
    expect(reported(documents(IDENTITY, both, WORKLOAD))).toMatchObject([
      { rule: 'field-in-other-case', severity: 'warning', path: '/spec/Selector' },
    ]);
  });

  test('and so is a misspelt one, which is then an error', () => {
    const misspelt = documents(IDENTITY, changed(BINDING, 'selector:', 'selecter:'), WORKLOAD);
    expect(reported(misspelt)).toMatchObject([
      { rule: 'field-unknown', severity: 'error', path: '/spec/selecter', line: 20 },
    ]);
    const both = changed(BINDING, '  selector: orders\n', '  selector: orders\n  selectors: web\n');
    expect(reported(documents(IDENTITY, both, WORKLOAD))).toMatchObject([
      { rule: 'field-unknown', severity: 'warning' },
    ]);
  });

  test('though the cluster drops it: nothing is assigned', () => {
    const assigned = (text: string) =>
      simulate(Manifests.fromText('cluster.yaml', text)).workloads.map(({ identities }) => identities.length);
    expect(assigned(documents(IDENTITY, BINDING, WORKLOAD))).toEqual([1]);
    expect(assigned(documents(IDENTITY, changed(BINDING, 'selector:', 'Selector:'), WORKLOAD))).toEqual([0]);
  });
});

describe('duplicate-object', () => {
  test('looks at identity kinds and at workloads with the label', () => {
    const plain = changed(WORKLOAD, '        aadpodidbinding: orders\n', '');
    expect(rulesIn(documents(plain, plain))).toEqual([]);
    expect(rulesIn(documents(IDENTITY, BINDING, WORKLOAD, plain))).toContain('duplicate-object');
    expect(rulesIn(documents(IDENTITY, changed(IDENTITY, 'type: 0', 'type: 1'), BINDING))).toContain(
      'duplicate-object',
    );
  });

  test('looks at ServiceAccounts that migrate rewrite has made', () => {
    const own = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: orders
  namespace: shop
`;
    const made = `${own}  annotations:\n    aad-pod-identity.federation/rewritten: created\n`;
    const found = reported(documents(made, made)).map(({ rule, message }) => [rule, message]);
    expect(found).toEqual([
      [
        'duplicate-object',
        'The object ServiceAccount shop/orders is also in cluster.yaml. The one applied last wins. Delete one of them, and run migrate rewrite for both paths together.',
      ],
    ]);
    expect(rulesIn(documents(own, own))).toEqual([]);
    expect(rulesIn(documents(made, made.replace('namespace: shop', 'namespace: pay')))).toEqual([]);
  });

  test('is only information across files, which are mostly alternatives', () => {
    const other = changed(IDENTITY, 'type: 0', 'type: 1');
    const folder = new Folder({
      'a.yaml': documents(IDENTITY, BINDING),
      'a-template.yaml': other,
      'b.yaml': WORKLOAD,
      'c.yaml': WORKLOAD,
    });
    const findings = check(Manifests.fromPaths([folder.path])).filter(({ rule }) => rule === 'duplicate-object');
    folder.remove();
    expect(findings.map(({ severity, message }) => [severity, message.replaceAll(folder.path, '.')])).toEqual([
      [
        'info',
        'The object AzureIdentity shop/orders is also in ./a-template.yaml, with other content. The one applied last wins. If both files are for one cluster: rename or delete one of them.',
      ],
      [
        'info',
        'The object Deployment shop/orders is also in ./b.yaml. The one applied last wins. If both files are for one cluster: delete one of them.',
      ],
    ]);
  });
});
