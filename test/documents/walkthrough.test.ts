import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { command } from '../support/command';
import { stepsOf } from '../support/documents';
import { PLACEHOLDERS, withValues } from '../support/own-values';
import { useStandIns } from '../support/stand-ins';

const standIns = useStandIns();
const steps = stepsOf('docs/walkthrough.md');
const TOKEN = 'eyJ0eXAiOiJKV1QifQ.secret';
const SUCCESS = `Try decoding your token ${TOKEN}\nsuccessfully acquired a service principal token from IMDS using a user-assigned identity (c)`;

test('each command of docs/walkthrough.md, from an empty subscription to a token and back to nothing', async () => {
  const world = standIns({ logs: { 'demo-0': SUCCESS } });
  const { state: empty } = world;
  mkdirSync(join(world.folder, 'build'));
  for (const name of ['node_modules', 'build/lib', 'build/imports', 'crds', 'examples', 'lib'])
    symlinkSync(join(process.cwd(), name), join(world.folder, name));
  copyFileSync('package.json', join(world.folder, 'package.json'));
  // Compiled already, and as in a fresh clone, whatever values main.ts has by now.
  const main = withValues(readFileSync('build/main.js', 'utf8'), PLACEHOLDERS);
  writeFileSync(join(world.folder, 'build', 'main.js'), main);
  writeFileSync(join(world.folder, 'cdk8s.yaml'), 'language: typescript\napp: node build/main.js\noutput: dist\n');
  // There is nothing to install, and only one package that npx may run.
  const npx = `#!/bin/sh\nshift 2\nexec "${process.execPath}" build/lib/cli/main.js "$@"\n`;
  const npm = `#!/bin/sh\n[ "$1" = ci ] || exec node_modules/.bin/cdk8s synth --no-check-upgrade\n`;
  for (const [name, text] of Object.entries({ npm, npx })) {
    writeFileSync(join(world.folder, 'bin', name), text);
    chmodSync(join(world.folder, 'bin', name), 0o755);
  }

  const said = steps.map(({ lines, exit }) => {
    const { status, stdout, stderr } = world.run(`set -euo pipefail\n${lines}`);
    if (status !== exit) throw new Error(`${lines}: ${status}\n${stderr}`);
    if (exit === 3) expect(stderr).toContain('synthesize again');
    if (/^npx .* azure verify/m.test(lines)) {
      const { objects, roleAssignments, identities } = world.state;
      // What it has come to: the demo's identity is assigned, with the ids of Azure.
      const assigned = objects.find(({ kind }: { kind: string }) => kind === 'AzureAssignedIdentity');
      const identity = objects.find(({ kind }: { kind: string }) => kind === 'AzureIdentity');
      expect(assigned.status.status).toBe('Assigned');
      expect(identity.spec).toEqual({ type: 0, clientID: identities[0].clientId, resourceID: identities[0].id });
      expect(roleAssignments).toHaveLength(3);
    }
    return stdout + stderr;
  });

  expect(said.join('')).toContain('Deployment default/demo: it got a token.');
  expect(said.join('')).not.toContain('eyJ');
  const { context, logs, ...left } = world.state;
  const { logs: _same, ...nothing } = empty;
  expect(left).toEqual(nothing);
  expect([context, logs]).toEqual(['demo', { 'demo-0': SUCCESS }]);
  expect(existsSync(join(world.folder, 'azure-identities.json'))).toBe(false);
}, 120_000);

test('it names the options that there are', async () => {
  const text = readFileSync('docs/walkthrough.md', 'utf8');
  const help = await Promise.all(['setup', 'verify', 'uninstall'].map((name) => command(['azure', name, '--help'])));
  const known = help.map(({ out }) => out).join('');
  const ours = [
    '--create-cluster',
    '--create-identities',
    '--mic-client-id',
    '--scope',
    '--iptables-cleanup',
    '--what-if',
  ];
  for (const option of ours) {
    expect(text).toContain(option);
    expect(known).toContain(option);
  }
});
