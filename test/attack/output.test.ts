import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ALL_RULES } from '../../lib/checks/all-rules';
import { code, escaped } from '../../lib/cli/assignments/markdown';
import { printable } from '../../lib/validate/printable';
import { command, type Said } from '../support/command';
import { Folder } from '../support/folder';
import { ATTACK } from '../support/size';
import { readWorkflowCommand, type WorkflowCommand } from '../support/workflow-command';
import { type Element, readXml } from '../support/xml';

/** How many times as much is tried: 1 in `npm test`, more where there is time. */
const RUNS = { seed: 12, numRuns: 40 * ATTACK } as const;

const CANARY = 'Canary4711';
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

const folder = new Folder();
afterAll(() => folder.remove());

/** What means something to a terminal, Markdown, HTML, Mermaid, JSON, YAML or SARIF. */
const BAIT = [
  ...[
    '\u001b[2J',
    '\u0007',
    '\u009b1m',
    '\u202e',
    '\u2066',
    '\u200b',
    '\ufeff',
    '\u2028',
    '\u0085',
    '\r',
    '\n',
    '\t',
    '\0',
  ],
  ...['|', '\\', '\\|', '`', '```', '**', '[x](https://evil.example)', '](javascript:x)', '<script>', '-->', '&lt;'],
  ...[
    '"',
    "'",
    '{',
    '}',
    '%%{init: {}}%%',
    '#quot;',
    ';',
    '<br/>',
    '@team',
    '#1',
    'www.evil.example',
    '---',
    ': ',
    '::error::x',
    ']]>',
    '%0A',
    ',file=x',
    '\ufffe',
    '- ',
    '\ud800',
  ],
];
const bait = fc.array(fc.oneof(fc.constantFrom(...BAIT), fc.string({ unit: 'grapheme', maxLength: 4 })), {
  minLength: 1,
  maxLength: 4,
});
const hostile = bait.map((parts) => parts.join(''));

/** Mostly as it must be: what is refused is not looked at any further. */
const odd = (right: string, weight = 4) =>
  fc.oneof({ arbitrary: fc.constant(right), weight }, { arbitrary: hostile, weight: 1 });

const metadata = (name: string) =>
  fc.record({
    name: odd(name, 20),
    namespace: odd('shop', 20),
    annotations: fc.dictionary(odd('team'), hostile, { maxKeys: 1 }),
  });
const secretly = { value: CANARY, 'db-password': CANARY };

const objects = fc.tuple(
  fc.record({
    apiVersion: fc.constant('aadpodidentity.k8s.io/v1'),
    kind: fc.constant('AzureIdentity'),
    metadata: metadata('orders'),
    spec: fc.record(
      {
        type: fc.constantFrom<unknown>(0, 1, '1', 'x'),
        clientID: hostile,
        resourceID: odd(
          '/subscriptions/x/resourceGroups/y/providers/Microsoft.ManagedIdentity/userAssignedIdentities/z',
        ),
        clientPassword: fc.constantFrom<unknown>({ name: 'a', namespace: 'b' }, CANARY, [CANARY], { password: CANARY }),
        ClientPassword: fc.constant(CANARY),
        tenantID: hostile,
        adEndpoint: hostile,
      },
      { requiredKeys: ['clientID', 'resourceID'] },
    ),
  }),
  fc.record({
    apiVersion: fc.constant('aadpodidentity.k8s.io/v1'),
    kind: odd('AzureIdentityBinding', 20),
    metadata: metadata('orders-binding'),
    spec: fc.record({ azureIdentity: odd('orders'), selector: odd('orders') }),
  }),
  fc.record({
    apiVersion: odd('apps/v1', 20),
    kind: odd('Deployment', 20),
    metadata: metadata('orders'),
    spec: fc.record({
      template: fc.record({
        metadata: fc.record({
          labels: fc.constantFrom({ aadpodidbinding: 'orders' }, { aadpodidbinding: 'Orders' }, {}),
        }),
        spec: fc.record({
          hostNetwork: fc.constantFrom<unknown>(false, true, 'yes'),
          containers: fc.tuple(
            fc.record({
              name: fc.constant('a'),
              image: odd('registry/aad-pod-identity/nmi:v1.8.17', 2),
              args: fc.array(fc.oneof(hostile, fc.constantFrom('--forceNamespaced=x', `--client-secret=${CANARY}`)), {
                maxLength: 2,
              }),
              env: fc.constantFrom([], [{ name: 'A', ...secretly }], [{ name: 'A', value: [CANARY] }]),
            }),
          ),
        }),
      }),
    }),
  }),
  fc.constant({
    apiVersion: 'v1',
    stringData: { x: CANARY },
    data: { y: CANARY },
    metadata: { name: 'orders', namespace: 'shop', annotations: { 'aad-pod-identity.checks/none': 'x' } },
    kind: 'Secret',
  }),
);

const documents = fc
  .tuple(objects, fc.constantFrom(undefined, 2))
  .map(([all, indent]) => all.map((one) => JSON.stringify(one, null, indent)).join('\n---\n'));

const PLACE = ['--cluster', 'c', '--resource-group', 'r', '--subscription', 's'];
const GVK = { apiVersion: 'aadpodidentity.k8s.io/v1' };
const AT = { name: 'a', namespace: 'shop' };

/** As a file has it. */
const wellFormed = (text: string) => Buffer.from(text).toString();

function expectSafe({ code: exit, out, error }: Said, what: string): void {
  const said = out + error;
  // The signs of our own have a selector behind them.
  const shown = said.replaceAll(/\n|⚠\ufe0f|♻\ufe0f/g, '');
  const found = {
    unseen: UNSEEN.exec(shown)?.[0],
    secret: said.includes(CANARY),
    stack: /^ {2,}at .*\d/m.test(error) || error.includes('internal error'),
    half: exit === 1 && out !== '',
  };
  expect({ what, ...found }).toEqual({ what, unseen: undefined, secret: false, stack: false, half: false });
}

/** Whatever is in the manifests, there are our commands, elements and attributes, and no others. */
function expectOnlyFindings(out: string, format: string): void {
  if (format === 'junit') {
    const names = (element: Element): string[] => [
      `${element.name} ${Object.keys(element.attributes).join(' ')}`,
      ...element.children.flatMap(names),
    ];
    const known =
      /^(testsuites? name tests failures errors( skipped)? time|testcase classname name time|failure message type|system-out )$/;
    expect(names(readXml(out)).filter((name) => !known.test(name))).toEqual([]);
    return;
  }
  for (const line of out.split('\n').slice(0, -1)) {
    const { command: name = 'none', properties = {} }: Partial<WorkflowCommand> = readWorkflowCommand(line) ?? {};
    const keys = Object.keys(properties).join();
    expect({
      line,
      name: /^(error|warning|notice)$/.test(name),
      keys: /^(file,line,endLine,col,)?title$/.test(keys),
    }).toEqual({ line, name: true, keys: true });
    expect(ALL_RULES.map(({ id }) => id)).toContain(properties.title);
  }
}

/** The cells of a row as GitHub splits it: any character of punctuation behind a backslash does not count. */
function cellsOf(row: string): string[] {
  return [...row.matchAll(/\|((?:\\[!-/:-@[-`{-~]|[^|])*)(?=\|)/g)].map(([, cell = '']) => cell);
}

test('hostile manifests: nothing moves the cursor, breaks a format or prints a secret', async () => {
  await fc.assert(
    fc.asyncProperty(documents, documents, async (yaml, other) => {
      const old = folder.write('old.yaml', other.replaceAll('\\ud800', ''));
      for (const format of ['table', 'json', 'mermaid', 'markdown']) {
        const answers = [
          await command(['assignments', '-', '--format', format], yaml),
          await command(['assignments', '--diff', old, '-', '--format', format], yaml),
        ];
        for (const said of answers) {
          expectSafe(said, format);
          if (said.code === 1) continue;
          if (format === 'json') expect(() => JSON.parse(said.out)).not.toThrow();
          if (format !== 'markdown') continue;
          const rows = said.out.split('\n').filter((line) => line.startsWith('|'));
          const [head = 5, ...cells] = rows.map((row) => cellsOf(row).length);
          // A difference may say why.
          expect([5, 6]).toContain(head);
          expect(cells.filter((count) => count !== head)).toEqual([]);
        }
      }
      for (const format of ['text', 'json', 'sarif']) {
        const said = await command(['check', '-', '--format', format], yaml);
        expectSafe(said, format);
        if (said.code !== 1 && format !== 'text') expect(() => JSON.parse(said.out)).not.toThrow();
      }
      for (const format of ['github', 'junit']) {
        const said = await command(['check', '-', '--format', format], yaml);
        expectSafe(said, format);
        if (said.code !== 1) expectOnlyFindings(said.out, format);
      }
      expectSafe(await command(['azure', 'setup', '-', ...PLACE, '--what-if'], yaml), 'what-if');
    }),
    RUNS,
  );
});

test('JSON has the values that the manifests have', async () => {
  await fc.assert(
    fc.asyncProperty(
      hostile.filter((text) => wellFormed(text) === text),
      async (clientID) => {
        const yaml = [
          { ...GVK, kind: 'AzureIdentity', metadata: AT, spec: { type: 1, clientID } },
          { ...GVK, kind: 'AzureIdentityBinding', metadata: AT, spec: { azureIdentity: 'a', selector: 's' } },
          { apiVersion: 'v1', kind: 'Pod', metadata: { ...AT, labels: { aadpodidbinding: 's' } } },
        ];
        const { out } = await command(
          ['assignments', '-', '--format', 'json'],
          yaml.map((one) => JSON.stringify(one)).join('\n---\n'),
        );
        expect(JSON.parse(out).workloads[0].identities[0].clientID).toBe(clientID);
      },
    ),
    RUNS,
  );
});

test('hostile values of the chart', async () => {
  const value = fc.oneof(
    hostile,
    fc.constantFrom<unknown>(1, true, null, [], { clientSecret: CANARY }, [{ password: CANARY }]),
  );
  const key = fc.constantFrom(
    'mic',
    'nmi',
    'image',
    'adminsecret',
    'adminSecret',
    'azureIdentities',
    'forceNamespaced',
    'nameOverride',
  );
  const values = fc.dictionary(fc.oneof(key, hostile), fc.oneof(value, fc.dictionary(hostile, value, { maxKeys: 2 })), {
    maxKeys: 3,
  });
  const set = fc.oneof(
    hostile,
    fc.constantFrom(
      `adminsecret.clientSecret=a,${CANARY}`,
      `adminSecret={${CANARY}`,
      `azureIdentities.a.clientsecret=${CANARY}`,
    ),
  );
  await fc.assert(
    fc.asyncProperty(values, set, fc.boolean(), async (map, one, lenient) => {
      const args = [
        'render',
        '-f',
        '-',
        '--release-name',
        'r',
        '-n',
        'shop',
        '--set',
        one,
        ...(lenient ? ['--lenient'] : []),
      ];
      const said = await command(args, JSON.stringify(map));
      // A secret that is rendered is what the user asked for.
      expectSafe({ ...said, out: said.out.replaceAll(CANARY, '') }, 'render');
    }),
    RUNS,
  );
});

test('hostile names of files', async () => {
  const name = hostile
    .map((text) => wellFormed(text.replaceAll(/[/\0]/g, '')).slice(0, 40))
    .filter((text) => !/^\.*$/.test(text));
  await fc.assert(
    fc.asyncProperty(
      name,
      fc.constantFrom('a: [', '{{ x }}', 'kind: Pod\napiVersion: v1\nmetadata: {name: a}', 'a: 1'),
      async (file, text) => {
        const one = new Folder({ [`${file}.yaml`]: text });
        const runs = [
          ...['table', 'json', 'markdown'].map((format) => [
            'assignments',
            one.path,
            '--format',
            format,
            '--allow-partial',
          ]),
          ...['text', 'json', 'sarif', 'github', 'junit'].map((format) => ['check', one.path, '--format', format]),
          ['check', '--config', `${one.path}/${file}.yaml`, one.path],
          ['render', '-f', `${one.path}/${file}.yaml`, '--release-name', 'r', '-n', 'shop'],
          ['assignments', one.path, '--output', `${one.path}/${file}/none/x`],
        ];
        for (const args of runs) {
          const said = await command(args);
          expectSafe(said, args.join(' '));
          const format = args.at(-1) ?? '';
          if (said.code !== 1 && ['github', 'junit'].includes(format)) expectOnlyFindings(said.out, format);
        }
        one.remove();
      },
    ),
    RUNS,
  );
});

test('a cell of a table is one cell, and no markup', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(cellsOf(`| ${escaped(text)} | ${code(text)} |`)).toHaveLength(2);
      expect(escaped(text)).not.toMatch(/(?<!\\)(?:\\\\)*[`*_[\]<>|#~&@]/);
      const shown = code(text);
      const ticks = /^`+/.exec(shown)?.[0];
      // Nothing in it ends it.
      if (ticks) expect(shown.slice(ticks.length, -ticks.length).match(/`+/g) ?? []).not.toContain(ticks);
      else expect(shown).toMatch(/^<code>(?:[\w ]|&#\d+;)*<\/code>$/);
      expect(printable(shown)).toBe(shown);
    }),
    { ...RUNS, numRuns: RUNS.numRuns * 20 },
  );
});
