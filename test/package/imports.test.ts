import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const contentOf = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));

test('imports/ is what `npm run import` writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'imports-'));
  try {
    execFileSync(process.execPath, ['crds/import.mjs', folder], { stdio: 'ignore' });
    expect(contentOf('imports')).toEqual(contentOf(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
