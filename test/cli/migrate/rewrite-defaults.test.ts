import { afterEach, describe, expect, test } from '@jest/globals';
import { CLIENT_ID } from '../../support/ids';
import { filesOf, folderWith, read, removeFolders, rewrite } from '../../support/rewritten-folder';
import { deploymentOf, IDENTITY } from '../../support/way-out';

const OTHER_ID = CLIENT_ID.replace(/^./, (digit) => (digit === '1' ? '2' : '1'));
const ACCOUNT = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n  namespace: shop\n';
/** A second identity for the same workloads. */
const FILES = IDENTITY.replace(CLIENT_ID, OTHER_ID)
  .replaceAll('name: orders', 'name: files')
  .replace('azureIdentity: orders', 'azureIdentity: files')
  .replace('userAssignedIdentities/orders', 'userAssignedIdentities/files');
const OWN = deploymentOf('web', '      serviceAccountName: web\n');
const app = (account: string, workload: string) => [account, IDENTITY, FILES, workload].filter(Boolean).join('---\n');
const inOverlay = (text: string) => ({
  'base/kustomization.yaml': 'resources: [app.yaml]\n',
  'base/app.yaml': text,
  'prod/kustomization.yaml': 'resources: [../base]\n',
});
const COMPONENT = 'prod/workload-identity';

const choice = (name: string) => ['--default-identity', `Deployment/shop/web=shop/${name}`];
const idIn = (text: string) => /client-id: "?([^"\n]+)/.exec(text)?.[1];

afterEach(removeFolders);

describe('a default identity that was chosen', () => {
  test.each<[string, { [file: string]: string }, string]>([
    ['an account in the base', inOverlay(app(ACCOUNT, OWN)), `${COMPONENT}/kustomization.yaml`],
    [
      'an account in the base without a namespace',
      {
        ...inOverlay(app(ACCOUNT, OWN).replaceAll('  namespace: shop\n', '')),
        'prod/kustomization.yaml': 'namespace: shop\nresources: [../base]\n',
      },
      `${COMPONENT}/kustomization.yaml`,
    ],
    ['a new account', inOverlay(app('', deploymentOf('web'))), `${COMPONENT}/serviceaccounts.yaml`],
    ['a plain file', { 'app.yaml': app('', deploymentOf('web')) }, 'app.yaml'],
  ])('stays for all stages: %s', async (_where, files, file) => {
    const folder = folderWith(files);
    expect((await rewrite(folder, 'dual')).error).toContain('It has several identities');
    expect((await rewrite(folder, 'dual', ...choice('files'))).code).toBe(0);
    expect(idIn(read(folder, file))).toBe(OTHER_ID);
    expect((await rewrite(folder, 'dual')).out).toBe('Nothing to change.\n');
    expect((await rewrite(folder, 'proxy')).code).toBe(0);
    expect(idIn(read(folder, file))).toBe(OTHER_ID);
    expect((await rewrite(folder, 'workload-identity')).code).toBe(0);
    expect(idIn(read(folder, file))).toBe(OTHER_ID);
  });

  test('is not changed by another choice, but on the way back', async () => {
    const folder = folderWith(inOverlay(app(ACCOUNT, OWN)));
    await rewrite(folder, 'dual', ...choice('files'));
    const dual = filesOf(folder);
    const { code, error } = await rewrite(folder, 'dual', ...choice('orders'));
    expect(error).toContain(
      'Its ServiceAccount has been written with another default identity, AzureIdentity shop/files, and --default-identity names shop/orders. Leave the option out; to change it, go back with --to pod-identity first.',
    );
    expect(code).toBe(2);
    expect(filesOf(folder)).toEqual(dual);
    expect((await rewrite(folder, 'dual', ...choice('files'))).out).toBe('Nothing to change.\n');
    await rewrite(folder, 'pod-identity', '--final');
    expect((await rewrite(folder, 'dual', ...choice('orders'))).code).toBe(0);
    expect(idIn(read(folder, `${COMPONENT}/kustomization.yaml`))).toBe(CLIENT_ID);
  });
});
