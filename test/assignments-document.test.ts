import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { examplesOf } from './support/documents';
import { Scratch } from './support/scratch';

const DOCUMENT = readFileSync('docs/assignments.md', 'utf8');
const blocks = (language: string) =>
  [...DOCUMENT.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);
const [ask = '', pipes = '', review = ''] = blocks('sh');
const [answer = ''] = blocks('text');

let scratch: Scratch;
/** Runs lines in the user's folder, with stand-ins for what is not installed. */
const sh = (lines: string, cwd = scratch.folder) =>
  spawnSync('bash', ['-euo', 'pipefail', '-c', lines], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(scratch.folder, 'stand-ins')}:${process.env.PATH}` },
  });

beforeAll(() => {
  scratch = new Scratch();
  for (const name of ['commander', 'js-yaml']) {
    symlinkSync(join(process.cwd(), 'node_modules', name), join(scratch.folder, 'node_modules', name), 'junction');
  }
  scratch.write('package.json', '{}');
  execFileSync('npm', ['rebuild', '--ignore-scripts'], { cwd: scratch.folder, stdio: 'ignore' });
  const examples = examplesOf('docs/assignments.md');
  for (const [file, text] of Object.entries(examples)) scratch.write(file, text);
  for (const name of ['kustomize', 'helm', 'kubectl']) {
    scratch.write(`stand-ins/${name}`, `#!/bin/sh\ncat "${scratch.folder}/shop/orders.yaml"\n`);
  }
  scratch.write('stand-ins/gh', '#!/bin/sh\nprintf "gh %s\\n" "$*"\ncat "$4"\n');
  for (const name of ['kustomize', 'helm', 'kubectl', 'gh']) chmodSync(join(scratch.folder, 'stand-ins', name), 0o755);
});
afterAll(() => scratch.remove());

test('the first command prints what the document says', () => {
  expect(sh(ask)).toMatchObject({ status: 0, stdout: answer, stderr: '' });
});

test('what other programs render is read from standard input', () => {
  const lines = pipes.trim().split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(sh(line)).toMatchObject({ status: 0, stdout: answer, stderr: '' });
});

test('the difference to the main branch becomes a comment', () => {
  const git = 'git -c user.name=n -c user.email=e@example.com';
  const { status, stderr, stdout } = sh(
    `git init -q --bare origin.git
     mkdir repository && cd repository
     git init -q -b main && git remote add origin ../origin.git
     cp -r ../shop . && ln -s ../node_modules node_modules
     git add shop && ${git} commit -qm one && git push -q origin main
     git checkout -q -b change && sed -i 's/aadpodidbinding: Orders/aadpodidbinding: orders/' shop/orders.yaml
     ${review}`,
  );
  expect({ status, stderr: stderr.replace(/^(From|Preparing|HEAD is| \* branch).*\n/gm, '') }).toEqual({
    status: 0,
    stderr: '',
  });
  expect(stdout).toContain('gh pr comment --body-file ../difference.md');
  expect(stdout).toContain('**1 gained, 0 lost**');
  expect(stdout).toContain('| ➕ gains | `CronJob shop/invoices` | `shop/orders` |');
});

test('the unit test passes, and fails when another workload gets the identity', () => {
  const jest = (file: string) =>
    spawnSync(
      process.execPath,
      [join(process.cwd(), 'node_modules/jest/bin/jest.js'), '--rootDir', scratch.folder, '--testMatch', `**/${file}`],
      {
        cwd: scratch.folder,
        encoding: 'utf8',
      },
    );
  expect(existsSync(join(scratch.folder, 'orders.test.cjs'))).toBe(true);
  expect(jest('orders.test.cjs')).toMatchObject({ status: 0 });
  const text = readFileSync(join(scratch.folder, 'orders.test.cjs'), 'utf8');
  scratch.write('wrong.test.cjs', text.replace("aadpodidbinding: 'orders'", "aadpodidbinding: 'order'"));
  expect(jest('wrong.test.cjs')).toMatchObject({ status: 1 });
});
