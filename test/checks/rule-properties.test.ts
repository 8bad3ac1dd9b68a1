import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CheckOptions, check, type Finding, type ManifestMap, Manifests, type YamlValue } from '../../lib';
import { ALL_RULES } from '../../lib/checks/all-rules';
import { rulesDocument } from '../../lib/checks/reports/rules-document';
import { RULES } from '../../lib/checks/rules';
import { meaningOf } from '../support/apply-fix';
import { idsIn } from '../support/checks';
import { runs } from '../support/size';

type Objects = readonly ManifestMap[];

const NAMING = ['name', 'namespace', 'azureIdentity', 'selector', 'aadpodidbinding', 'serviceAccountName'];
const SHARED = ['kube-system', 'default'];

const FORMS: { readonly [form: string]: (objects: Objects) => string } = {
  'in the opposite order': (objects) => asYaml([...objects].reverse()),
  'in the order of their names': (objects) => asYaml([...objects].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))),
  'as JSON': (objects) => objects.map((object) => JSON.stringify(object)).join('\n---\n'),
  'in a List in the opposite order': (items) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: items.toReversed() }),
  'in a List': (items) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 1),
  'in a List in YAML': (items) =>
    `apiVersion: v1\nkind: List\nitems:\n${items.map((item) => `- ${JSON.stringify(item)}\n`).join('')}`,
};
const asYaml = (objects: Objects) => objects.map((object) => JSON.stringify(object, null, 2)).join('\n---\n');
const nameOf = ({ kind, metadata }: ManifestMap) => `${(metadata as ManifestMap).name} ${kind}`;

const objectsOf = (text: string): Objects => Manifests.fromText('cluster.yaml', text).objects.map(({ value }) => value);
const findingsIn = (text: string, options: CheckOptions = {}) =>
  check(Manifests.fromText('cluster.yaml', text), options);

/** What does not depend on where in which text an object is. */
const essence = (findings: readonly Finding[]) =>
  findings
    .map(({ rule, severity, object, path, message, fix }) =>
      [
        rule,
        severity,
        object,
        path,
        message.replace(/cluster\.yaml:\d+:\d+/g, '…'),
        fix === undefined ? '' : meaningOf(fix),
      ].join(' | '),
    )
    .sort();

const examples = ALL_RULES.map((rule) => [rule.id, rule] as const);

describe('the rules', () => {
  test('are one in each file, named after its id, and listed in order', () => {
    const files = readdirSync('lib/checks/rules').map((file) => file.replace('.ts', ''));
    expect(RULES.map(({ id }) => id)).toEqual(files.filter((file) => file !== 'index').sort());
    const ids = ALL_RULES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  test.each(examples)('%s has all its texts', (_id, { title, why, symptom, source }) => {
    for (const text of [title, why, symptom, source]) expect(text.trim()).toBe(text);
    for (const text of [title, why, symptom, source]) expect(text).not.toBe('');
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(why).toMatch(/^[A-Z].*\.$/);
  });

  test('are in docs/rules.md: npm run docs writes it', () => {
    expect(readFileSync('docs/rules.md', 'utf8')).toBe(rulesDocument());
  });
});

describe('the example of a rule', () => {
  test.each(examples)('%s: has the mistake once, and no other', (id, { bad, options }) => {
    expect(findingsIn(bad, options)).toMatchObject([{ rule: id }]);
  });

  test.each(RULES.map((rule) => [rule.id, rule] as const))(
    '%s: so do the rules alone',
    (id, { bad, good, options }) => {
      expect(idsIn(bad, options)).toEqual([id]);
      expect(idsIn(good, options)).toEqual([]);
    },
  );

  test.each(examples)('%s: is silent when it is fixed', (_id, { good, options }) => {
    expect(findingsIn(good, options)).toEqual([]);
  });

  test.each(examples)('%s: is found in every form of the same objects', (_id, { bad, options }) => {
    const objects = objectsOf(bad);
    for (const config of [options, { ...options, wholeCluster: true }]) {
      const expected = essence(findingsIn(asYaml(objects), config));
      for (const [form, write] of Object.entries(FORMS)) {
        expect({ form, found: essence(findingsIn(write(objects), config)) }).toEqual({ form, found: expected });
      }
    }
  });
});

describe('a mistake never hides another', () => {
  test('five mistakes are five findings', () => {
    const found = findingsIn(readFileSync('test/support/five-mistakes.yaml', 'utf8'));
    expect(found.map(({ rule, object, line }) => `${line} ${rule} ${object}`)).toEqual([
      '9 unused-suppression AzureIdentity shop/orders',
      '11 identity-type-unknown AzureIdentity shop/orders',
      '36 refused-by-api-server AzurePodIdentityException shop/node-agent',
      '43 duplicate-binding AzureIdentityBinding shop/orders-binding-2',
      '50 duplicate-object AzurePodIdentityException shop/node-agent',
    ]);
  });

  /** Rules about what else is in the cluster, or is gone from it. */
  const aboutAll = ['chart-values-use-pod-identity', 'keda-uses-pod-identity', 'mic-removed-before-bindings'];

  // Each example as if it were of another team, so that they have nothing to do with each other.
  const teams = examples
    .map(([id, { bad, options }], i) => ({
      id,
      options,
      objects: objectsOf(bad).map((object) => ofTeam(object, `t${i}`)),
    }))
    .filter(({ objects }) => !/aad-pod-identity\/|CustomResourceDefinition/.test(JSON.stringify(objects)))
    .filter(
      ({ id, options, objects }) =>
        !options &&
        !aboutAll.includes(id) &&
        findingsIn(asYaml(objects))
          .map(({ rule }) => rule)
          .join() === id,
    );

  test('the examples of all rules together have all their mistakes', () => {
    expect(teams.length).toBeGreaterThan(2);
    const apart = teams.flatMap(({ objects }) => findingsIn(asYaml(objects)));
    const together = findingsIn(asYaml(teams.flatMap(({ objects }) => objects)));
    const found = together.filter(({ rule }) => !aboutAll.includes(rule));
    expect(found.map(({ rule, object }) => `${rule} ${object}`).sort()).toEqual(
      apart.map(({ rule, object }) => `${rule} ${object}`).sort(),
    );
  });
});

describe('whatever is in the manifests', () => {
  const odd: readonly YamlValue[] = [
    null,
    '',
    ' ',
    'x',
    0,
    -1.5,
    true,
    [],
    {},
    [null],
    ['x', 1],
    { a: null },
    { name: 1 },
  ];
  const everything = { wholeCluster: true, networkPlugin: 'kubenet', kubernetesVersion: '1.29', aksAddon: true };

  test('the rules answer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...examples.map(([, rule]) => rule)),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...odd)), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        ({ bad, options }, changes, isWhole) => {
          const objects = structuredClone(objectsOf(bad)) as ManifestMap[];
          for (const [at, value] of changes) spoil(objects, at, value);
          const text = asYaml(objects.filter(({ apiVersion, kind }) => isName(apiVersion) && isName(kind)));
          const config = isWhole ? { ...everything, ...options } : (options ?? {});
          expect(Array.isArray(findingsIn(text, config))).toBe(true);
        },
      ),
      { numRuns: runs(1500) },
    );
  });
});

const isName = (value: YamlValue | undefined) => typeof value === 'string' && /^[A-Za-z]/.test(value);

/** Puts a value in place of the one that comes at some count. */
function spoil(objects: ManifestMap[], at: number, value: YamlValue): void {
  const places: (() => void)[] = [];
  const visit = (parent: YamlValue): void => {
    if (typeof parent !== 'object' || parent === null) return;
    for (const [key, item] of Object.entries(parent)) {
      places.push(() => {
        (parent as ManifestMap)[key] = structuredClone(value);
      });
      visit(item);
    }
  };
  for (const object of objects) visit(object);
  places[at % places.length]?.();
}

/** The same object with names, labels and ids of its own. */
function ofTeam(object: ManifestMap, team: string): ManifestMap {
  const rename = (value: YamlValue, key: string): YamlValue => {
    if (Array.isArray(value)) return value.map((item) => rename(item, ''));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, rename(item, name)]));
    }
    if (typeof value !== 'string' || SHARED.includes(value) || value === '') return value;
    if (NAMING.includes(key)) return `${value}-${team}`;
    if (/(?:clientID|\/client-id)$/.test(key)) return value.replace(/.{3}$/, team.slice(1).padStart(3, '0'));
    return key === 'resourceID' ? `${value}-${team}` : value;
  };
  return rename(object, '') as ManifestMap;
}
