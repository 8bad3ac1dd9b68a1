import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { browserTest, smokeTest } from '../support/browser-test';
import { ISSUER, listed } from '../support/federation';
import { Pages } from '../support/pages';
import { NEW, OLD, RESOURCE_ID, SHOP } from '../support/shop-cluster';

const pages = new Pages();
const at = (name: string) => join(pages.folder, name);
beforeAll(() => {
  for (const [name, text] of Object.entries({ 'shop.yaml': SHOP, 'old.yaml': OLD, 'new.yaml': NEW })) {
    writeFileSync(at(name), text);
  }
});
afterEach(() => {
  expect(pages.trouble).toEqual([]);
});

const column = (page: Page, number: number) => page.locator(`.thing[data-column="${number}"]`);
/** What is seen of some things; the text for screen readers is not. */
const seen = async (things: Locator) =>
  (await things.locator('> .text').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
const traced = (page: Page) => seen(page.locator('.thing.traced'));
const found = (page: Page) => page.locator('#found').textContent();

describe('the map', () => {
  browserTest('shows kinds beside names when the panel is open, and all names of workloads alike', async () => {
    const page = await pages.open(['check', at('shop.yaml')], { viewport: { width: 1280, height: 900 } });
    await page.getByLabel('Only with findings').uncheck();
    const lost = page.getByRole('button', { name: 'Deployment lost' });
    await lost.click();
    const kinds = column(page, 0).locator('.kind');
    expect(await kinds.count()).toBe(5);
    for (const kind of await kinds.all()) expect((await kind.boundingBox())?.width).toBeGreaterThan(25);
    const weight = (name: string) =>
      column(page, 0)
        .filter({ hasText: name })
        .locator('.name')
        .first()
        .evaluate('(one) => getComputedStyle(one).fontWeight');
    expect(await weight('lost')).toBe(await weight('web'));
    await page.close();
  });

  smokeTest('has workloads on the left, ways in the middle, and identities on the right', async () => {
    const page = await pages.open(['assignments', at('shop.yaml')]);
    expect(await page.locator('h1').textContent()).toBe('Who gets which Azure identity');
    expect(await page.locator('.figures li').allInnerTexts()).toEqual([
      '5\nworkloads',
      '2\nnamespaces',
      '2\nidentities',
      '1\ngets nothing',
      '1\nbypasses pod identity',
    ]);
    expect(await seen(column(page, 0))).toEqual([
      ...['Deployment agent'],
      ...['Deployment web', 'StatefulSet worker', 'Deployment lost', 'Deployment reports'],
    ]);
    expect(await seen(column(page, 1))).toEqual(['on the host network', 'binding orders', 'account reports']);
    expect(await seen(column(page, 2))).toEqual([
      'node any identity on its node',
      'identity shop/orders',
      'identity 00000000-0000-4000-8000-000000000002',
    ]);
    expect(await page.locator('.thing', { hasText: 'lost' }).locator('.tag').allInnerTexts()).toEqual(['gets nothing']);
  });

  browserTest('joins what belongs together by lines that end at the things', async () => {
    const page = await pages.open(['assignments', at('shop.yaml')]);
    const ends = await page.evaluate(`[...document.querySelectorAll('.line')].map((line) => {
      const box = line.ownerSVGElement.getBoundingClientRect();
      const [, y1, y2] = /^M0 ([\\d.]+)C50 [\\d.]+ 50 [\\d.]+ 100 ([\\d.]+)$/.exec(line.getAttribute('d'));
      const nameAt = (x, y) => document.elementFromPoint(x, y)?.closest('.thing')?.querySelector('.name').textContent;
      return [nameAt(box.left - 3, box.top + +y1), nameAt(box.right + 3, box.top + +y2)].join(' - ');
    })`);
    expect(ends).toEqual([
      ...['agent - on the host network', 'on the host network - any identity on its node'],
      ...[
        'web - orders',
        'worker - orders',
        'reports - reports',
        'orders - orders',
        'reports - 00000000-0000-4000-8000-000000000002',
      ],
    ]);
  });

  smokeTest('shows one way through, by pointer and by keyboard', async () => {
    const page = await pages.open(['assignments', at('shop.yaml')]);
    await column(page, 0).nth(2).hover();
    expect(await traced(page)).toEqual(['StatefulSet worker', 'binding orders', 'identity shop/orders']);
    await page.mouse.move(0, 0);
    expect(await traced(page)).toEqual([]);
    await column(page, 2).nth(1).focus();
    expect(await traced(page)).toEqual([
      'Deployment web',
      'StatefulSet worker',
      'binding orders',
      'identity shop/orders',
    ]);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await traced(page)).toEqual(['Deployment web', 'binding orders', 'identity shop/orders']);
    await page.keyboard.press('ArrowDown');
    expect(await page.locator(':focus .name').textContent()).toBe('worker');
  });

  smokeTest('explains a workload when it is opened, and gives the focus back', async () => {
    const page = await pages.open(['assignments', at('shop.yaml')]);
    await column(page, 0).nth(1).focus();
    await page.keyboard.press('Enter');
    const panel = page.locator('#panel');
    expect(await panel.locator('h2').textContent()).toBe('Deployment web');
    expect(await panel.locator('.why').allInnerTexts()).toEqual([
      'MIC assigns it in namespace default, by binding shop/orders, which selects the label "orders". NMI hands out its tokens.',
    ]);
    expect(await page.locator(':focus').getAttribute('id')).toBe('panel-title');
    expect(await traced(page)).toEqual(['Deployment web', 'binding orders', 'identity shop/orders']);
    await page.keyboard.press('Escape');
    expect(await panel.isVisible()).toBe(false);
    expect(await page.locator(':focus .name').textContent()).toBe('web');
  });

  browserTest('explains why a workload gets nothing, as the table does', async () => {
    const page = await pages.open(['assignments', at('shop.yaml')]);
    await page.getByRole('button', { name: 'Deployment lost' }).click();
    expect(await page.locator('#panel .note').allInnerTexts()).toEqual([
      'nothing: no binding has the selector "Orders"; binding shop/orders has "orders"',
    ]);
  });

  browserTest('leads from an identity to all that use it', async () => {
    const page = await pages.open(['assignments', at('shop.yaml')]);
    await column(page, 2).nth(1).click();
    expect(await page.locator('#panel .users .jump').allInnerTexts()).toEqual([
      'Deployment shop/web',
      'StatefulSet shop/worker',
    ]);
    await page.locator('#panel .users .jump').first().click();
    expect(await page.locator('#panel h2').textContent()).toBe('Deployment web');
  });
});

describe('an account without a federated credential', () => {
  browserTest('is counted, explained in the legend and on its panel', async () => {
    const known = at('none.json');
    const other = listed('system:serviceaccount:shop:other', `${RESOURCE_ID}/reports`, { name: 'other' });
    writeFileSync(known, JSON.stringify([other]));
    const page = await pages.open(['assignments', at('shop.yaml'), '--federated', known, '--issuer', ISSUER]);
    const about = 'no federated credential for the ServiceAccount is known: the exchange of its token fails';
    expect(await page.locator('.figures').textContent()).toMatch(/1\s+account without a credential/);
    expect(await page.locator('.legend li').last().textContent()).toBe(`no credential ${about}`);
    await column(page, 1).filter({ hasText: 'no credential' }).click();
    expect(await page.locator('#panel .note.error').allInnerTexts()).toEqual([`no credential: ${about}.`]);
    await page.getByRole('button', { name: 'Table' }).click();
    expect(await page.locator('tbody .facts').filter({ hasText: 'Federated credential known' }).textContent()).toMatch(
      /Federated credential knownfalse: the exchange of its token fails/,
    );
  });

  browserTest('is not in the legend of a page that has none', async () => {
    const page = await pages.open(['assignments', at('shop.yaml')]);
    expect(await page.locator('.legend').textContent()).not.toContain('credential');
    expect(await page.locator('.figures').textContent()).not.toContain('credential');
  });
});

describe('what is seen is filtered', () => {
  browserTest('a search that finds nothing can be cleared, with the filters', async () => {
    const page = await pages.open(['check', at('shop.yaml')]);
    const all = await found(page);
    const clear = page.getByRole('button', { name: 'Clear search and filters' });
    expect(await clear.isVisible()).toBe(false);
    await page.locator('#namespace').selectOption({ label: 'kube' });
    await page.getByLabel('Only with findings').uncheck();
    await page.locator('#search').fill('nowhere');
    await clear.click();
    expect(await found(page)).toBe(all);
    expect(await page.locator('#search').inputValue()).toBe('');
    expect(await page.locator('#namespace').inputValue()).toBe('');
    expect(await page.getByLabel('Only with findings').isChecked()).toBe(true);
    expect(await clear.isVisible()).toBe(false);
  });

  browserTest('by a search, in names, ids and reasons', async () => {
    const page = await pages.open(['assignments', at('shop.yaml')]);
    const search = async (text: string) => {
      await page.locator('#search').fill(text);
      await page.waitForTimeout(200);
      return seen(column(page, 0));
    };
    expect(await search('SHOP/w')).toEqual(['Deployment web', 'StatefulSet worker']);
    expect(await search('shop/w stateful')).toEqual(['StatefulSet worker']);
    expect(await search('selector')).toEqual(['Deployment lost']);
    expect(await search('00000000-0000-4000-8000-000000000002')).toEqual(['Deployment reports']);
    expect(await search('no such thing')).toEqual([]);
    expect(await found(page)).toBe('Nothing matches.');
  });

  browserTest('by namespace, identity and way', async () => {
    const page = await pages.open(['assignments', at('shop.yaml')]);
    const choose = async (id: string, label: string) => {
      await page.locator(`#${id}`).selectOption({ label });
      const names = await seen(column(page, 0));
      await page.locator(`#${id}`).selectOption({ index: 0 });
      return names;
    };
    expect(await choose('namespace', 'kube')).toEqual(['Deployment agent']);
    expect(await choose('identity', 'shop/orders')).toEqual(['Deployment web', 'StatefulSet worker']);
    expect(await choose('identity', 'any identity on its node')).toEqual(['Deployment agent']);
    expect(await choose('way', 'pod identity')).toEqual(['Deployment web', 'StatefulSet worker']);
    expect(await choose('way', 'Workload Identity')).toEqual(['Deployment reports']);
    expect(await choose('way', 'any identity on its node')).toEqual(['Deployment agent']);
    expect(await choose('way', 'gets nothing')).toEqual(['Deployment lost']);
    expect(await found(page)).toBe('5 workloads in 2 namespaces');
  });

  browserTest('by folding namespaces', async () => {
    const page = await pages.open(['assignments', at('shop.yaml')]);
    await page.getByRole('button', { name: 'Fold all' }).click();
    expect(await column(page, 0).count()).toBe(0);
    expect(await page.locator('.band .head').allInnerTexts()).toEqual([
      expect.stringMatching(/^kube\s+1 workload\s+1 bypass\s+1 identity$/),
      expect.stringMatching(
        /^shop\s+4 workloads\s+2 pod identity\s+1 Workload Identity\s+2 identities\s*1 gets nothing$/,
      ),
    ]);
    await page.getByRole('button', { name: /^shop/ }).click();
    expect(await column(page, 0).count()).toBe(4);
    expect(await page.locator(':focus').getAttribute('aria-expanded')).toBe('true');
  });
});

describe('a difference', () => {
  smokeTest('shows what is gained and lost, in colours, signs and words', async () => {
    const page = await pages.open(['assignments', '--diff', at('old.yaml'), at('new.yaml')]);
    expect(await page.locator('.figures li').allInnerTexts()).toEqual(['1\ngained', '1\nlost']);
    expect(await seen(column(page, 0))).toEqual(['Deployment api', 'StatefulSet worker']);
    expect(await column(page, 0).locator('.tag').allInnerTexts()).toEqual(['+ 1 gained', '− 1 lost']);
    expect(await page.locator('.sign').allInnerTexts()).toEqual(['+', '−']);
    const colours = await page.evaluate(
      `['gained', 'lost'].map((change) => getComputedStyle(document.querySelector('.line.' + change)).stroke)`,
    );
    expect(colours).toEqual(['rgb(17, 99, 41)', 'rgb(179, 18, 29)']);
    expect(await column(page, 0).first().textContent()).toContain(
      'gained: shop/orders by pod identity, binding shop/orders',
    );
    await column(page, 0).last().click();
    expect(await page.locator('#panel .access h4').textContent()).toBe('− lost shop/orders');
    expect(await page.locator('#panel .why').allInnerTexts()).toEqual([
      'Only in OLD: MIC assigns it in namespace default, by binding shop/orders, which selects the label "orders". NMI hands out its tokens.',
    ]);
  });

  browserTest('says why an access is lost, and the label before and after', async () => {
    const page = await pages.open(['assignments', '--diff', at('old.yaml'), at('new.yaml')]);
    await column(page, 0).last().click();
    expect(await page.locator('#panel [data-field=whyLost]').allInnerTexts()).toEqual([
      'no binding has the selector "other"',
    ]);
    expect(await page.locator('#panel [data-field=labelWords]').allInnerTexts()).toEqual(['"orders" → "other"']);
    await page.locator('#panel .close').click();
    await column(page, 0).first().click();
    expect(await page.locator('#panel [data-field=whyLost]').count()).toBe(0);
    expect(await page.locator('#panel [data-field=labelWords]').count()).toBe(0);
    expect(await page.locator('#panel [data-field=label]').allInnerTexts()).toEqual(['orders']);
  });

  browserTest('shows what stays, when asked', async () => {
    const page = await pages.open(['assignments', '--diff', at('old.yaml'), at('new.yaml')]);
    await page.getByLabel('Only changes').uncheck();
    expect(await seen(column(page, 0))).toEqual(['Deployment api', 'Deployment web', 'StatefulSet worker']);
    expect(await page.locator('.line.same').count()).toBe(2);
  });

  browserTest('says that nothing changes', async () => {
    const page = await pages.open(['assignments', '--diff', at('old.yaml'), at('old.yaml')]);
    expect(await found(page)).toBe('No workload gains or loses an Azure identity.');
  });
});

describe('findings', () => {
  browserTest('are listed by severity, the worst first', async () => {
    // By file, the error is last.
    const [unbound, binding] = SHOP.split('---\n');
    const parts = {
      'a.yaml': binding?.replace('selector: orders', 'selector: nobody').replace('name: orders', 'name: a'),
      'b.yaml': unbound?.replaceAll('orders', 'unbound'),
      'c.yaml': SHOP,
    };
    mkdirSync(at('three'));
    for (const [name, text] of Object.entries(parts)) writeFileSync(at(join('three', name)), text ?? '');
    const page = await pages.open(['check', at('three'), '--whole-cluster']);
    const severities = await page.locator('#findings .finding [data-field=severity]').allInnerTexts();
    const ranks = severities.map((severity) => ['error', 'warning', 'info'].indexOf(severity));
    expect(new Set(ranks).size).toBeGreaterThan(1);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });

  smokeTest('are at their objects, with the line', async () => {
    const page = await pages.open(['check', at('shop.yaml'), '--whole-cluster']);
    const lost = page.getByRole('button', { name: 'Deployment lost' });
    expect(await lost.locator('.tag').allInnerTexts()).toEqual(['gets nothing', '1 error']);
    await lost.click();
    const card = page.locator('#panel .finding');
    expect(await card.locator('[data-field=rule]').textContent()).toBe('label-without-binding');
    expect(await card.locator('mark').textContent()).toBe('Orders');
    expect(await card.locator('[data-field=suggestion]').textContent()).toBe('aadpodidbinding: orders');
    expect(await seen(column(page, 0))).not.toContain('Deployment web');
    await page.getByLabel('Only with findings').uncheck();
    expect(await seen(column(page, 0))).toContain('Deployment web');
  });

  browserTest('follow search and filters', async () => {
    const stray = SHOP.split('---\n')[1]?.replaceAll('shop', 'kube').replaceAll('orders', 'stray');
    writeFileSync(at('stray.yaml'), `${SHOP}---\n${stray}`);
    const page = await pages.open(['check', at('stray.yaml'), '--whole-cluster']);
    const rules = () => page.locator('#findings .finding [data-field=rule]').allInnerTexts();
    const head = () => page.locator('#findings h2').textContent();
    const all = ['binding-without-identity', 'label-without-binding'];
    expect((await rules()).sort()).toEqual(all);
    expect(await head()).toBe('2 findings');
    await page.locator('#search').fill('Binding-Without');
    await page.locator('#findings h2', { hasText: ' of ' }).waitFor();
    expect(await rules()).toEqual(['binding-without-identity']);
    expect(await head()).toBe('1 of 2 findings');
    await page.locator('#search').fill('');
    await page.locator('#findings h2', { hasNotText: ' of ' }).waitFor();
    await page.locator('#way').selectOption({ label: 'gets nothing' });
    expect(await rules()).toEqual(['label-without-binding']);
    await page.locator('#way').selectOption({ index: 0 });
    await page.locator('#namespace').selectOption({ label: 'kube' });
    expect(await rules()).toEqual(['binding-without-identity']);
  });

  browserTest('that are none show the whole map', async () => {
    writeFileSync(at('none.yaml'), OLD);
    const page = await pages.open(['check', at('none.yaml')]);
    expect(await page.locator('#findings h2').textContent()).toBe('No findings');
    expect(await found(page)).toBe('2 workloads in 1 namespace');
  });

  browserTest('are there without a map, when there is no answer', async () => {
    writeFileSync(at('twice.yaml'), `${SHOP}---\n${SHOP.replace('selector: orders', 'selector: others')}`);
    const page = await pages.open(['check', at('twice.yaml')]);
    expect(await page.locator('#header .note').first().textContent()).toMatch(
      /^No map of who gets what: .*different content/,
    );
    expect(await page.locator('#findings .finding').count()).toBeGreaterThan(0);
  });
});

describe('a page fits', () => {
  browserTest('a narrow window, without a scroll bar at the bottom', async () => {
    const page = await pages.open(['assignments', at('shop.yaml')], { viewport: { width: 360, height: 740 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await page.locator('tbody').count()).toBe(5);
    await page.close();
  });

  browserTest('paper, with everything as a table', async () => {
    const page = await pages.open(['assignments', at('shop.yaml')]);
    await page.getByRole('button', { name: 'Fold all' }).click();
    await page.emulateMedia({ media: 'print' });
    await page.locator('tbody').nth(4).waitFor();
    expect(await page.locator('.toolbar').isVisible()).toBe(false);
    expect(await page.locator('#bands').textContent()).toContain('00000000-0000-4000-8000-000000000001');
    await page.emulateMedia({ media: 'screen' });
    await page.locator('tbody').first().waitFor({ state: 'detached' });
    expect(await page.locator('.toolbar').isVisible()).toBe(true);
  });
});
