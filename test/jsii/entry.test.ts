import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
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
  let sources: [string, string][] = [];
  beforeAll(() => {
    sources = JSON.parse(run("import { sources } from './python/stage.mjs'; console.log(JSON.stringify(sources()));"));
  });

  test('can be made: each edit finds its text', () => {
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

describe('the warnings of jsii', () => {
  const output = [
    'lib/checks/finding.ts:17:12 - warning JSII5018: "object" is a reserved word in C#. Using this name may cause problems.',
    '17   readonly object: string;',
    'lib/install/names.ts:9:12 - warning JSII5018: "event" is a reserved word in C#. Using this name may cause problems.',
    'lib/install/names.ts:10:12 - warning JSII5019: The property name "Names" conflicts with its declaring type.',
  ];

  test('are refused, but for those that are listed', () => {
    const text = JSON.stringify(output.join('\n'));
    const program = `import { unexpectedWarnings } from './python/warnings.mjs'; console.log(JSON.stringify(unexpectedWarnings(${text})));`;
    expect(JSON.parse(run(program))).toEqual(output.slice(2));
  });
});

/** What an ES module prints. */
function run(program: string): string {
  const options = { encoding: 'utf8', maxBuffer: 2 ** 26 } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], options);
  if (stderr !== '') throw new Error(stderr);
  return stdout;
}

function isClass(value: unknown): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}
