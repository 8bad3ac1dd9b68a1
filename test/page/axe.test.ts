import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserTest } from '../support/browser-test';
import { Pages } from '../support/pages';
import { NEW, OLD, SHOP } from '../support/shop-cluster';

const pages = new Pages();
const at = (name: string) => join(pages.folder, name);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

beforeAll(() => {
  for (const [name, text] of Object.entries({ 'shop.yaml': SHOP, 'old.yaml': OLD, 'new.yaml': NEW })) {
    writeFileSync(at(name), text);
  }
});
afterEach(() => {
  expect(pages.trouble).toEqual([]);
});

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** All rules of axe, best practices too. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations: all } = (await page.evaluate('axe.run()')) as { violations: readonly Violation[] };
  return all.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

const KINDS: readonly (readonly [string, readonly string[]])[] = [
  ['assignments', ['assignments', 'shop.yaml']],
  ['a difference', ['assignments', '--diff', 'old.yaml', 'new.yaml']],
  ['findings', ['check', 'shop.yaml', '--whole-cluster']],
  ['a plan', ['migrate', 'plan', 'shop.yaml']],
];

describe.each(['light', 'dark'] as const)('axe finds nothing in %s', (colorScheme) => {
  describe.each(KINDS)('on a page of %s', (_, args) => {
    browserTest(
      'as a map, with an explanation, folded, as a table and in a narrow window',
      async () => {
        const paths = args.map((arg) => (arg.endsWith('.yaml') ? at(arg) : arg));
        const page = await pages.open(paths, { colorScheme });
        expect({ map: await violations(page) }).toEqual({ map: [] });
        await page.locator('.thing').first().click();
        expect({ panel: await violations(page) }).toEqual({ panel: [] });
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Fold all' }).click();
        expect({ folded: await violations(page) }).toEqual({ folded: [] });
        await page.getByRole('button', { name: 'Open all' }).click();
        await page.getByRole('button', { name: 'Table' }).click();
        expect({ table: await violations(page) }).toEqual({ table: [] });
        await page.setViewportSize({ width: 400, height: 800 });
        expect({ narrow: await violations(page) }).toEqual({ narrow: [] });
        await page.close();
      },
      300_000,
    );
  });
});
