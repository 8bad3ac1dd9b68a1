import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

test('the table of docs/performance.md has benchmarks that exist, each with its spread and its aim', () => {
  const { status, stderr } = spawnSync(process.execPath, ['bench/run.mjs', 'unknown'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^no benchmark unknown; there are:\n/);
  const names = [...stderr.matchAll(/^ {2}([\w-]+) +\S/gm)].map(([, name]) => name);
  const table = /^\| benchmark .*?\n\n/ms.exec(readFileSync('docs/performance.md', 'utf8'))?.[0] ?? '';
  const rows = [...table.matchAll(/^\| ([\w-]+) +\| \d\.\d\d \(\d\.\d\d–\d+\.\d\d\) *\|/gm)].map(([, name]) => name);
  expect(rows.length).toBeGreaterThanOrEqual(10);
  expect(names).toEqual(expect.arrayContaining(rows));
});
