// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what other languages would interpolate
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { bicepString } from '../../lib/validate/bicep-string';
import { hclString } from '../../lib/validate/hcl-string';
import { binding, deployment, identity, yaml } from '../support/cluster';
import { command } from '../support/command';
import { bicepReader, type HclBlock, hclReader } from '../support/grammars';
import { CLIENT_ID, SUBSCRIPTION_ID } from '../support/ids';
import { terraformSchemas } from '../support/terraform-schemas';

const ISSUER = "https://a.example/'$(id);&$'/%7Bx%7D/";
const OTHER = '8f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b12';
const AUDIENCE = 'api://AzureADTokenExchange';

interface Credential {
  readonly identity: string;
  readonly kind: 'managedIdentity' | 'application';
  readonly name: string;
  readonly subject: string;
}

/** An identity that workloads of several namespaces use, one of them with a kind that is a comment in other languages. */
const shared = (name: string, spec: object) => [
  identity('infra', name, { clientID: CLIENT_ID, ...spec }),
  binding('infra', name, name, name),
  ...['shop', 'pay', '1'].map((namespace) => deployment(namespace, 'web', { aadpodidbinding: name })),
  { ...deployment('shop', 'odd', { aadpodidbinding: name }), kind: "Deployment*/ '${x}" },
];
const id = (name: string, group: string, subscription = SUBSCRIPTION_ID) =>
  `/subscriptions/${subscription}/resourcegroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const MANAGED = [
  ...shared('orders', { resourceID: id('orders', 'shop') }),
  ...shared('a.b', { resourceID: id('0-Orders_x', 'shop') }),
];
const FAR = [...shared('far', { resourceID: id('far', 'Größe(1)._', OTHER) }), ...MANAGED];
const ALL = [
  ...shared('mail', { type: 1, resourceID: '', clientID: CLIENT_ID, tenantID: OTHER, clientPassword: { name: 'm' } }),
  ...FAR,
];
const CLUSTERS: [string, object[]][] = [
  ['one resource group', MANAGED],
  ['two subscriptions', FAR],
  ['an application, too', ALL],
];

async function printed(objects: readonly object[], ...options: string[]): Promise<string> {
  const args = ['azure', 'federate', '-', '--issuer', ISSUER, '--cluster-name', 'prod-1', ...options];
  const { code, out, error } = await command(args, yaml(...objects));
  if (code !== 0) throw new Error(error);
  return out;
}
const credentials = async (objects: readonly object[]): Promise<Credential[]> =>
  JSON.parse(await printed(objects, '--as', 'json'));

/** Text that is something in programs. */
const HOSTILE = [
  '${a}',
  '$${a}',
  '$$${a}',
  '%{if}',
  '%%{',
  '$',
  '%',
  '\\',
  '\\${',
  '"',
  "'",
  '"""',
  "'''",
  '#',
  '//',
  '/*',
]
  .concat(['\n', '\r\n', '\t', '\u0000', '\u2028', '\u202e', 'é', '東', '\u{1f600}', '<<E', '${', '$', '{', "'\\"])
  .flatMap((text) => [text, `a${text}b`, text + text]);

const hcl = hclReader();
const absent = (reader: unknown, what: string) => (reader ? '' : `: ${what}`);
(hcl ? describe : describe.skip)(
  `Terraform, by HashiCorp's parser${absent(hcl, 'no Go with the modules of test/grammars/hcl')}`,
  () => {
    const read = (text: string): readonly HclBlock[] => {
      const [file] = hcl?.([text]) ?? [];
      expect(file?.complaints).toEqual([]);
      return file?.blocks ?? [];
    };

    for (const provider of ['4', '5'] as const) {
      test.each(CLUSTERS)(
        `azurerm ${provider}, %s: arguments of the schemas, and the values of JSON`,
        async (_, objects) => {
          const blocks = read(await printed(objects, '--as', 'terraform', '--terraform-provider', provider));
          for (const { type, labels, attributes, references } of blocks) {
            const schema = terraformSchemas(provider)[`${type} ${labels[0]}`];
            const given = new Set([...Object.keys(attributes), ...Object.keys(references)]);
            expect([labels, schema?.required.filter((name) => !given.has(name))]).toEqual([labels, []]);
            const known = [...(schema?.required ?? []), ...(schema?.optional ?? [])];
            expect([labels, [...given].filter((name) => !known.includes(name))]).toEqual([labels, []]);
            expect(labels[1]).toMatch(/^[A-Za-z_][\w-]*$/);
          }
          expect(new Set(blocks.map(({ type, labels }) => [type, ...labels].join(' '))).size).toBe(blocks.length);
          const resources = blocks.filter(({ type }) => type === 'resource');
          expect(resources.map((block) => factsOf(block, blocks)).sort()).toEqual(
            (await credentials(objects))
              .map(({ kind, identity: of, name, subject }) =>
                [of.toLowerCase(), kind, name, ISSUER, subject, AUDIENCE].join(' '),
              )
              .sort(),
          );
        },
      );
    }

    test('complains about what is none, and takes an argument of the other version for one that is missing', async () => {
      expect(hcl?.(['resource "a" "b" {\n  name = "${"\n}\n'])[0]?.complaints).not.toEqual([]);
      const [block] = read(await printed(MANAGED, '--as', 'terraform', '--terraform-provider', '5'));
      const { required } = terraformSchemas('4')['resource azurerm_federated_identity_credential'] ?? { required: [] };
      expect(required.filter((name) => !(name in (block?.attributes ?? {})))).toEqual([
        'parent_id',
        'resource_group_name',
      ]);
    });

    test('any text is a string', () => {
      const [file] =
        hcl?.([`locals {\n${HOSTILE.map((text, i) => `  v${i} = ${hclString(text)}\n`).join('')}}\n`]) ?? [];
      expect(file?.complaints).toEqual([]);
      expect(HOSTILE.map((_, i) => file?.blocks[0]?.attributes[`v${i}`])).toEqual(HOSTILE);
    });
  },
);

/** What a resource says, as one line. */
function factsOf({ labels, attributes: given, references }: HclBlock, blocks: readonly HclBlock[]): string {
  if (labels[0] === 'azurerm_federated_identity_credential') {
    const of = String(given.parent_id ?? given.user_assigned_identity_id).toLowerCase();
    if (given.resource_group_name !== undefined)
      expect(of.split('/')[4]).toBe(String(given.resource_group_name).toLowerCase());
    expect(given.audience).toHaveLength(1);
    return [of, 'managedIdentity', given.name, given.issuer, given.subject, given.audience].join(' ');
  }
  const [, type, name, field] = references.application_id?.[0]?.split('.') ?? [];
  const data = blocks.find((block) => block.type === 'data' && block.labels[0] === type && block.labels[1] === name);
  expect(field).toBe('object_id');
  return [
    data?.attributes.client_id,
    'application',
    given.display_name,
    given.issuer,
    given.subject,
    given.audiences,
  ].join(' ');
}

const bicep = bicepReader();
(bicep ? describe : describe.skip)(
  `Bicep, by the grammar of tree-sitter${absent(bicep, 'no Python packages of test/grammars/requirements.txt')}`,
  () => {
    const count = (trees: readonly string[], kind: string) => trees.join('').split(`(${kind} `).length - 1;

    test.each(CLUSTERS)(
      '%s: all of it is understood, and there is a resource for each credential',
      async (_, objects) => {
        const folder = mkdtempSync(join(tmpdir(), 'bicep-'));
        await printed(objects, '--as', 'bicep', '--output', join(folder, "it's.bicep"));
        const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
        rmSync(folder, { recursive: true });
        const read = bicep?.(files) ?? [];
        expect(read.map(({ faults }) => faults)).toEqual(files.map(() => 0));
        const managed = (await credentials(objects)).filter(({ kind }) => kind === 'managedIdentity');
        const trees = read.map(({ tree }) => tree);
        expect(count(trees, 'resource_declaration')).toBe(
          managed.length + new Set(managed.map((one) => one.identity)).size,
        );
        expect(count(trees, 'module_declaration')).toBe(files.length === 1 ? 0 : files.length - 1);
      },
    );

    test('does not understand what is none', () => {
      const broken = [
        "resource a 'b' = {\n  name: 'it's'\n}\n",
        "resource a 'b' = {\n  name: 'x${'\n}\n",
        'resource a b = {}\n',
      ];
      expect(bicep?.(broken).map(({ faults }) => faults > 0)).toEqual(broken.map(() => true));
    });

    test('any text is a string, without interpolation', () => {
      // The grammar takes them for a comment at the beginning of a string, which Bicep does not.
      const texts = HOSTILE.filter((text) => !/^\/[/*]/.test(text));
      const [file] = bicep?.([texts.map((text, i) => `var v${i} = ${bicepString(text)}\n`).join('')]) ?? [];
      expect(file?.faults).toBe(0);
      expect(count([file?.tree ?? ''], 'variable_declaration')).toBe(texts.length);
      expect(file?.tree).not.toContain('interpolation');
      expect(bicep?.(["var a = '${b}'\n"])[0]?.tree).toContain('interpolation');
    });
  },
);
