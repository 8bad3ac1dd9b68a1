import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { browserTest } from '../support/browser-test';
import { command } from '../support/command';
import { largeCluster } from '../support/large-cluster';
import { Pages } from '../support/pages';
import { ATTACK } from '../support/size';

const pages = new Pages();

/** A page of each kind; every third workload of the difference and of the findings has lost its binding. */
function kindsOf(count: number): readonly (readonly [string, readonly string[]])[] {
  const [whole, broken] = [join(pages.folder, `${count}.yaml`), join(pages.folder, `${count}-broken.yaml`)];
  writeFileSync(whole, largeCluster(count));
  writeFileSync(broken, largeCluster(count, 3));
  return [
    ['assignments', ['assignments', whole]],
    ['a difference', ['assignments', '--diff', whole, broken]],
    ['findings', ['check', broken, '--whole-cluster']],
    ['a plan', ['migrate', 'plan', whole]],
  ];
}

/** One kind in `npm test`, all in `.ci/run`. */
const KINDS = ATTACK < 10 ? 1 : 4;

test('pages of 1,000 workloads are smaller than 500 kB', async () => {
  const sizes: { [kind: string]: number } = {};
  for (const [kind, args] of kindsOf(1000).slice(0, KINDS)) {
    const file = join(pages.folder, 'large.html');
    const { code, error } = await command([...args, '--format', 'html', '--output', file]);
    expect({ kind, failed: code === 1, error: code === 1 ? error : '' }).toEqual({ kind, failed: false, error: '' });
    sizes[kind] = statSync(file).size;
  }
  expect(Object.entries(sizes).filter(([, size]) => size >= 500_000)).toEqual([]);
});

/** Milliseconds until the page can be used: loaded, and drawn once. */
const OPENED = `new Promise((resolve) => {
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now()), 0));
})`;

describe('pages of 10,000 workloads', () => {
  browserTest(
    'open in less than three seconds, and follow search and filters',
    async () => {
      const times: { [kind: string]: number } = {};
      for (const [kind, args] of kindsOf(10_000)) {
        const page = await pages.open(args);
        times[kind] = (await page.evaluate(OPENED)) as number;
        expect(await page.locator('.band').count()).toBe(50);
        await page.locator('#search').fill('orders-4322');
        await page.locator('#found', { hasText: /^(1 workload in 1 namespace|Nothing matches\.)$/ }).waitFor();
      }
      expect(Object.entries(times).filter(([, ms]) => ms >= 3000)).toEqual([]);
    },
    600_000,
  );

  browserTest('open all namespaces, and show more of one that is large', async () => {
    const file = join(pages.folder, 'one.yaml');
    writeFileSync(file, largeCluster(1000).replaceAll(/\bteam-\d+/g, 'team'));
    const page = await pages.open(['assignments', file]);
    await page.getByRole('button', { name: 'Open all' }).click();
    expect(await page.locator('.thing[data-column="0"]').count()).toBe(150);
    await page.getByRole('button', { name: 'Show more of 850 more workloads' }).click();
    expect(await page.locator('.thing[data-column="0"]').count()).toBe(300);
  });
});
