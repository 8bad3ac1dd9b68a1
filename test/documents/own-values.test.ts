import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SUBSCRIPTION_ID } from '../support/ids';
import { withValues } from '../support/own-values';
import { ATTACK } from '../support/size';

const OWN = {
  subscriptionId: SUBSCRIPTION_ID,
  resourceGroup: 'MC_shop_shop_westeurope',
  identityResourceId: `/subscriptions/${SUBSCRIPTION_ID}/resourcegroups/Shared/providers/Microsoft.ManagedIdentity/userAssignedIdentities/Walk_through`,
  identityClientId: '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42',
  namespace: 'identity-system',
};
/** What a user has beside them after a walk through docs/walkthrough.md. */
const IDS = [{ name: 'demo', clientId: OWN.identityClientId, id: OWN.identityResourceId }];
const LEFT_OUT = ['.git', '.ci', 'bench', 'dist', 'node_modules'];
/** In `npm test` main.ts is not compiled again, and the suites that start many processes are left out. */
const IS_WHOLE = ATTACK >= 10;
const SLOW = ['determinism.test.ts', 'walkthrough.test.ts'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-values-'));
  for (const name of readdirSync('.').filter((entry) => !LEFT_OUT.includes(entry)))
    cpSync(name, join(folder, name), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'azure-identities.json'), JSON.stringify(IDS));
  for (const main of ['main.ts', 'build/main.js'].map((file) => join(folder, file)))
    writeFileSync(main, withValues(readFileSync(main, 'utf8'), OWN));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The tests that would notice: other projects have a `build/main.js`, too. */
const suites = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && basename(file, '.ts') !== basename(__filename, '.js'))
  .filter((file) => /\.\.\/main'|\('build\/main\.js'/.test(readFileSync(join('test', file), 'utf8')))
  .filter((file) => IS_WHOLE || !SLOW.includes(basename(file)))
  .map((file) => `build/test/${file.replace(/\.ts$/, '.js')}`);

describe('main.ts with values of one’s own at its head, as README.md says', () => {
  test('`npm run snapshot` leaves every test green', () => {
    expect(suites).toContain('build/test/main.test.js');
    const { NODE_ENV: _ours, JEST_WORKER_ID: _worker, PARITY: _absent, ...env } = process.env;
    const run = (line: string) => {
      const { status, stdout, stderr } = spawnSync(line, { cwd: folder, encoding: 'utf8', env, shell: true });
      if (status !== 0) throw new Error(`${line}: ${status}\n${stdout}${stderr}`);
    };
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const [build, jest] = scripts.snapshot.split(' && ');
    expect(build).toBe('npm run --silent build');

    if (IS_WHOLE) run(`npm run snapshot -- ${suites.join(' ')}`);
    else run(`node_modules/.bin/${jest} --runInBand ${suites.join(' ')}`);
    const snapshots = readFileSync(join(folder, '__snapshots__', 'main.test.ts.snap'), 'utf8');
    for (const value of Object.values(OWN)) expect(snapshots).toContain(value);
    // And without accepting anything, as `npm test` does.
    run('node_modules/.bin/jest --ci --runInBand build/test/main.test.js');
  }, 300_000);
});
