import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { command } from '../../support/command';
import { CLIENT_ID } from '../../support/ids';
import {
  build,
  filesOf,
  folderWith,
  isKustomizeInstalled,
  read,
  removeFolders,
  rewrite,
  without,
} from '../../support/rewritten-folder';
import { deploymentOf, IDENTITY } from '../../support/way-out';

const OTHER_ID = CLIENT_ID.replace(/^./, (digit) => (digit === '1' ? '2' : '1'));
const own = (text: string) => text.replaceAll('  namespace: shop\n', '');
const WEB = own(deploymentOf('web'));

const kustomizeTest = isKustomizeInstalled ? test : test.skip;

afterEach(removeFolders);

const LABELS = `# prod
namespace: shop
resources:
  - ../base
labels:
  - pairs: {team: a}
    includeTemplates: true
`;

const OTHER_COMPONENT =
  'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec: {replicas: 3}\n';

/** Repositories whose workload is patched, the folder of the overlay, and why. */
const PATCHED: { readonly [what: string]: readonly [{ readonly [file: string]: string }, string] } = {
  'labels of pods': [
    {
      'base/kustomization.yaml': 'resources: [web.yaml, identity.yaml]\n',
      'base/web.yaml': WEB,
      'base/identity.yaml': own(IDENTITY),
      'prod/kustomization.yaml': LABELS,
    },
    'kustomize changes its name, namespace or labels',
  ],
  'a patch of the base that takes the account away': [
    {
      'base/kustomization.yaml':
        'resources: [web.yaml, identity.yaml]\npatches:\n- patch: |-\n    [{"op": "add", "path": "/spec/template/spec/serviceAccountName", "value": "default"}]\n  target: {kind: Deployment}\n',
      'base/web.yaml': WEB,
      'base/identity.yaml': own(IDENTITY),
      'prod/kustomization.yaml': 'namespace: shop\nresources:\n  - ../base',
    },
    'a patch of kustomize sets the same fields',
  ],
  'generated resources': [
    {
      'prod/kustomization.yaml': 'resources: [all.yaml]\ncomponents: [../other]\n',
      'other/kustomization.yaml': OTHER_COMPONENT.replace('web', '.*').replace(
        '- patch',
        '- target: {kind: Deployment}\n  patch',
      ),
      'prod/all.yaml': `# Code generated. DO NOT EDIT.\n${IDENTITY}---\n${deploymentOf('web')}`,
    },
    'this file is generated',
  ],
  'an anchor that two workloads share': [
    {
      'prod/kustomization.yaml': 'resources:\r\n- all.yaml\r\n- identity.yaml\r\n',
      'prod/identity.yaml': IDENTITY,
      'prod/all.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${deploymentOf('web')
        .trimEnd()
        .replace('    spec:\n', '    spec: &pod\n')
        .replaceAll(
          '\n',
          '\n  ',
        )}\n- ${deploymentOf('other').split('    spec:\n')[0]?.trimEnd().replaceAll('\n', '\n  ')}\n      spec: *pod\n`,
    },
    'more than what is wanted would change, as with anchors of YAML that several objects share',
  ],
  'the identity of an overlay': [
    {
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'base/web.yaml': WEB,
      'prod/kustomization.yaml':
        'namespace: shop\nresources: [../base, identity.yaml]\ncomponents:\n# ours\n- other # first\n',
      'prod/other/kustomization.yaml': OTHER_COMPONENT,
      'prod/identity.yaml': own(IDENTITY),
    },
    'may be the base of other overlays',
  ],
  'the identity is patched in an overlay': [
    {
      'base/kustomization.yaml': 'resources: [web.yaml, identity.yaml]\n',
      'base/web.yaml': WEB,
      'base/identity.yaml': own(IDENTITY).replace(CLIENT_ID, OTHER_ID),
      'prod/kustomization.yaml': `namespace: shop\nresources: [../base]\npatches:\n- path: id.yaml\n`,
      'prod/id.yaml': `apiVersion: aadpodidentity.k8s.io/v1\nkind: AzureIdentity\nmetadata: {name: orders}\nspec: {clientID: ${CLIENT_ID}}\n`,
    },
    'may be the base of other overlays',
  ],
};

describe('a component of kustomize', () => {
  test.each(Object.entries(PATCHED))('%s: there and back', async (_what, [files, why]) => {
    const folder = folderWith(files);
    const { code, error } = await rewrite(folder, 'dual');
    expect(error).toContain(`prod/workload-identity, because `);
    expect(error).toContain(`${why}.`);
    expect(code).toBe(0);
    const dual = filesOf(folder);
    for (const [file, text] of Object.entries(files)) {
      if (file !== 'prod/kustomization.yaml') expect([file, dual[file]]).toEqual([file, text]);
    }
    const own = dual['prod/workload-identity/kustomization.yaml'] ?? '';
    expect(own).toContain(
      '              azure.workload.identity/use: "true"\n          spec:\n            serviceAccountName: orders',
    );
    expect(dual['prod/workload-identity/serviceaccounts.yaml']).toContain(
      `azure.workload.identity/client-id: "${CLIENT_ID}"`,
    );
    expect((await rewrite(folder, 'dual')).out).toBe('Nothing to change.\n');
    await rewrite(folder, 'proxy');
    expect(read(folder, 'prod/workload-identity/kustomization.yaml')).toContain('inject-proxy-sidecar: "true"\n');
    await rewrite(folder, 'dual');
    expect(filesOf(folder)).toEqual(dual);
    await rewrite(folder, 'pod-identity');
    const back = read(folder, 'prod/workload-identity/kustomization.yaml');
    expect(back).toContain('            serviceAccountName: default\n');
    expect(back).not.toContain('azure.workload.identity/use');
    expect((await rewrite(folder, 'pod-identity')).out).toBe('Nothing to change.\n');
    await rewrite(folder, 'pod-identity', '--final');
    expect(filesOf(folder)).toEqual(files);
  });

  kustomizeTest.each(Object.entries(PATCHED))(
    `%s: kustomize renders the workload with it${without}`,
    async (_what, [files]) => {
      const folder = folderWith(files);
      const before = build(folder, 'prod');
      await rewrite(folder, 'dual');
      const after = build(folder, 'prod');
      const accounts = after.filter(({ kind }) => kind === 'ServiceAccount');
      expect(accounts).toMatchObject([
        { metadata: { namespace: 'shop', annotations: { 'azure.workload.identity/client-id': CLIENT_ID } } },
      ]);
      const name = accounts[0]?.metadata.name;
      const expected = before.map((object) => {
        if (object.kind !== 'Deployment') return object;
        const { metadata, spec } = object.spec.template;
        const labels = { ...metadata.labels, 'azure.workload.identity/use': 'true' };
        const template = { metadata: { ...metadata, labels }, spec: { ...spec, serviceAccountName: name } };
        return { ...object, spec: { ...object.spec, template } };
      });
      const sorted = (objects: typeof before) =>
        objects.toSorted((a, b) => (`${a.kind}${a.metadata.name}` < `${b.kind}${b.metadata.name}` ? -1 : 1));
      expect(sorted(after.filter(({ kind }) => kind !== 'ServiceAccount'))).toEqual(sorted(expected));
      await rewrite(folder, 'workload-identity');
      const last = build(folder, 'prod');
      expect(JSON.stringify(last.filter(({ kind }) => kind === 'Deployment'))).not.toContain('aadpodidbinding');
      expect(last.filter(({ kind }) => kind.startsWith('Azure'))).toHaveLength(2);
      await rewrite(folder, 'workload-identity', '--final');
      build(folder, 'prod');
    },
  );

  test('two overlays of one base get the client id of each', async () => {
    const overlay = { 'kustomization.yaml': 'namespace: shop\nresources: [../base, identity.yaml]\n' };
    const folder = folderWith({
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'base/web.yaml': WEB,
      'prod/kustomization.yaml': overlay['kustomization.yaml'],
      'prod/identity.yaml': own(IDENTITY),
      'dev/kustomization.yaml': overlay['kustomization.yaml'],
      'dev/identity.yaml': own(IDENTITY).replace(CLIENT_ID, OTHER_ID),
    });
    for (const name of ['prod', 'dev']) {
      const paths = ['base', name].map((path) => join(folder.path, path));
      const { code } = await command(['migrate', 'rewrite', ...paths, '--to', 'dual', '--in-place']);
      expect(code).toBe(0);
    }
    expect(read(folder, 'base/web.yaml')).toBe(WEB);
    expect(read(folder, 'prod/workload-identity/serviceaccounts.yaml')).toContain(`client-id: "${CLIENT_ID}"`);
    expect(read(folder, 'dev/workload-identity/serviceaccounts.yaml')).toContain(`client-id: "${OTHER_ID}"`);
    const both = await rewrite(folder, 'dual');
    expect(both.error).toContain('the same objects for 2 environments. Give the path of one cluster');
  });

  test('an account that a patch of an overlay sets is the one that is annotated', async () => {
    const account = own('apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: own\n');
    const folder = folderWith({
      'base/kustomization.yaml': 'resources: [web.yaml, identity.yaml]\n',
      'base/web.yaml': WEB,
      'base/identity.yaml': own(IDENTITY),
      'prod/kustomization.yaml': 'namespace: shop\nresources: [../base, account.yaml]\npatches:\n- path: web.yaml\n',
      'prod/account.yaml': account,
      'prod/web.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {serviceAccountName: own}}}\n',
    });
    expect((await rewrite(folder, 'dual')).code).toBe(0);
    expect(read(folder, 'prod/account.yaml')).toContain(`azure.workload.identity/client-id: ${CLIENT_ID}\n`);
    expect(read(folder, 'base/web.yaml')).toBe(WEB);
    expect(read(folder, 'prod/workload-identity/kustomization.yaml')).not.toContain('serviceAccountName');
    await rewrite(folder, 'pod-identity', '--final');
    expect([read(folder, 'base/web.yaml'), read(folder, 'prod/account.yaml')]).toEqual([WEB, account]);
  });

  test('an identity of a base stays, because other overlays may need it', async () => {
    const folder = folderWith(PATCHED['labels of pods']?.[0] ?? {});
    await rewrite(folder, 'workload-identity');
    const { code, error } = await rewrite(folder, 'workload-identity', '--final');
    expect(error).toMatch(
      /AzureIdentity shop\/orders and 1 more are left as they are\. \S+base\/kustomization\.yaml may be the base/,
    );
    expect(code).toBe(2);
    expect(read(folder, 'base/identity.yaml')).toBe(own(IDENTITY));
  });
});

describe('no component of kustomize', () => {
  test.each([
    [
      'names that change',
      'namePrefix: x-\n',
      'kustomization.yaml, and that of a new ServiceAccount, too. Patch it in the overlay, as migrate plan says',
    ],
    [
      'a patch behind components',
      'patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec: {template: {spec: {serviceAccountName: default}}}\n',
      'kustomization.yaml sets the same fields, after its components. Change them there, or write there: {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}',
    ],
  ])('%s', async (_what, lines, reason) => {
    const files = {
      'kustomization.yaml': `namespace: shop\nresources: [web.yaml, identity.yaml]\n${lines}`,
      'web.yaml': WEB,
      'identity.yaml': own(IDENTITY),
    };
    const folder = folderWith(files);
    const { code, error } = await rewrite(folder, 'dual');
    expect(error).toContain(reason);
    expect(error).not.toContain('--output DIR');
    expect(code).toBe(2);
    expect(filesOf(folder)).toEqual(files);
  });

  test.each([
    [
      'is there already',
      'workload-identity/kustomization.yaml',
      'kind: Component\n',
      'is there already, and not written by this command',
    ],
  ])('the folder %s', async (_what, file, text, reason) => {
    const files = { ...PATCHED['labels of pods']?.[0], [`prod/${file}`]: text };
    const folder = folderWith(files);
    const { code, error } = await rewrite(folder, 'dual');
    expect(error).toContain(reason);
    expect(code).toBe(2);
    expect(filesOf(folder)).toEqual(files);
  });

  test('one that somebody has changed is not overwritten', async () => {
    const folder = folderWith(PATCHED['labels of pods']?.[0] ?? {});
    await rewrite(folder, 'dual');
    folder.write(
      'prod/workload-identity/kustomization.yaml',
      `${read(folder, 'prod/workload-identity/kustomization.yaml')}# x\n`,
    );
    const before = filesOf(folder);
    for (const stage of ['proxy', 'pod-identity']) {
      const { code, error } = await rewrite(folder, stage);
      expect(error).toContain('workload-identity has been changed by hand. Restore it with git.');
      expect(code).toBe(2);
    }
    expect(filesOf(folder)).toEqual(before);
  });
});
