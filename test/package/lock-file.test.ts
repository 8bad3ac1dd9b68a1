import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

interface Entry {
  readonly name?: string;
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly inBundle?: boolean;
}

describe.each(['package-lock.json', 'python/package-lock.json'])('%s', (file) => {
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> };
  const entries = Object.entries(packages).filter(([path]) => path !== '');
  const bundled = entries.filter(([, { inBundle }]) => inBundle);

  test('pins every package to a public tarball and its hash', () => {
    for (const [path, entry] of entries.filter(([, { inBundle }]) => !inBundle)) {
      const name = entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const { resolved, integrity } = entry;
      expect({ path, resolved, integrity }).toEqual({
        path,
        resolved: `https://registry.npmjs.org/${name}/-/${name.replace(/^@[^/]*\//, '')}-${entry.version}.tgz`,
        integrity: expect.stringMatching(/^sha512-[\w+/]{86}==$/),
      });
    }
  });

  // They are in the tarball of the package that bundles them, which has a hash.
  test('has no hash of its own only for what another tarball holds', () => {
    for (const [path] of bundled) {
      const owner = entries.find(([other, { integrity }]) => integrity && path.startsWith(`${other}/node_modules/`));
      expect({ path, owner: owner?.[0] }).toEqual({ path, owner: expect.any(String) });
    }
  });
});
