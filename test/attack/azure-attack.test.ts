import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { printableLines } from '../../lib/validate/printable';
import { yaml } from '../support/cluster';
import { command } from '../support/command';
import { CLIENT_ID, SUBSCRIPTION_ID } from '../support/ids';
import { complaints } from '../support/shell-check';
import { ATTACK } from '../support/size';
import { HIDDEN, hostileFileName, hostileManifests } from './hostile-manifests';

// Manifests are written by others: whatever is in them, a script of `azure` runs nothing of it, names nothing by it that
// could be an option, and shows nothing that moves or hides what is on the terminal.

const TIMEOUT = 60_000 + 30_000 * ATTACK;

const SHELL = join(process.cwd(), 'lib', 'azure', 'shell');
const OPTIONS = new Set(
  readdirSync(SHELL).flatMap(
    (name) => readFileSync(join(SHELL, name), 'utf8').match(/(?<=[\s"{(=])--[a-z][a-z-]*/g) ?? [],
  ),
);

const PLACE = ['--cluster', 'shop', '--resource-group', 'shop', '--subscription', SUBSCRIPTION_ID];
const WAYS = [
  ['setup', ...PLACE, '--mic-client-id', CLIENT_ID, '--create-identities'],
  ['setup', ...PLACE, '--what-if'],
  ['verify'],
  ['uninstall', '--delete-crds', '--iptables-cleanup'],
  ['uninstall', '--scale-down', ...PLACE, '--delete-role-assignments', '--mic-client-id', CLIENT_ID],
];

/** Finds everything, so that a script runs to its end. */
const FINDS = `#!/usr/bin/env bash
{ printf '%s\\0' "\${0##*/}" "$@" && printf '\\n'; } >> "$CALLS"
case "$*" in
  *--filename=-*) while read -r _; do :; done ;;
  *--output=name*) printf 'found\\n' ;;
  *customresourcedefinitions*) printf '%s.aadpodidentity.k8s.io\\n' azureidentities azureassignedidentities ;;
  *networkPlugin*) printf 'azure\\n' ;;
  *podIdentityProfile*) ;;
  'ad sp show'*) printf 'principal\\n' ;;
  *'provisioningState'*) printf 'Succeeded\\n' ;;
  *'length('*) printf '1\\n' ;;
  'identity list'* | 'aks list'*) printf '%s\\n' orders shop ;;
  'group exists'*) printf 'true\\n' ;;
  get*) ;;
  *) printf 'x\\n' ;;
esac
`;

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attack-'));
  for (const name of ['bin', 'run']) mkdirSync(at(name));
  for (const name of ['az', 'kubectl']) writeFileSync(at('bin', name), FINDS);
  writeFileSync(at('bin', 'sleep'), '#!/bin/sh\n');
  for (const name of ['az', 'kubectl', 'sleep']) chmodSync(at('bin', name), 0o755);
  for (const name of ['bash', 'mv', 'rm', 'sync']) {
    symlinkSync(spawnSync('bash', ['-c', `type -P ${name}`], { encoding: 'utf8' }).stdout.trim(), at('bin', name));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a command prints for a file of manifests. It must not look like a bug of ours. */
async function said(way: readonly string[], objects: object[], file: string) {
  mkdirSync(at('manifests'));
  try {
    writeFileSync(at('manifests', file), yaml(...objects));
    const result = await command(['azure', ...way, at('manifests')]);
    expect(result.error).not.toMatch(/^\s+at |TypeError|RangeError|internal|\[object/m);
    expect([0, 1]).toContain(result.code);
    if (result.code === 1) expect(result.out).toBe('');
    expect(result.out).not.toContain(HIDDEN);
    return result;
  } finally {
    rmSync(at('manifests'), { recursive: true });
  }
}

test(
  'no script breaks out of its quotes, and none shows what cannot be seen',
  async () => {
    let scripts = 0;
    await fc.assert(
      fc.asyncProperty(hostileManifests, hostileFileName, fc.constantFrom(...WAYS), async (objects, file, way) => {
        const { code, out } = await said(way, objects, file);
        expect(printableLines(out)).toBe(out);
        if (code !== 0 || way.includes('--what-if')) return;
        scripts++;
        expect(complaints('bash -n', out)).toBe('');
      }),
      { seed: 12, numRuns: 150 * ATTACK },
    );
    expect(scripts).toBeGreaterThan(15 * ATTACK);
  },
  TIMEOUT,
);

test(
  'no argument of az or kubectl is an option by a manifest, and no file appears',
  async () => {
    let runs = 0;
    const runnable = WAYS.filter((way) => !way.includes('--what-if'));
    await fc.assert(
      fc.asyncProperty(hostileManifests, hostileFileName, fc.constantFrom(...runnable), async (objects, file, way) => {
        const { code, out } = await said(way, objects, file);
        if (code !== 0) return;
        runs++;
        rmSync(at('calls'), { force: true });
        const { stdout, stderr } = spawnSync(at('bin', 'bash'), ['--norc', '-c', out], {
          cwd: at('run'),
          encoding: 'utf8',
          input: '',
          env: { PATH: at('bin'), CALLS: at('calls') },
          timeout: 20_000,
        });
        for (const shown of [stdout, stderr]) expect(printableLines(shown)).toBe(shown);
        expect(stderr).not.toMatch(/command not found|syntax error|unbound variable/);
        expect(readdirSync(at('run')).filter((name) => name !== 'azure-identities.json')).toEqual([]);
        const calls = readFileSync(at('calls'), 'utf8').split('\0\n').slice(0, -1);
        expect(calls.length).toBeGreaterThan(0);
        expect(calls.flatMap((line) => line.split('\0').slice(1).filter(isForeign))).toEqual([]);
      }),
      { seed: 12, numRuns: 40 * ATTACK },
    );
    expect(runs).toBeGreaterThan(4 * ATTACK);
  },
  TIMEOUT,
);

/** Anything but an argument that is not an option, or an option of our own files with a value that is not one. */
function isForeign(word: string): boolean {
  if (printableLines(word) !== word || /pwned|^@|=@|https:|evil/.test(word)) return true;
  if (!word.startsWith('-')) return false;
  const [option = '', ...value] = word.split('=');
  return !OPTIONS.has(option) || (option === '--filename' && value.join('=') !== '-');
}
