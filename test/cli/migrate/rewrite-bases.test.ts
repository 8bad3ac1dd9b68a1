import { afterEach, describe, expect, test } from '@jest/globals';
import { CLIENT_ID } from '../../support/ids';
import {
  build,
  filesOf,
  folderWith,
  isKustomizeInstalled,
  read,
  removeFolders,
  rewrite,
  rewritePaths,
  without,
} from '../../support/rewritten-folder';
import { deploymentOf, IDENTITY } from '../../support/way-out';

const OTHER_ID = CLIENT_ID.replace(/^./, (digit) => (digit === '1' ? '2' : '1'));
const own = (text: string) => text.replaceAll('  namespace: shop\n', '');
const patchOfIdentity = (id: string, namespace = '') =>
  `patches:\n- patch: |-\n    apiVersion: aadpodidentity.k8s.io/v1\n    kind: AzureIdentity\n    metadata: {name: orders${namespace}}\n    spec: {clientID: ${id}}\n`;
const ACCOUNT = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: crawler\n  namespace: shop\n';
const CRAWLER = deploymentOf('web', '      serviceAccountName: crawler\n');
const ONE_FILE = 'resources: [app.yaml]\n';
const OVERLAY = 'resources: [../base]\n';

const kustomizeTest = isKustomizeInstalled ? test : test.skip;

afterEach(removeFolders);

/** Repositories with a base that dev uses, too, and the client id of prod. */
const SHARED: { readonly [what: string]: readonly [{ readonly [file: string]: string }, string] } = {
  'only dev patches the identity': [
    {
      'base/kustomization.yaml': ONE_FILE,
      'base/app.yaml': `${IDENTITY}---\n${deploymentOf('web')}`,
      'prod/kustomization.yaml': OVERLAY,
      'dev/kustomization.yaml': OVERLAY + patchOfIdentity(OTHER_ID, ', namespace: shop'),
    },
    CLIENT_ID,
  ],
  'an account in the base, and each overlay patches the identity': [
    {
      'base/kustomization.yaml': ONE_FILE,
      'base/app.yaml': `${ACCOUNT}---\n${IDENTITY}---\n${CRAWLER}`,
      'prod/kustomization.yaml': OVERLAY + patchOfIdentity(OTHER_ID, ', namespace: shop'),
      'dev/kustomization.yaml': OVERLAY + patchOfIdentity(CLIENT_ID, ', namespace: shop'),
    },
    OTHER_ID,
  ],
  'an account in the base, and each overlay has the identity': [
    {
      'base/kustomization.yaml': ONE_FILE,
      'base/app.yaml': `${own(ACCOUNT)}---\n${own(CRAWLER)}`,
      'prod/kustomization.yaml': 'namespace: shop\nresources: [../base, id.yaml]\n',
      'prod/id.yaml': own(IDENTITY).replace(CLIENT_ID, OTHER_ID),
      'dev/kustomization.yaml': 'namespace: shop\nresources: [../base, id.yaml]\n',
      'dev/id.yaml': own(IDENTITY),
    },
    OTHER_ID,
  ],
  'the overlays set only the namespace': [
    {
      'base/kustomization.yaml': ONE_FILE,
      'base/app.yaml': own(`${IDENTITY}---\n${deploymentOf('web')}`),
      'prod/kustomization.yaml': `namespace: shop\n${OVERLAY}`,
      'dev/kustomization.yaml': `namespace: shop-dev\n${OVERLAY}`,
    },
    CLIENT_ID,
  ],
  'a workload of the overlay with an account of the base': [
    {
      'base/kustomization.yaml': ONE_FILE,
      'base/app.yaml': `${ACCOUNT}---\n${IDENTITY}`,
      'prod/kustomization.yaml': 'resources:\n- ../base\n- web.yaml\n',
      'prod/web.yaml': CRAWLER,
      'dev/kustomization.yaml': OVERLAY,
    },
    CLIENT_ID,
  ],
  'an overlay between them sets the namespace': [
    {
      'base/kustomization.yaml': ONE_FILE,
      'base/app.yaml': own(`${IDENTITY}---\n${deploymentOf('web')}`),
      'all/kustomization.yaml': `namespace: shop\n${OVERLAY}`,
      'prod/kustomization.yaml': 'resources: [../all]\n',
      'dev/kustomization.yaml': `resources: [../all]\n${patchOfIdentity(OTHER_ID)}`,
    },
    CLIENT_ID,
  ],
};

const PATHS = ['base', 'all', 'prod'];
const pathsOf = (files: object) => PATHS.filter((path) => Object.keys(files).some((one) => one.startsWith(`${path}/`)));

/** Files of others than prod. */
const others = (files: { readonly [file: string]: string }) =>
  Object.fromEntries(Object.entries(files).filter(([file]) => !file.startsWith('prod/')));

describe('a base that another overlay uses', () => {
  test.each(Object.entries(SHARED))('%s: only prod changes, there and back', async (_what, [files, id]) => {
    const folder = folderWith(files);
    const paths = pathsOf(files);
    const { code, error } = await rewritePaths(folder, paths, 'dual');
    expect(error).not.toContain('warning');
    expect(code).toBe(0);
    const dual = filesOf(folder);
    expect(others(dual)).toEqual(others(files));
    const component = `${dual['prod/workload-identity/kustomization.yaml']}${dual['prod/workload-identity/serviceaccounts.yaml']}`;
    expect(component).toContain(`azure.workload.identity/client-id: "${id}"`);
    expect((await rewritePaths(folder, paths, 'dual')).out).toBe('Nothing to change.\n');
    expect((await rewrite(folder, 'dual', '--exclude', 'dev')).out).toBe('Nothing to change.\n');
    expect(filesOf(folder)).toEqual(dual);
    expect((await rewritePaths(folder, paths, 'pod-identity')).out).toMatch(/^\d files? changed, 1 workload:\n/);
    await rewritePaths(folder, paths, 'pod-identity', '--final');
    expect(filesOf(folder)).toEqual(files);
  });

  test.each(Object.entries(SHARED))('%s: --final removes nothing from it', async (_what, [files]) => {
    const folder = folderWith(files);
    const paths = pathsOf(files);
    expect((await rewritePaths(folder, paths, 'workload-identity')).code).toBe(0);
    const { code, error } = await rewritePaths(folder, paths, 'workload-identity', '--final');
    expect(others(filesOf(folder))).toEqual(others(files));
    if (files['prod/id.yaml'] !== undefined) return;
    expect(error).toContain(
      'are left as they are. ' +
        `${folder.path}/base/kustomization.yaml may be the base of other overlays. Delete it there when no overlay needs it.`,
    );
    expect(code).toBe(2);
  });

  kustomizeTest.each(Object.entries(SHARED))(`%s: what kustomize renders${without}`, async (_what, [files, id]) => {
    const folder = folderWith(files);
    const dev = build(folder, 'dev');
    await rewritePaths(folder, pathsOf(files), 'dual');
    expect(build(folder, 'dev')).toEqual(dev);
    const prod = build(folder, 'prod');
    const [account, ...more] = prod.filter(({ kind }) => kind === 'ServiceAccount');
    expect(more).toEqual([]);
    expect(account?.metadata.namespace).toBe('shop');
    expect(account?.metadata.annotations['azure.workload.identity/client-id']).toBe(id);
    const { template } = prod.find(({ kind }) => kind === 'Deployment')?.spec ?? {};
    expect(template.metadata.labels['azure.workload.identity/use']).toBe('true');
    expect(template.spec.serviceAccountName).toBe(account?.metadata.name);
  });

  test('with names that change, it is left', async () => {
    const files = { ...SHARED['an account in the base, and each overlay patches the identity']?.[0] };
    files['prod/kustomization.yaml'] += 'namePrefix: x-\n';
    const folder = folderWith(files);
    const { code, error } = await rewritePaths(folder, ['base', 'prod'], 'dual');
    expect(error).toContain('kustomize changes names');
    expect(code).toBe(2);
    expect(filesOf(folder)).toEqual(files);
  });

  test('a file or component outside of the folder of the overlay is one, too', async () => {
    const files = {
      'shared/web.yaml': deploymentOf('web'),
      'ids/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [identity.yaml, job.yaml]\n',
      'ids/identity.yaml': IDENTITY,
      'ids/job.yaml': deploymentOf('other'),
      'prod/kustomization.yaml': 'resources: [../shared/web.yaml]\ncomponents: [../ids]\n',
    };
    const folder = folderWith(files);
    expect((await rewrite(folder, 'dual')).code).toBe(0);
    const dual = filesOf(folder);
    expect(others(dual)).toEqual(others(files));
    const component = dual['prod/workload-identity/kustomization.yaml'] ?? '';
    expect(component.match(/^ {6}name: \w+/gm)).toEqual(['      name: other', '      name: web']);
    const alone = await rewritePaths(folder, ['ids'], 'dual', '--check');
    expect(alone.error).toContain('ids/kustomization.yaml is a component. Give the paths of the kustomizations');
    expect(alone.code).toBe(2);
  });

  test('two workloads of one name, each in the namespace of its folder', async () => {
    const inFolder = (name: string, id: string) => ({
      [`${name}/kustomization.yaml`]: `namespace: ${name}\nresources: [app.yaml]\n`,
      [`${name}/app.yaml`]: own(`${IDENTITY.replace(CLIENT_ID, id)}---\n${deploymentOf('web')}`),
    });
    const files = {
      'kustomization.yaml': 'resources:\n- a\n- b\n',
      ...inFolder('a', CLIENT_ID),
      ...inFolder('b', OTHER_ID),
    };
    const folder = folderWith(files);
    expect((await rewrite(folder, 'dual')).code).toBe(0);
    const accounts = read(folder, 'workload-identity/serviceaccounts.yaml');
    expect(accounts.match(/client-id: \S+|namespace: \S+/g)).toEqual([
      ...['namespace: a', `client-id: "${CLIENT_ID}"`],
      ...['namespace: b', `client-id: "${OTHER_ID}"`],
    ]);
    expect(read(folder, 'workload-identity/kustomization.yaml').match(/^ {6}namespace: \w/gm)).toHaveLength(2);
    await rewrite(folder, 'pod-identity', '--final');
    expect(filesOf(folder)).toEqual(files);
  });

  test('near: the resources of a kustomization in its own folder are edited', async () => {
    const folder = folderWith({
      'kustomization.yaml': 'namespace: shop\nresources: [web.yaml, more/identity.yaml, account.yaml]\n',
      'web.yaml': own(CRAWLER),
      'account.yaml': own(ACCOUNT),
      'more/identity.yaml': own(IDENTITY),
    });
    expect((await rewrite(folder, 'dual')).out).toBe(
      `2 files changed, 1 workload:\n${folder.path}/account.yaml\n${folder.path}/web.yaml\n`,
    );
    await rewrite(folder, 'workload-identity');
    expect((await rewrite(folder, 'workload-identity', '--final')).code).toBe(0);
    expect(read(folder, 'more/identity.yaml')).not.toContain('AzureIdentity');
  });

  test('near: the base alone is edited, and then the overlay does not undo it', async () => {
    const [files = {}] = SHARED['only dev patches the identity'] ?? [];
    const folder = folderWith(files);
    expect((await rewritePaths(folder, ['base'], 'dual')).code).toBe(0);
    const dual = filesOf(folder);
    expect(dual['base/app.yaml']).toContain('azure.workload.identity/use: "true"');
    expect((await rewritePaths(folder, ['base', 'prod'], 'dual')).out).toBe('Nothing to change.\n');
    const { code, error } = await rewritePaths(folder, ['base', 'prod'], 'pod-identity', '--final');
    expect(error).toContain(
      'base/kustomization.yaml may be the base of other overlays, and was rewritten there. To change all of them, give the base as the only path.',
    );
    expect(code).toBe(2);
    expect(filesOf(folder)).toEqual(dual);
    await rewritePaths(folder, ['base'], 'pod-identity', '--final');
    expect(filesOf(folder)).toEqual(files);
  });

  test('a component of a base is not taken away for one overlay', async () => {
    const [files = {}] = SHARED['an overlay between them sets the namespace'] ?? [];
    const folder = folderWith(files);
    await rewritePaths(folder, ['base', 'all'], 'dual');
    const dual = filesOf(folder);
    expect(dual['all/workload-identity/kustomization.yaml']).toBeDefined();
    const { code, error } = await rewritePaths(folder, ['base', 'all', 'prod'], 'pod-identity', '--final');
    expect(error).toContain(
      `The component ${folder.path}/all/workload-identity may be for other overlays, too. Give ${folder.path}/all and its bases only.`,
    );
    expect(code).toBe(2);
    expect(filesOf(folder)).toEqual(dual);
  });

  test('an identity that the overlay patches is deleted by hand, and so is the patch', async () => {
    const files = {
      'kustomization.yaml': `namespace: shop\nresources: [app.yaml]\n${patchOfIdentity(OTHER_ID)}`,
      'app.yaml': own(`${IDENTITY}---\n${deploymentOf('web')}`),
    };
    const folder = folderWith(files);
    await rewrite(folder, 'workload-identity');
    const { code, error } = await rewrite(folder, 'workload-identity', '--final');
    expect(error).toContain('A patch of kustomize changes it. Delete it with the patch when no overlay needs it.');
    expect(code).toBe(2);
  });
});

describe('resources that are not among the paths', () => {
  test.each([
    ['the folder of the base', ['prod'], 'base', []],
    ['a file', ['base', 'prod'], 'prod/extra.yaml', ['--exclude', 'extra.yaml']],
  ])('%s', async (_what, paths, missing, options) => {
    const folder = folderWith({
      'base/kustomization.yaml': ONE_FILE,
      'base/app.yaml': own(`${IDENTITY}---\n${deploymentOf('web')}`),
      'prod/kustomization.yaml': 'namespace: shop\nresources: [../base, extra.yaml, "https://example.com/x?ref=v1"]\n',
      'prod/extra.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n',
    });
    const { code, error, out } = await rewritePaths(folder, paths, 'dual', '--check', ...options);
    expect(error).toContain(
      `warning: ${folder.path}/prod/kustomization.yaml: 1 resource not among the paths: "${folder.path}/${missing}". Give its path, too\n`,
    );
    expect(out).not.toContain('Nothing to change');
    expect(code).toBe(2);
  });

  test('a base whose kustomization is not among them is not edited', async () => {
    const files = {
      'base/kustomization.yaml': ONE_FILE,
      'base/app.yaml': `${IDENTITY}---\n${deploymentOf('web')}`,
      'prod/kustomization.yaml': OVERLAY,
    };
    const folder = folderWith(files);
    const { code, error } = await rewritePaths(folder, ['base/app.yaml', 'prod'], 'dual');
    expect(error).toContain('and its kustomization is not among the paths');
    expect(code).toBe(2);
    expect(filesOf(folder)).toEqual(files);
  });

  test('--final removes nothing when something is missing', async () => {
    const app = { 'app/kustomization.yaml': 'resources: [app.yaml, other.yaml]\n' };
    const folder = folderWith({ ...app, 'app/app.yaml': `${IDENTITY}---\n${deploymentOf('web')}` });
    await rewrite(folder, 'workload-identity');
    const before = filesOf(folder);
    const { code, error } = await rewrite(folder, 'workload-identity', '--final');
    expect(error).toContain('app/other.yaml". Give its path, too\n');
    expect(code).toBe(2);
    expect(filesOf(folder)).toEqual(before);
    folder.write('app/other.yaml', '# nothing\n');
    expect((await rewrite(folder, 'workload-identity', '--final')).code).toBe(0);
  });

  test('a component that may change anything', async () => {
    const files = {
      'app/kustomization.yaml': 'resources: [app.yaml]\ncomponents: [../other]\n',
      'app/app.yaml': `${IDENTITY}---\n${deploymentOf('web')}`,
    };
    const folder = folderWith(files);
    const { code, error } = await rewrite(folder, 'dual');
    expect(error).toContain('1 resource not among the paths: ');
    expect(error).toContain('Deployment shop/web is left as it is. What a patch of kustomize makes of');
    expect(code).toBe(2);
    expect(filesOf(folder)).toEqual(files);
  });
});

describe('several environments', () => {
  test('the first object with its overlays, and what to run, which works', async () => {
    const [files = {}] = SHARED['only dev patches the identity'] ?? [];
    const folder = folderWith(files);
    const { code, error } = await rewrite(folder, 'dual');
    expect(error).toBe(
      'the folders have the same objects for several environments, first AzureIdentity shop/orders: ' +
        `"${folder.path}/dev/kustomization.yaml" and "${folder.path}/prod/kustomization.yaml" render it. ` +
        'Take one environment at a time, and leave out the others with --exclude: --exclude prod for dev, then --exclude dev for prod\n',
    );
    expect(code).toBe(1);
    for (const name of ['prod', 'dev']) expect((await rewrite(folder, 'dual', '--exclude', name)).code).toBe(0);
    expect(read(folder, 'dev/workload-identity/serviceaccounts.yaml')).toContain(OTHER_ID);
    expect(read(folder, 'prod/workload-identity/serviceaccounts.yaml')).toContain(CLIENT_ID);
    expect(others(filesOf(folder))).toMatchObject({ 'base/app.yaml': files['base/app.yaml'] });
  });

  test('folders without kustomize', async () => {
    const app = `${IDENTITY}---\n${deploymentOf('web')}`;
    const folder = folderWith({ 'dev/app.yaml': app, 'prod/app.yaml': app });
    const { error } = await rewrite(folder, 'dual');
    expect(error).toContain(
      `first AzureIdentity shop/orders: it is in "${folder.path}/dev/app.yaml" and "${folder.path}/prod/app.yaml". Take one`,
    );
    expect((await rewrite(folder, 'dual', '--exclude', 'dev')).code).toBe(0);
  });
});

describe('what is printed', () => {
  test('a namespace that the overlay sets is not said to be the default', async () => {
    const folder = folderWith({
      'kustomization.yaml': 'namespace: shop\nresources: [app.yaml]\n',
      'app.yaml': own(`${IDENTITY}---\n${deploymentOf('web')}`),
    });
    expect((await rewrite(folder, 'dual')).error).not.toContain('without a namespace');
    const plain = folderWith({ 'app.yaml': own(`${IDENTITY}---\n${deploymentOf('web')}`) });
    expect((await rewrite(plain, 'dual')).error).toContain('3 objects without a namespace: using default');
  });

  test('files in order, and no count of workloads when only identities go', async () => {
    const folder = folderWith({ 'b.yaml': deploymentOf('web'), 'a.yaml': deploymentOf('other'), 'c.yaml': IDENTITY });
    const { out } = await rewrite(folder, 'workload-identity');
    const name = (file: string) => `${folder.path}/${file}.yaml\n`;
    expect(out).toBe(`2 files changed, 2 workloads:\n${name('a')}${name('b')}`);
    expect((await rewrite(folder, 'workload-identity', '--final')).out).toBe(`1 file changed:\n${name('c')}`);
  });
});
