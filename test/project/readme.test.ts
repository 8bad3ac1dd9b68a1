import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readme } from '../../lib/project/readme';
import { Folder } from '../support/folder';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const textOf = (spec: string) => readme({ version: '1.2.3', spec }, 'About.', 'Next.').text;

describe('the README of a project', () => {
  test.each(['^1.2.3', 'file:ours.tgz', 'file:vendor/ours.tgz'])('says nothing of a tarball with %s', (spec) => {
    expect(textOf(spec)).not.toContain('Before you push');
  });

  test.each(['../packed/ours.tgz', "../a b/it's `touch pwned`.tgz", '../-x\n```\ny.tgz'])(
    'shows how %j gets into the project',
    (path) => {
      folder.write(path.slice('../'.length), 'packed');
      folder.write('project/placeholder', '');
      folder.write('bin/npm', 'printf "%s" "$2" > installed\n');
      const project = join(folder.path, 'project');
      const blocks = textOf(`file:${path}`).split(/^```(?:sh)?$/m);
      expect(blocks).toHaveLength(5);
      const said = spawnSync('bash', ['-eu', '-c', `npm() { bash ../bin/npm "$@"; }\n${blocks[3]}`], {
        cwd: project,
        encoding: 'utf8',
      });
      expect(said).toMatchObject({ status: 0, stderr: '' });
      const installed = readFileSync(join(project, 'installed'), 'utf8');
      expect(installed).toBe(`./vendor/${path.split('/').at(-1)}`);
      expect(readFileSync(join(project, installed), 'utf8')).toBe('packed');
      expect(existsSync(join(project, 'pwned'))).toBe(false);
    },
  );
});
