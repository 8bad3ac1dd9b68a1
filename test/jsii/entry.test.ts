import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as library from '../../lib';
import * as edition from '../../lib/jsii';

/** What has no counterpart in other languages, and why. */
const LEFT_OUT = {
  'functions: IdentityTesting has those that take a chart': [
    'admit',
    'assignmentsOf',
    'check',
    'checkChart',
    'simulate',
  ],
  'readers of files': ['ManifestError', 'Manifests'],
  'a plugin of cdk8s-cli, which loads it from npm': ['AadPodIdentityValidation'],
  'the old name of InstallNames, which is a name of cdk8s': ['Names'],
};

const PROGRAM = "import { sources } from './python/stage.mjs'; console.log(JSON.stringify(sources()));";

describe('lib/jsii.ts', () => {
  test('exports what lib/index.ts exports, but for what is listed', () => {
    const missing = Object.keys(library).filter((name) => !(name in edition));
    expect(missing.sort()).toEqual(Object.values(LEFT_OUT).flat().sort());
  });

  test('exports no function, which jsii would drop without a word', () => {
    const functions = Object.entries(edition).filter(([, value]) => typeof value === 'function' && !isClass(value));
    expect(functions.map(([name]) => name)).toEqual([]);
  });

  test('exports nothing with a name of cdk8s or constructs: Java imports all of them at once', () => {
    const theirs = ['cdk8s', 'constructs'].flatMap((name) => Object.keys(require(name)));
    expect(Object.keys(edition).filter((name) => theirs.includes(name))).toEqual([]);
  });
});

describe('the staged sources', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const sources = stderr === '' ? (JSON.parse(stdout) as [string, string][]) : [];

  test('can be made: each edit finds its text', () => {
    expect(stderr).toBe('');
    expect(sources.map(([file]) => file)).toContain('lib/identity/azure-identity.ts');
  });

  test('hold neither the command nor what only it uses', () => {
    expect(sources.filter(([file]) => /^lib\/(cli|azure|migration|testing\/jest)/.test(file))).toEqual([]);
  });

  test('import packages that the edition has', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const packages = sources.flatMap(([, text]) =>
      [...text.matchAll(/\bfrom '([^.'][^']*)'/g)].map(([, name]) => name),
    );
    const known = ['js-yaml', ...Object.keys(peerDependencies)];
    expect(dependencies['js-yaml']).toBeDefined();
    expect([...new Set(packages)].filter((name = '') => !name.startsWith('node:') && !known.includes(name))).toEqual(
      [],
    );
  });
});

function isClass(value: unknown): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}
