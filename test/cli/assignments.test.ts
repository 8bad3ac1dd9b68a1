import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { run } from '../../lib/cli/program';
import type { Terminal } from '../../lib/cli/terminal';
import {
  binding,
  deployment,
  exception,
  identity,
  labelled,
  mic,
  NAMESPACED,
  nmi,
  pod,
  yaml,
} from '../support/cluster';
import { Folder } from '../support/folder';
import { CLIENT_ID } from '../support/ids';

const folder = new Folder();
afterAll(() => folder.remove());
const path = (file: string) => join(folder.path, file);

async function command(args: string[], { input = '', colours = false } = {}) {
  let [out, error] = ['', ''];
  const io: Terminal = {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    input: () => Buffer.from(input),
    colours,
  };
  const code = await run(['assignments', ...args], io);
  return { code, out, error: error.replaceAll(`${folder.path}/`, '') };
}

const SHOP = [
  identity('shop', 'orders', { clientID: CLIENT_ID }, NAMESPACED),
  binding('shop', 'orders-binding', 'orders', 'orders'),
  deployment('shop', 'orders', labelled('orders')),
  deployment('shop', 'carts', labelled('Orders')),
  deployment('shop', 'web', { app: 'web' }),
  deployment('billing', 'orders', labelled('orders')),
  deployment('billing', 'agent', { app: 'agent' }, { hostNetwork: true }),
  deployment('billing', 'empty', labelled('')),
  exception('billing', 'helpers', { app: 'helper' }),
  pod('billing', 'helper', { app: 'Helper' }),
];
const shop = folder.write('shop.yaml', yaml(...SHOP));

const TABLE = `\
Standard mode, not forced namespaced.

billing
  WORKLOAD           LABEL   IDENTITY
  Deployment orders  orders  nothing: binding shop/orders-binding: only pods of namespace shop can use its identity
  Deployment agent   -       any identity on its node: on the host network
  Deployment empty   ""      nothing: its label is empty: MIC ignores it
  Pod helper         -       any identity on its node: by exception helpers, label app

shop
  WORKLOAD           LABEL   IDENTITY     BINDING              CLIENT ID
  Deployment orders  orders  shop/orders  shop/orders-binding  ${CLIENT_ID}
  Deployment carts   Orders  nothing: no binding has the selector "Orders"; binding shop/orders-binding has "orders"
  1 workload without the label: Deployment web
`;

describe('aad-pod-identity assignments', () => {
  test('table', async () => {
    expect(await command([shop])).toEqual({ code: 0, out: TABLE, error: '' });
  });

  test('table, coloured on a terminal only', async () => {
    const { out } = await command([shop], { colours: true });
    expect(out).toContain('\u001b[31mDeployment carts   Orders  nothing');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours
    expect(out.replace(/\u001b\[\d+m/g, '')).toBe(TABLE);
    const file = path('coloured.txt');
    await command([shop, '--output', file], { colours: true });
    expect(readFileSync(file, 'utf8')).toBe(TABLE);
  });

  test('json', async () => {
    const { out, code } = await command([shop, '--format', 'json']);
    const { workloads, ...rest } = JSON.parse(out);
    expect([code, rest]).toEqual([0, { mode: 'standard', forceNamespaced: false }]);
    expect(workloads[0]).toEqual({
      kind: 'Deployment',
      namespace: 'shop',
      name: 'orders',
      file: shop,
      line: 31,
      label: 'orders',
      excepted: false,
      identities: [
        { namespace: 'shop', name: 'orders', binding: 'shop/orders-binding', clientID: CLIENT_ID, assignedIn: 'shop' },
      ],
    });
    const facts = workloads.map(({ name, label, excepted, bypass }: { [key: string]: unknown }) => [
      name,
      label,
      excepted,
      bypass,
    ]);
    expect(facts.slice(2)).toEqual([
      ['web', undefined, false, undefined],
      ['orders', 'orders', false, undefined],
      ['agent', undefined, false, 'hostNetwork'],
      ['empty', '', false, undefined],
      ['helper', undefined, true, 'exception'],
    ]);
  });

  test('markdown', async () => {
    const { out } = await command([shop, '--format', 'markdown']);
    expect(out).toContain(`\
### shop

| Workload | Label | Identity | Binding | Client id |
| --- | --- | --- | --- | --- |
| Deployment orders | \`orders\` | \`shop/orders\` | \`shop/orders-binding\` | \`${CLIENT_ID}\` |
| Deployment carts | \`Orders\` | nothing: no binding has the selector "Orders"; binding shop/orders-binding has "orders" |  |  |

1 workload without the label.
`);
  });

  test('mermaid', async () => {
    const { out } = await command([shop, '--format', 'mermaid']);
    expect(out).toBe(`\
flowchart LR
  %% Standard mode, not forced namespaced
  classDef nothing stroke:#c00,stroke-dasharray:4
  classDef bypass fill:#fff3cd,stroke:#b8860b,color:#000
  subgraph f1["billing"]
    n1["Deployment<br/>orders<br/>gets nothing"]
    n2["Deployment<br/>agent"]
    n4["Deployment<br/>empty<br/>gets nothing"]
    n5["Pod<br/>helper"]
  end
  n3{{"any identity on its node"}}
  subgraph f3["shop"]
    n6["Deployment<br/>orders"]
    n7(["orders"])
    n8["Deployment<br/>carts<br/>gets nothing"]
  end
  class n1 nothing
  class n3 bypass
  n2 -.->|"on the host network"| n3
  class n4 nothing
  n5 -.->|"by exception helpers, label app"| n3
  n6 -->|"shop/orders-binding"| n7
  class n8 nothing
`);
  });

  test('mermaid folds what is alike, then draws namespaces only, and stays drawable', async () => {
    const many = (count: number, namespace: (i: number) => string) =>
      Array.from({ length: count }, (_, i) => [
        identity(namespace(i), 'x'),
        binding(namespace(i), 'b', 'x', namespace(i)),
        deployment(namespace(i), `w${i}`, labelled(namespace(i))),
      ]).flat();
    const unique = (objects: object[]) =>
      [...new Set(objects.map((object) => JSON.stringify(object)))].map((text) => JSON.parse(text));
    const draw = async (objects: object[]) =>
      (await command(['--format', 'mermaid', '-'], { input: yaml(...unique(objects)) })).out;
    const folded = await draw(many(100, () => 'one'));
    expect(folded).toContain(
      'n1["Deployment w0<br/>Deployment w1<br/>Deployment w2<br/>Deployment w3<br/>and 96 more"]',
    );
    const namespaces = await draw(many(60, (i) => `team-${i}`));
    expect(namespaces).toContain('n1["namespace team-0"]');
    expect(namespaces).toContain('n1 -->|"1 workload"| n1');
    const most = await draw(many(2000, (i) => `team-${i}`));
    expect(most).toMatch(/\d+ more namespaces not drawn/);
    expect(most.split('\n').filter((line) => line.includes('-->')).length).toBeLessThan(500);
    expect(most.length).toBeLessThan(50_000);
  });

  test('special characters in names are not markup', async () => {
    const odd = [
      identity('shop', 'x', { clientID: 'a|b`c"<script>\u001b[31m#' }),
      binding('shop', 'b', 'x', 's'),
      deployment('shop', 'w', labelled('s')),
    ];
    const out = async (format: string) => (await command(['-', '--format', format], { input: yaml(...odd) })).out;
    expect(await out('table')).toContain('"a|b`c\\"<script>\\u001b[31m#"');
    expect(await out('markdown')).toContain('`` a\\|b`c"<script>');
  });

  test('reports what MIC assigns and NMI refuses', async () => {
    const input = yaml(
      identity('a', 'x'),
      binding('a', 'b', 'x', 's'),
      deployment('c', 'w', labelled('s')),
      nmi(['--forceNamespaced']),
    );
    const { out, error } = await command(['-'], { input });
    expect(out).toContain(
      'Deployment w  s      nothing: binding a/b: MIC assigns its identity, but NMI is forced namespaced and does not hand it out to other namespaces',
    );
    expect(error).toBe(
      'warning: the manifests have an NMI and no MIC: MIC is assumed to run with its defaults\n' +
        'warning: NMI is forced namespaced and MIC is not: MIC assigns identities to pods of other namespaces, and NMI does not hand them out\n',
    );
  });

  test('options', async () => {
    const answer = async (...args: string[]) => JSON.parse((await command([shop, '--format', 'json', ...args])).out);
    expect(await answer('--mode', 'managed')).toMatchObject({ mode: 'managed', forceNamespaced: true });
    expect((await answer('--mode', 'managed')).workloads[0].identities[0]).not.toHaveProperty('assignedIn');
    expect(await answer('--force-namespaced')).toMatchObject({ mode: 'standard', forceNamespaced: true });
    const input = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: []}\n---\nvalues: 1\n';
    const stdin = await command(['-', '-n', 'shop', '--format', 'json'], { input });
    expect(JSON.parse(stdin.out).workloads).toMatchObject([{ namespace: 'shop', file: '<stdin>', line: 1 }]);
    expect(stdin.error).toBe(
      'note: 1 object without a namespace: using shop (-n)\n' +
        'note: 1 document without apiVersion and kind ignored, first <stdin>:6\n',
    );
    expect((await command(['-'], { input })).error).toContain('1 object without a namespace: using default (-n)');
  });

  test('a workload that is there twice is listed twice, with a warning', async () => {
    const { out, error } = await command(['-', '--format', 'json'], {
      input: yaml(pod('a', 'p', {}), pod('a', 'p', {})),
    });
    expect(JSON.parse(out).workloads).toHaveLength(2);
    expect(error).toBe('warning: <stdin>:19:1: Pod a/p is also at <stdin>:1:1; both are listed\n');
  });

  test('reports a label outside known pod templates', async () => {
    const spark = {
      apiVersion: 'sparkoperator.k8s.io/v1beta2',
      kind: 'SparkApplication',
      metadata: { name: 'x', namespace: 'a', labels: labelled('own') },
      spec: { executors: [{ selector: { matchLabels: labelled('x') } }, { labels: labelled('x') }] },
    };
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { selector: labelled('x') } };
    const { error } = await command(['-'], { input: yaml(service, spark) });
    expect(error).toBe(
      'warning: <stdin>:35:11: SparkApplication a/x: spec.executors[1].labels.aadpodidbinding is not in a known pod template; its pods are left out\n',
    );
  });

  test('--output is all that is ever written', async () => {
    const before = readdirSync(folder.path);
    expect(await command([shop, '--output', path('out.txt')])).toEqual({ code: 0, out: '', error: '' });
    expect(readFileSync(path('out.txt'), 'utf8')).toBe(TABLE);
    expect(readdirSync(folder.path).sort()).toEqual([...before, 'out.txt'].sort());
    const failed = await command([path('none'), '--output', path('other.txt')]);
    expect(failed).toEqual({ code: 1, out: '', error: 'none: no such file or folder\n' });
    expect(readdirSync(folder.path)).not.toContain('other.txt');
    expect(await command([shop, '--output', path('no/such/folder')])).toEqual({
      code: 1,
      out: '',
      error: '--output no/such/folder: no such file or folder\n',
    });
  });

  test.each<[string, string[], string | RegExp]>([
    ['no path', [], /missing required argument 'path'/],
    ['an option that is not there', ['x', '--nope'], /unknown option '--nope'/],
    ['a format that is not there', ['x', '--format', 'xml'], /Allowed choices are table, json, mermaid, markdown/],
    ['a mode that is not there', ['x', '--mode', 'other'], /Allowed choices are standard, managed/],
    ['--diff with one path', ['x', '--diff'], '--diff requires two paths, OLD and NEW; got 1\n'],
    ['--diff with three paths', ['--diff', 'x', 'y', 'z'], '--diff requires two paths, OLD and NEW; got 3\n'],
    [
      '--diff of nothing but standard input',
      ['--diff', '-', '-'],
      '--diff: only one of the two can be standard input\n',
    ],
  ])('could not run: %s', async (_what, args, message) => {
    const { code, out, error } = await command(args);
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(message);
  });

  test('all problems at once, and nothing on standard output', async () => {
    const input = yaml(
      identity('a', 'x', { type: '0' }),
      binding('a', 'b', 'x', 's'),
      binding('a', 'b', 'x', 'other'),
      nmi(['--operation-mode=managed']),
    );
    const { code, out, error } = await command(['-', '--format', 'json'], { input });
    expect([code, out]).toEqual([1, '']);
    expect(error.split('\n')).toEqual([
      '<stdin>:9:5: AzureIdentity a/x: spec.type: got "0"; allowed: a whole number. Remove the quotes. The API server refuses the object',
      expect.stringMatching(
        /^<stdin>:\d+:1: AzureIdentityBinding a\/b is also at <stdin>:\d+:1, with different content/,
      ),
      expect.stringMatching(
        /^<stdin>:\d+:\d+: NMI, DaemonSet default\/nmi, exits at startup: managed mode also requires/,
      ),
      '',
    ]);
  });
});

describe('aad-pod-identity assignments --diff', () => {
  const after = folder.write(
    'after.yaml',
    yaml(
      ...SHOP.slice(1, 3),
      identity('shop', 'orders', { clientID: CLIENT_ID }),
      binding('shop', 'another', 'orders', 'orders'),
      deployment('shop', 'carts', labelled('orders')),
      deployment('shop', 'web', { app: 'web' }, { hostNetwork: true }),
      deployment('billing', 'orders', labelled('orders')),
      deployment('billing', 'agent', { app: 'agent' }),
      deployment('billing', 'new', {}),
    ),
  );

  test('table', async () => {
    expect(await command(['--diff', shop, after])).toEqual({
      code: 2,
      error: '',
      out: `\
3 gained, 2 lost, 1 changed:
+ Deployment shop/carts      shop/orders, binding shop/another, client id ${CLIENT_ID}
                             label "Orders" → "orders"
+ Deployment shop/web        any identity on its node (on the host network)
+ Deployment billing/orders  shop/orders, binding shop/another, client id ${CLIENT_ID}
- Deployment billing/agent   any identity on its node (on the host network)
- Pod billing/helper         any identity on its node (by an exception)
                             the workload is not in NEW
~ Deployment shop/orders     shop/orders: binding shop/orders-binding → shop/another, assignedIn shop → default
`,
    });
  });

  test('json', async () => {
    const { code, out } = await command(['--diff', shop, after, '--format', 'json']);
    const difference = JSON.parse(out);
    expect(code).toBe(2);
    expect(difference).toMatchObject({
      before: { mode: 'standard', forceNamespaced: false },
      gained: [
        { kind: 'Deployment', namespace: 'shop', name: 'carts', identity: { name: 'orders' } },
        { bypass: 'hostNetwork' },
        {},
      ],
      lost: [
        { name: 'agent', bypass: 'hostNetwork' },
        { name: 'helper', bypass: 'exception' },
      ],
      changed: [{ before: { identity: { assignedIn: 'shop' } }, after: { identity: { assignedIn: 'default' } } }],
    });
  });

  test('markdown', async () => {
    const { code, out } = await command(['--diff', shop, after, '--format', 'markdown']);
    expect(code).toBe(2);
    expect(out).toContain('**3 gained, 2 lost, 1 changed**');
    expect(out).toContain(
      `| ➕ gains | \`Deployment shop/carts\` | \`shop/orders\` | \`shop/another\` | \`${CLIENT_ID}\` |`,
    );
    expect(out).toContain(
      '| ➖ loses | `Pod billing/helper` | ⚠️ **any identity on its node (by an exception)** |  |  |',
    );
  });

  test('mermaid', async () => {
    const { code, out } = await command(['--diff', shop, after, '--format', 'mermaid']);
    expect(code).toBe(2);
    expect(out).toContain(' ==>|"gained"| ');
    expect(out).toContain(' -.->|"lost"| ');
  });

  test.each(['table', 'json', 'markdown', 'mermaid'])('the same as %s: exit code 0', async (format) => {
    const moved = folder.write('moved.yaml', yaml(...SHOP.toReversed(), deployment('shop', 'unlabelled', {})));
    expect((await command(['--diff', shop, moved, '--format', format])).code).toBe(0);
    if (format === 'table')
      expect((await command(['--diff', shop, moved])).out).toBe('No workload gains or loses an Azure identity.\n');
  });

  test('other settings, another client id', async () => {
    const managed = folder.write('managed.yaml', yaml(...SHOP, nmi(['--operation-mode=managed', '--forceNamespaced'])));
    const { code, out } = await command(['--diff', shop, managed]);
    expect(code).toBe(2);
    expect(out).toContain('Settings: from standard mode to managed mode, forced namespaced.');
    // Nobody has access, so that the settings are all that differs.
    const install = (name: string, ...args: string[]) =>
      folder.write(name, yaml(nmi(args), mic(args.filter((arg) => arg === '--forceNamespaced'))));
    const plain = install('plain.yaml');
    const forced = install('forced.yaml', '--forceNamespaced');
    const mode = install('mode.yaml', '--forceNamespaced', '--operation-mode=managed');
    expect(await command(['--diff', plain, forced])).toMatchObject({
      code: 2,
      out: 'Settings: from standard mode to standard mode, forced namespaced.\n0 gained, 0 lost\n',
    });
    expect(await command(['--diff', forced, mode])).toMatchObject({
      code: 2,
      out: 'Settings: from standard mode, forced namespaced to managed mode, forced namespaced.\n0 gained, 0 lost\n',
    });
    const input = readFileSync(shop, 'utf8').replace(CLIENT_ID, 'other');
    const swapped = await command(['--diff', shop, '-'], { input });
    expect(swapped).toMatchObject({ code: 2 });
    expect(swapped.out).toMatch(/^1 gained, 1 lost:\n/);
  });

  describe('says why access is lost', () => {
    const orders = [
      identity('shop', 'orders', { clientID: CLIENT_ID }),
      binding('shop', 'orders-binding', 'orders', 'orders'),
    ];
    const audit = [
      identity('shop', 'audit', { clientID: 'audit' }),
      binding('shop', 'audit-binding', 'audit', 'orders'),
    ];
    const pods = (label?: string) => deployment('shop', 'orders', label === undefined ? {} : labelled(label));
    const old = folder.write('why-old.yaml', yaml(...orders, pods('orders')));
    const both = folder.write('why-both.yaml', yaml(...orders, ...audit, pods('orders')));
    const access = `- Deployment shop/orders  shop/orders, binding shop/orders-binding, client id ${CLIENT_ID}\n`;
    const indent = ' '.repeat('- Deployment shop/orders  '.length);
    const lossOf = async (before: string, ...objects: object[]) =>
      (await command(['--diff', before, folder.write('why-new.yaml', yaml(...objects))])).out.replace(/^.*:\n/, '');

    test.each<[string, string, object[], string]>([
      [
        'another label',
        old,
        [...orders, pods('order')],
        'label "orders" → "order"; no binding has the selector "order"; binding shop/orders-binding has "orders"',
      ],
      ['no label', old, [...orders, pods()], 'label "orders" → none'],
      ['no workload', old, orders, 'the workload is not in NEW'],
      [
        'no binding',
        old,
        [orders[0] as object, pods('orders')],
        'no binding has the selector "orders"; binding shop/orders-binding is not in NEW',
      ],
      [
        'another selector',
        old,
        [orders[0] as object, binding('shop', 'orders-binding', 'orders', 'carts'), pods('orders')],
        'no binding has the selector "orders"; binding shop/orders-binding has "carts", and MIC compares selectors, not names',
      ],
      [
        'no identity',
        old,
        [orders[1] as object, pods('orders')],
        'binding shop/orders-binding: AzureIdentity shop/orders does not exist',
      ],
      [
        'no binding, beside another identity',
        both,
        [orders[0] as object, ...audit, pods('orders')],
        'binding shop/orders-binding is not in NEW',
      ],
      [
        'another selector, beside another identity',
        both,
        [orders[0] as object, binding('shop', 'orders-binding', 'orders', 'carts'), ...audit, pods('orders')],
        'binding shop/orders-binding has the selector "carts"',
      ],
      [
        'no identity, beside another identity',
        both,
        [orders[1] as object, ...audit, pods('orders')],
        'binding shop/orders-binding: AzureIdentity shop/orders does not exist',
      ],
    ])('%s', async (_, before, objects, why) => {
      expect(await lossOf(before, ...objects)).toBe(`${access}${indent}${why}\n`);
    });

    test('another client id', async () => {
      const swapped = [identity('shop', 'orders', { clientID: 'other' }), orders[1] as object, pods('orders')];
      expect(await lossOf(old, ...swapped)).toBe(
        `+ Deployment shop/orders  shop/orders, binding shop/orders-binding, client id other\n${access}${indent}AzureIdentity shop/orders has the client id "other"\n`,
      );
    });

    test('another AzureIdentity', async () => {
      const swapped = [
        orders[0] as object,
        identity('shop', 'other', { clientID: 'other' }),
        binding('shop', 'orders-binding', 'other', 'orders'),
        pods('orders'),
      ];
      expect(await lossOf(old, ...swapped)).toContain(
        `${access}${indent}binding shop/orders-binding has the azureIdentity "other"\n`,
      );
    });

    test('the label is named where access is gained, too', async () => {
      const typo = folder.write('why-typo.yaml', yaml(...orders, pods('order')));
      expect(await lossOf(typo, ...orders, pods('orders'))).toBe(
        `${access.replace('-', '+')}${indent}label "order" → "orders"\n`,
      );
    });

    test('in Markdown, in a column of its own', async () => {
      const swapped = yaml(identity('shop', 'orders', { clientID: 'o|<b>' }), orders[1] as object, pods('orders'));
      const { out } = await command(['--diff', old, folder.write('why-new.yaml', swapped), '--format', 'markdown']);
      expect(out).toContain(`
| | Workload | Identity | Binding | Client id | Why |
| --- | --- | --- | --- | --- | --- |
| ➕ gains | \`Deployment shop/orders\` | \`shop/orders\` | \`shop/orders-binding\` | \`o\\|<b>\` |  |
| ➖ loses | \`Deployment shop/orders\` | \`shop/orders\` | \`shop/orders-binding\` | \`${CLIENT_ID}\` | AzureIdentity shop/orders has the client id "o\\|\\<b\\>" |
`);
    });

    test('in Markdown, without an empty column', async () => {
      const one = folder.write(
        'why-new.yaml',
        yaml(...orders, pods('orders'), deployment('shop', 'carts', labelled('orders'))),
      );
      const { out } = await command(['--diff', old, one, '--format', 'markdown']);
      expect(out).toContain('| | Workload | Identity | Binding | Client id |\n');
    });
  });

  test('problems of both are reported at once', async () => {
    writeFileSync(path('broken.yaml'), 'a: [');
    const { code, out, error } = await command(['--diff', path('broken.yaml'), path('none')]);
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(/^broken\.yaml:1:5: .*\nnone: no such file or folder\n$/);
  });
});
