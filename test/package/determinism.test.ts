import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const main = resolve('build/main.js');
let folder: string;
/** The repository itself may hold the user's azure-identities.json, which main.ts reads. */
let empty: string;
let first: { [file: string]: string };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synth-'));
  empty = join(folder, 'empty');
  mkdirSync(empty);
  first = synth('first');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Synthesizes the demo in a process of its own. */
function synth(name: string, environment: NodeJS.ProcessEnv = {}, cwd = empty): { [file: string]: string } {
  const outdir = join(folder, name);
  const env = { ...process.env, ...environment, CDK8S_OUTDIR: outdir };
  const { status, stderr } = spawnSync(process.execPath, [main], { cwd, env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return Object.fromEntries(readdirSync(outdir).map((file) => [file, readFileSync(join(outdir, file), 'utf8')]));
}

describe('the same input gives the same bytes', () => {
  test('in four files', () => {
    const files = ['aad-pod-identity.k8s.yaml', 'crds.k8s.yaml', 'demo.k8s.yaml', 'shop.k8s.yaml'];
    expect(Object.keys(first).sort()).toEqual(files);
  });

  test.each<[string, NodeJS.ProcessEnv]>([
    ['again', {}],
    ['in another time zone', { TZ: 'Pacific/Kiritimati' }],
    ['in another locale', { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
    ['for another user', { HOME: '/nowhere', USER: 'somebody' }],
  ])('%s', (what, environment) => {
    expect(synth(what, environment)).toEqual(first);
  });

  test('in another folder', () => {
    const cwd = join(folder, 'elsewhere');
    mkdirSync(cwd);
    expect(synth('from elsewhere', {}, cwd)).toEqual(first);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('for a second synth of the same app', () => {
    const { App } = require('cdk8s') as typeof import('cdk8s');
    const { addCharts } = require('../../main') as typeof import('../../main');
    const app = new App({ outdir: join(folder, 'twice') });
    addCharts(app);
    expect(app.synthYaml()).toBe(app.synthYaml());
  });
});
