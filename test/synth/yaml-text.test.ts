import { describe, expect, test } from '@jest/globals';
import { App, Chart, Yaml } from 'cdk8s';
import fc from 'fast-check';
import { AadPodIdentity, AzureIdentity, AzureIdentityBinding, AzurePodIdentityException } from '../../lib';
import { yamlSurprise } from '../../lib/synth/yaml-text';
import { anyCharacter } from '../support/any-character';
import { demo, userAssigned as orders, servicePrincipal as principal } from '../support/constructs';
import { goYaml, goYaml3 } from '../support/go-yaml';
import { CLIENT_ID, RESOURCE_ID } from '../support/ids';
import { type Manifest, NOT_WRITTEN, newChart } from '../support/manifests';
import { runs } from '../support/size';
import { readYaml } from '../support/yaml-1.1';
import { READERS } from '../support/yaml-readers';

// Text that looks like numbers to some reader, text with blanks and line breaks, and any text at all.
const numberLike = fc.string({ unit: fc.constantFrom(...'0123789aAbBeEfFoOxX_+-.:'), minLength: 1, maxLength: 9 });
const blanks = fc.string({ unit: fc.constantFrom(...' \t\na#-:'), maxLength: 7 });
const anyText = fc.string({ unit: anyCharacter, maxLength: 8 });
const known = fc.constantFrom(
  ...['0o17', '+0o17', '0X1F', '0b-1', '1e3_', '1.5e3_', '+_1', '-_07', '0_x1F', '1e3', '0x1F', '0b1', '0x_1'],
  ...['1_000', 'yes', 'no', 'on', 'y', 'null', '~', '0777', '08', '1:30', '2024-01-01', '.5', '.inf', ''],
);
const text = fc.oneof(numberLike, known, blanks, anyText);

/** Every field that a user can set. */
const fields: { [field: string]: (chart: Chart, value: string) => unknown } = {
  'construct id': (chart, value) =>
    AzureIdentity.userAssigned(chart, value, { resourceId: RESOURCE_ID, clientId: CLIENT_ID }),
  'metadata.name': (chart, name) => orders(chart, { metadata: { name } }),
  'metadata.namespace': (chart, namespace) => orders(chart, { metadata: { namespace } }),
  'label value': (chart, value) => orders(chart, { metadata: { labels: { team: value } } }),
  'label key': (chart, key) => orders(chart, { metadata: { labels: { [key]: 'team' } } }),
  'annotation value': (chart, value) => orders(chart, { metadata: { annotations: { note: value } } }),
  'annotation key': (chart, key) => orders(chart, { metadata: { annotations: { [key]: 'note' } } }),
  'label added later': (chart, value) => orders(chart).metadata.addLabel('team', value),
  'annotation added later': (chart, value) => orders(chart).metadata.addAnnotation('note', value),
  'further metadata': (chart, value) => orders(chart).metadata.add('generateName', value),
  finalizer: (chart, value) => orders(chart, { metadata: { finalizers: [value] } }),
  resourceId: (chart, resourceId) => orders(chart, { resourceId }),
  clientId: (chart, clientId) => orders(chart, { clientId }),
  tenantId: (chart, tenantId) => principal(chart, { tenantId }),
  'clientPassword.name': (chart, name) => principal(chart, { clientPassword: { name } }),
  'clientPassword.namespace': (chart, namespace) => principal(chart, { clientPassword: { name: 'a', namespace } }),
  auxiliaryTenantIds: (chart, id) => principal(chart, { auxiliaryTenantIds: [id] }),
  adEndpoint: (chart, adEndpoint) => principal(chart, { adEndpoint }),
  selector: (chart, selector) => new AzureIdentityBinding(chart, 'binding', { identity: orders(chart), selector }),
  'name of an imported identity': (chart, name) =>
    new AzureIdentityBinding(chart, 'binding', { identity: AzureIdentity.fromName(chart, 'theirs', name) }),
  'podLabels value': (chart, value) => new AzurePodIdentityException(chart, 'agents', { podLabels: { app: value } }),
  'podLabels key': (chart, key) => new AzurePodIdentityException(chart, 'agents', { podLabels: { [key]: 'app' } }),
  'install namespace': (chart, namespace) => new AadPodIdentity(chart, 'install', { namespace }),
  'demo resource group': (chart, resourceGroup) => demo(chart, { resourceGroup }),
  'demo image': (chart, image) => demo(chart, { image }),
  'demo name': (chart, name) => demo(chart, { metadata: { name } }),
  'demo selector': (chart, selector) => demo(chart, { selector }),
};

const readers: readonly ((yaml: string) => unknown)[] = [
  (yaml) => goYaml(yaml)[0],
  (yaml) => goYaml3(yaml)[0],
  ...Object.values(READERS),
];

describe('no text changes on its way through YAML', () => {
  for (const [field, make] of Object.entries(fields)) {
    test(`${field}: refused, or read back as it is`, () => {
      fc.assert(
        fc.property(text, (value) => {
          const chart = newChart();
          let manifests: Manifest[];
          try {
            make(chart, value);
            manifests = chart.toJson();
          } catch (error) {
            expect((error as Error).message).toContain('; allowed: ');
            return;
          }
          const yaml = Yaml.stringify(...manifests);
          expect(goYaml(yaml)).toEqual(asGoYaml(manifests));
          expect(readYaml(yaml)).toEqual(manifests);
        }),
        { numRuns: runs(300) },
      );
    });
  }

  test('labels of a chart', () => {
    fc.assert(
      fc.property(text, (value) => {
        const chart = new Chart(new App({ outdir: NOT_WRITTEN }), 'chart', { labels: { team: value } });
        try {
          orders(chart);
        } catch {
          return;
        }
        expect(goYaml(Yaml.stringify(...chart.toJson()))).toEqual(asGoYaml(chart.toJson()));
      }),
    );
  });

  // What PyYAML does not read; test/attack has it read all of them.
  test.each([
    ['=', 'a string other than "=", the default value of YAML 1.1'],
    [
      '2024-02-30T01:02:03.',
      'a string that YAML 1.1 readers do not read as a number or a date (it is written without quotes)',
    ],
    ['<<', 'a string other than "<<", the merge key of YAML', 'a key other than "<<", the merge key of YAML'],
    ['a\tb', 'a string without tabs (it is written without quotes)'],
    ['a "\tb"', 'a string without tabs (it is written without quotes)'],
    ['---\tb', 'a string without tabs (it is written without quotes)'],
  ])('%j is refused', (value, allowed, allowedKey = allowed) => {
    expect([false, true].map((isKey) => yamlSurprise(value, isKey))).toEqual([allowed, allowedKey]);
  });

  test.each(['1:30', '2021-01-01', '"a\tb"', 'a\n\tb\n', '<<a'])('%j is written', (value) => {
    expect(yamlSurprise(value)).toBeUndefined();
  });

  // Of one line: js-yaml reads more lines and characters than go-yaml does.
  test('no number-like text is refused that comes back as it is', () => {
    fc.assert(
      fc.property(fc.oneof(numberLike, known), (value) => {
        const refused = yamlSurprise(value) !== undefined;
        expect({ value, refused }).toEqual({ value, refused: !comesBack(value) });
      }),
      { numRuns: runs(10_000) },
    );
  });
});

/** Whether every reader gives a text back, as a value. */
function comesBack(value: string): boolean {
  const yaml = Yaml.stringify({ value });
  return readers.every((read) => {
    try {
      return JSON.stringify(read(yaml)) === JSON.stringify({ value });
    } catch {
      return false;
    }
  });
}

/** Numbers and booleans as the reader for go-yaml marks them. */
function asGoYaml(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asGoYaml);
  if (typeof value === 'number') return { float: String(value) };
  if (typeof value === 'boolean') return { bool: String(value) };
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asGoYaml(item)]));
}
