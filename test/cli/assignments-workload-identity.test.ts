import { afterAll, describe, expect, test } from '@jest/globals';
import { run } from '../../lib/cli/program';
import type { Terminal } from '../../lib/cli/terminal';
import { binding, exception, identity, labelled, NAMESPACED, yaml } from '../support/cluster';
import { account, client, ISSUER, listed, resourceId, USE, withClientId, workload } from '../support/federation';
import { Folder } from '../support/folder';
import { RESOURCE_ID } from '../support/ids';

const folder = new Folder();
afterAll(() => folder.remove());

async function command(...args: string[]) {
  let [out, error] = ['', ''];
  const io: Terminal = {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    input: () => Buffer.from(''),
    colours: false,
  };
  const code = await run(args, io);
  return { code, out, error: error.replaceAll(`${folder.path}/`, '') };
}

const [ONE, TWO, THREE] = [client(1), client(2), client(3)];
const LABEL = labelled('orders');
const PROXY = { 'azure.workload.identity/inject-proxy-sidecar': 'true' };
const BOUND = [
  identity('shop', 'orders', { clientID: ONE }, NAMESPACED),
  binding('shop', 'orders-binding', 'orders', 'orders'),
];
const ACCOUNT = withClientId('shop', 'orders', ONE);
const IDENTITIES = 'aad-pod-identity.federation/identities';
const ALL = account('shop', 'all', { [IDENTITIES]: `${TWO}=${resourceId('storage')},${THREE}=` });

const write = (file: string, ...objects: object[]) => folder.write(file, yaml(...objects));
const all = write(
  'all.yaml',
  ...BOUND,
  ACCOUNT,
  ALL,
  workload('shop', 'dual', { labels: { ...USE, ...LABEL }, account: 'orders' }),
  workload('shop', 'proxy', { labels: { ...USE, ...LABEL }, annotations: PROXY, account: 'orders' }),
  workload('shop', 'last', { labels: USE, account: 'all' }),
  workload('shop', 'refused', { labels: { ...USE, ...LABEL }, account: 'none' }),
  workload('shop', 'unknown', { labels: USE }),
  workload('shop', 'web'),
  workload('shop', 'detect', {
    labels: LABEL,
    account: 'orders',
    spec: {
      initContainers: [{ name: 'azwi-proxy-init', image: 'x' }],
      containers: [{ name: 'azwi-proxy', image: 'x' }],
    },
  }),
  exception('shop', 'helpers', { app: 'helper' }),
  workload('shop', 'helper', { labels: { app: 'helper', ...USE, ...LABEL }, account: 'orders' }),
);
const credentials = folder.write(
  'credentials.json',
  JSON.stringify([listed('system:serviceaccount:shop:orders', RESOURCE_ID)]),
);

const TABLE = `\
Standard mode, not forced namespaced.

shop
  WORKLOAD            LABEL   ACCOUNT  IDENTITY                              VIA                               BINDING              CLIENT ID
  Deployment dual     orders  orders   shop/orders                           pod-identity                      shop/orders-binding  ${ONE}
                                       shop/orders                           workload-identity                 shop/orders-binding  ${ONE}
  Deployment proxy    orders  orders   shop/orders                           proxy                             shop/orders-binding  ${ONE}
  Deployment last     -       all      storage                               workload-identity, no credential  -                    ${TWO}
                                       ${THREE}  workload-identity                 -                    ${THREE}
  Deployment refused  orders  none     nothing: the webhook refuses its pods: there is no ServiceAccount shop/none
  Deployment unknown  -       default  nothing: ServiceAccount shop/default has no client id, and no container has a literal AZURE_CLIENT_ID
  Deployment detect   orders  orders   nothing: its proxy has no token: the pods lack the label azure.workload.identity/use: "true"
  Deployment helper   orders  orders   any identity on its node: by exception helpers, label app
                                       assigned anyway: shop/orders, binding shop/orders-binding
                                       shop/orders                           workload-identity                 shop/orders-binding  ${ONE}
  1 workload without an identity: Deployment web
`;

describe('assignments with Workload Identity', () => {
  const known = ['--issuer', ISSUER, '--federated', credentials];

  test('table', async () => {
    expect(await command('assignments', all, ...known)).toEqual({ code: 0, out: TABLE, error: '' });
  });

  test('Markdown', async () => {
    const { out } = await command('assignments', all, '--format', 'markdown', ...known);
    const code = (text: string) => `\`${text}\``;
    expect(out.split('\n').slice(4, 12)).toEqual([
      '| Workload | Label | Account | Identity | Via | Binding | Client id |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      `| Deployment dual | \`orders\` | \`orders\` | \`shop/orders\` | pod-identity | \`shop/orders-binding\` | ${code(ONE)} |`,
      `|  |  |  | \`shop/orders\` | workload-identity | \`shop/orders-binding\` | ${code(ONE)} |`,
      `| Deployment proxy | \`orders\` | \`orders\` | \`shop/orders\` | proxy | \`shop/orders-binding\` | ${code(ONE)} |`,
      `| Deployment last |  | \`all\` | \`storage\` | workload-identity, no credential |  | ${code(TWO)} |`,
      `|  |  |  | ${code(THREE)} | workload-identity |  | ${code(THREE)} |`,
      '| Deployment refused | `orders` | `none` | nothing: the webhook refuses its pods: there is no ServiceAccount shop/none |  |  |  |',
    ]);
  });

  test('Mermaid', async () => {
    const { out } = await command('assignments', all, '--format', 'mermaid', ...known);
    expect(out).toContain('|"shop/orders-binding"|');
    expect(out).toContain('|"workload-identity, no credential"|');
    expect(out).toContain('(["storage"])');
    expect(out).toContain('|"proxy"|');
    expect(out).toMatch(/n\d+\["Deployment<br\/>refused<br\/>gets nothing"\]/);
  });

  test('JSON, and files that are wrong', async () => {
    const { out } = await command('assignments', all, '--format', 'json', ...known);
    const { workloads } = JSON.parse(out);
    expect(workloads.find(({ name }: { name: string }) => name === 'last').identities).toEqual([
      {
        clientID: TWO,
        via: 'workload-identity',
        subject: 'system:serviceaccount:shop:all',
        resourceID: resourceId('storage'),
        federated: false,
      },
      { clientID: THREE, via: 'workload-identity', subject: 'system:serviceaccount:shop:all' },
    ]);
    const bad = await command(
      'assignments',
      all,
      '--issuer',
      ISSUER.slice(0, -1),
      '--federated',
      `${folder.path}/none`,
    );
    expect(bad).toEqual({
      code: 1,
      out: '',
      error:
        `--issuer: got "${ISSUER.slice(0, -1)}"; allowed: the issuer of the cluster: an https URL, which ends with "/" for AKS. ` +
        'Write the URL with its final slash, as AKS prints it\nnone: no such file or folder\n',
    });
  });

  test('check takes the same options', async () => {
    expect(await command('check', all, '--issuer', 'http://x')).toMatchObject({
      code: 1,
      out: '',
      error: expect.stringContaining('--issuer: got "http://x"'),
    });
    expect(await command('check', all, '--federated', `${folder.path}/none`)).toMatchObject({
      code: 1,
      error: 'none: no such file or folder\n',
    });
    const right = write(
      'right.yaml',
      ...BOUND,
      ACCOUNT,
      workload('shop', 'w', { labels: { ...USE, ...LABEL }, account: 'orders' }),
    );
    expect(await command('check', right, ...known)).toEqual({ code: 0, out: '', error: '' });
  });
});

describe('assignments --diff with Workload Identity', () => {
  const stage = (name: string, ...objects: object[]) => write(`${name}.yaml`, ...objects);
  const pods = (labels: object, rest: object = {}) => [
    workload('shop', 'web', { labels, ...rest }),
    workload('shop', 'worker', { labels, ...rest }),
  ];
  const none = stage('none', ...BOUND, ...pods(LABEL));
  const dual = stage('dual', ...BOUND, ACCOUNT, ...pods({ ...USE, ...LABEL }, { account: 'orders' }));
  const proxy = stage(
    'proxy',
    ...BOUND,
    ACCOUNT,
    ...pods({ ...USE, ...LABEL }, { account: 'orders', annotations: PROXY }),
  );
  const upper = withClientId('shop', 'orders', ONE.toUpperCase());
  const last = stage('last', upper, ...pods(USE, { account: 'orders' }));
  const diff = (before: string, after: string, ...rest: string[]) =>
    command('assignments', '--diff', before, after, ...rest);

  test.each([
    [none, dual, 'from pod identity to Workload Identity (stage dual)', 'shop/orders'],
    [none, proxy, 'from pod identity to Workload Identity (stage proxy)', 'shop/orders'],
    [dual, proxy, 'from Workload Identity (stage dual) to Workload Identity (stage proxy)', 'shop/orders'],
    // The AzureIdentity, which only one side has, tells the name.
    [dual, last, 'from Workload Identity (stage dual) to Workload Identity', 'orders'],
    [last, none, 'from Workload Identity to pod identity', 'shop/orders'],
  ])('a change of way alone is reported, and is no difference: %#', async (before, after, change, name) => {
    expect(await diff(before, after)).toEqual({
      code: 0,
      out:
        `no access gained or lost; 2 workloads changed ${change}:\n` +
        `~ Deployment shop/web     ${name}: ${change}\n~ Deployment shop/worker  ${name}: ${change}\n`,
      error: '',
    });
  });

  test('nothing is reported when nothing changes', async () => {
    expect(await diff(dual, dual)).toMatchObject({ code: 0, out: 'No workload gains or loses an Azure identity.\n' });
  });

  test('from pod identity to the last stage in one step is a difference', async () => {
    const { code, out } = await diff(none, last);
    expect(code).toBe(2);
    expect(out.split('\n')).toEqual([
      'no access gained or lost; 2 workloads changed from pod identity to Workload Identity in one step:',
      `~ Deployment shop/web     orders: from pod identity to Workload Identity in one step`,
      `~ Deployment shop/worker  orders: from pod identity to Workload Identity in one step`,
      'In one step from pod identity to Workload Identity: if a token exchange fails, no pod can fall back. Go through stage dual or proxy.',
      '',
    ]);
    const json = JSON.parse((await diff(none, last, '--format', 'json')).out);
    expect(json.ways[0]).toEqual({
      kind: 'Deployment',
      namespace: 'shop',
      name: 'web',
      identity: {
        clientID: ONE,
        via: 'workload-identity',
        subject: 'system:serviceaccount:shop:orders',
        resourceID: RESOURCE_ID,
      },
      from: ['pod-identity'],
      to: ['workload-identity'],
      inOneStep: true,
    });
  });

  test('Markdown and Mermaid', async () => {
    const markdown = await diff(none, last, '--format', 'markdown');
    expect(markdown.out).toContain('**no access gained or lost; 2 workloads changed from pod identity to');
    expect(markdown.out).toContain(
      `| ⚠️ | \`Deployment shop/web\` | orders: from pod identity to Workload Identity in one step | | |`,
    );
    const mermaid = await diff(none, dual, '--format', 'mermaid');
    expect(mermaid.out).toContain('|"from pod identity to Workload Identity (stage dual)"|');
    expect(mermaid.out).not.toContain('No workload gains');
  });

  test.each([
    ['by another ServiceAccount', [upper, ALL, ...pods(USE, { account: 'all' })], 'ServiceAccount "orders" → "all"'],
    [
      'refused',
      pods(USE, { account: 'orders' }),
      'the webhook refuses its pods: there is no ServiceAccount shop/orders',
    ],
    [
      'without a client id',
      [account('shop', 'orders'), ...pods(USE, { account: 'orders' })],
      'ServiceAccount shop/orders has no client id, and no container has a literal AZURE_CLIENT_ID',
    ],
  ])('says why a ServiceAccount no longer gives access: %s', async (_, objects, why) => {
    const { out, error } = await diff(last, stage('changed', ...objects));
    expect(error).toBe('');
    const lost = out.split('\n').filter((line) => line.startsWith('-') || line.startsWith(' '));
    expect(lost.map((line) => line.trim())).toEqual([
      expect.stringMatching(/^- Deployment shop\/web /),
      why,
      expect.stringMatching(/^- Deployment shop\/worker /),
      why,
    ]);
  });

  test('another client id is gained and lost, and other workloads on the account gain', async () => {
    const other = stage('other', withClientId('shop', 'orders', TWO), ...pods(USE, { account: 'orders' }));
    const { code, out } = await diff(dual, other);
    expect(code).toBe(2);
    expect(out.split('\n').slice(0, 3)).toEqual([
      '2 gained, 2 lost:',
      `+ Deployment shop/web     ${TWO}, via workload-identity as system:serviceaccount:shop:orders, client id ${TWO}`,
      `+ Deployment shop/worker  ${TWO}, via workload-identity as system:serviceaccount:shop:orders, client id ${TWO}`,
    ]);
    const third = workload('shop', 'third', { account: 'orders' });
    const [before, after] = [
      stage('before', ...BOUND, account('shop', 'orders'), ...pods(LABEL), third),
      stage('after', ...BOUND, ACCOUNT, ...pods({ ...USE, ...LABEL }, { account: 'orders' }), third),
    ];
    expect(await diff(before, after)).toMatchObject({
      code: 2,
      out: expect.stringMatching(
        /^1 gained, 0 lost; 2 workloads changed from pod identity to Workload Identity \(stage dual\):\n\+ Deployment shop\/third +shop\/orders, via workload-identity/,
      ),
    });
  });

  test('pods that the webhook refuses lose what they had', async () => {
    const refused = stage('refused', ...BOUND, ...pods({ ...USE, ...LABEL }, { account: 'orders' }));
    const { code, out } = await diff(none, refused);
    expect([code, out.split('\n')[0]]).toEqual([2, '0 gained, 2 lost:']);
  });

  test('what one side knows about an identity counts for both', async () => {
    const file = folder.write(
      'two.json',
      JSON.stringify([
        listed('system:serviceaccount:shop:orders', RESOURCE_ID),
        listed('system:serviceaccount:shop:orders', resourceId('storage')),
      ]),
    );
    const second = [
      identity('shop', 'storage', { clientID: TWO, resourceID: resourceId('storage') }, NAMESPACED),
      binding('shop', 's', 'storage', 'orders'),
    ];
    const two = stage('two', ...BOUND, ...second, ACCOUNT, ...pods({ ...USE, ...LABEL }, { account: 'orders' }));
    // Only the AzureIdentities tell which client id the second credential is for.
    expect(await diff(two, last, '--federated', file)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^no access gained or lost; 2 workloads changed/),
    });
  });
});
