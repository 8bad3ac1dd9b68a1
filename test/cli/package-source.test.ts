import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { packageSource } from '../../lib/cli/init/package-source';
import { Folder } from '../support/folder';

const NAME = 'cdk8s-aad-pod-identity';

let folder: Folder;
let root: string;
beforeEach(() => {
  folder = new Folder();
  root = realpathSync(folder.path);
});
afterEach(() => folder.remove());

/** Where a new project in `new` gets the package of a command that npm installed below `tools`. */
function source(resolved: unknown, where = 'new') {
  folder.write(
    'tools/node_modules/.package-lock.json',
    JSON.stringify({ packages: { [`node_modules/${NAME}`]: { resolved } } }),
  );
  return packageSource(join(root, 'tools', 'node_modules', NAME, 'build', 'lib'), join(root, where), '1.2.3');
}

describe('the package of a new project', () => {
  test('is the tarball from which the command was installed', () => {
    folder.write('packed/ours.tgz', '');
    expect(source('file:../packed/ours.tgz')).toEqual({
      spec: 'file:../packed/ours.tgz',
      remarks: [
        `note: ${NAME} comes from ../packed/ours.tgz, from which this command was installed. CI needs it in the project. Copy it there as README.md shows`,
      ],
    });
    mkdirSync(join(root, 'new'));
    expect(source('file:../packed/ours.tgz', 'new').spec).toBe('file:../packed/ours.tgz');
    expect(source('file:../packed/ours.tgz', 'a/b/c').spec).toBe('file:../../../packed/ours.tgz');
    expect(source('file:../packed/ours.tgz', 'packed')).toEqual({
      spec: 'file:ours.tgz',
      remarks: [expect.stringMatching(/CI needs it in the project\. Commit it$/)],
    });
  });

  test.each([
    ['came from a registry', 'https://registry.example/ours.tgz'],
    ['came from a folder', 'file:../packed'],
    ['came from a tarball that is not there any more', 'file:../gone.tgz'],
    ['came from a tarball whose name npm would read differently', 'file:../a%20b.tgz'],
    ['is not in the lock file', undefined],
  ])('is the version on npm when it %s', (_what, resolved) => {
    folder.write('a%20b.tgz', '');
    mkdirSync(join(root, 'packed'));
    expect(source(resolved)).toEqual({ spec: '^1.2.3', remarks: [] });
  });

  test('is the version on npm when the command runs from its source, with what to do before there is one', () => {
    const { spec, remarks } = packageSource(join(root, 'clone/build/lib'), root, '1.2.3');
    expect([spec, remarks]).toEqual(['^1.2.3', [expect.stringContaining('npm pack')]]);
  });
});
