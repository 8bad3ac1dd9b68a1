import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { blocksOf, examplesOf } from '../support/documents';
import { Scratch } from '../support/scratch';

const DOCUMENT = 'docs/assignments.md';
const [ask = '', pipes = '', review = '', moving = ''] = blocksOf(DOCUMENT, 'sh');
const [answer = '', both = '', way = ''] = blocksOf(DOCUMENT, 'text');

let scratch: Scratch;
beforeAll(() => {
  scratch = new Scratch();
  for (const [file, text] of Object.entries(examplesOf(DOCUMENT))) scratch.write(file, text);
  for (const name of ['kustomize', 'helm', 'kubectl']) {
    scratch.standIn(name, `#!/bin/sh\ncat "${scratch.folder}/shop/orders.yaml"\n`);
  }
  scratch.standIn('gh', '#!/bin/sh\nprintf "gh %s\\n" "$*"\ncat "$4"\n');
});
afterAll(() => scratch.remove());

test('the first command prints what the document says', () => {
  expect(scratch.bash(ask)).toMatchObject({ status: 0, stdout: answer, stderr: '' });
});

test('what other programs render is read from standard input', () => {
  const lines = pipes.trim().split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(scratch.bash(line)).toMatchObject({ status: 0, stdout: answer, stderr: '' });
});

test('the difference to the main branch becomes a comment', () => {
  const git = 'git -c user.name=n -c user.email=e@example.com';
  const { status, stderr, stdout } = scratch.bash(
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

test('with Workload Identity the answer has both ways, and tells which credential is missing', () => {
  scratch.standIn('az', '#!/bin/sh\necho "[]"\n');
  expect(scratch.bash(moving)).toMatchObject({ status: 0, stdout: both, stderr: '' });
});

test('another way to the same client id is no difference', () => {
  const { status, stdout } = scratch.bash(
    `mkdir earlier && sed '/azure.workload.identity.use/d;/serviceAccountName/d;/^kind: ServiceAccount/,/^---/d' moving/orders.yaml |
       sed '/^apiVersion: v1$/d' > earlier/orders.yaml
     npx --no-install aad-pod-identity assignments --diff earlier moving`,
  );
  expect({ status, stdout }).toEqual({ status: 0, stdout: way });
});

test('the unit test passes, and fails when another workload gets the identity', () => {
  expect(existsSync(join(scratch.folder, 'orders.test.cjs'))).toBe(true);
  expect(scratch.jest('orders.test.cjs')).toMatchObject({ status: 0 });
  const text = readFileSync(join(scratch.folder, 'orders.test.cjs'), 'utf8');
  scratch.write('wrong.test.cjs', text.replace("aadpodidbinding: 'orders'", "aadpodidbinding: 'order'"));
  expect(scratch.jest('wrong.test.cjs')).toMatchObject({ status: 1 });
});
