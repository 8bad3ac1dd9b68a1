import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect } from '@jest/globals';
import { smokeTest } from '../support/browser-test';
import { binding, deployment, identity, NAMESPACED, yaml } from '../support/cluster';
import { ISSUER, listed } from '../support/federation';
import { Pages } from '../support/pages';

const pages = new Pages();
const at = (name: string) => join(pages.folder, name);
const id = (name: string) =>
  `/subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const uses = (name: string) => [
  identity('shop', name, { resourceID: id(name), clientID: `id-${name}` }, NAMESPACED),
  binding('shop', name, name, name),
];
const own = { serviceAccountName: 'front' };
const PLANNED = yaml(
  ...uses('orders'),
  ...uses('basket-of-customers'),
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'front', namespace: 'shop' } },
  deployment('shop', 'web', { aadpodidbinding: 'orders' }, own),
  deployment('shop', 'api', { aadpodidbinding: 'orders' }, own),
  deployment('shop', 'page', {}, own),
  deployment('shop', 'basket', { aadpodidbinding: 'basket-of-customers' }),
);

beforeAll(() => {
  mkdirSync(at('planned'));
  writeFileSync(at('planned/cluster.yaml'), PLANNED);
  writeFileSync(at('planned/old.yaml'), 'not: [closed');
  const credential = listed('system:serviceaccount:shop:basket-of-customers', id('basket-of-customers'), { name: 'b' });
  const other = listed('system:serviceaccount:shop:other', id('orders'), { name: 'o' });
  writeFileSync(at('credentials.txt'), JSON.stringify([credential, other]));
});
afterEach(() => {
  expect(pages.trouble).toEqual([]);
});

const ARGS = ['migrate', 'plan', at('planned'), '--exclude', 'old.yaml'];

describe('a plan as a page', () => {
  smokeTest('has what blocks once, with the workloads', async () => {
    const page = await pages.open(ARGS);
    const cards = page.locator('#what-blocks .card');
    expect(await cards.locator('.blocker').allTextContents()).toEqual([
      'Its ServiceAccount front is also that of Deployment shop/page, which could then obtain AzureIdentity shop/orders. Give it a ServiceAccount of its own.',
    ]);
    expect(await cards.locator('li').allTextContents()).toEqual(['Deployment shop/web', 'Deployment shop/api']);
  });

  smokeTest('says which credentials are missing only where they are known', async () => {
    const tags = async (...more: string[]) =>
      (await pages.open([...ARGS, ...more])).locator('#federated-credentials [data-field=known]').allTextContents();
    expect(await tags()).toEqual(['not known', 'not known']);
    expect(await tags('--federated', at('credentials.txt'), '--issuer', ISSUER)).toEqual(['there', 'missing']);
  });

  smokeTest('says what it is from, and what is left out', async () => {
    const page = await pages.open(ARGS);
    expect(await page.locator('.from').textContent()).toBe(`from ${at('planned')} without old.yaml`);
    const other = await pages.open(['assignments', at('planned'), '--exclude', 'old.yaml']);
    expect(await other.locator('.from').textContent()).toBe(`from ${at('planned')} without old.yaml`);
  });

  smokeTest('has room for the names of accounts', async () => {
    const page = await pages.open(ARGS);
    const ways = page.locator('.thing[data-column="1"]');
    expect((await ways.locator('.of').allTextContents()).sort()).toEqual(['basket-of-customers, new', 'front']);
    const isCut =
      '[...document.querySelectorAll(\'.thing[data-column="1"] .text, .thing[data-column="1"] .of\')].some((one) => one.scrollWidth > one.clientWidth && one.clientWidth > 0)';
    expect(await page.evaluate(isCut)).toBe(false);
  });
});
