import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import * as library from '../../lib';
import { toHaveNoIdentityFindings } from '../../lib/testing/jest';
import { Folder } from '../support/folder';
import { CLIENT_ID, RESOURCE_ID } from '../support/ids';

type Call = (...args: unknown[]) => unknown;

/** What JavaScript passes where the types allow something else; each is made anew. */
const VALUES: { readonly [name: string]: () => unknown } = {
  nothing: () => undefined,
  null: () => null,
  number: () => 7,
  NaN: () => Number.NaN,
  true: () => true,
  string: () => 'dist',
  list: () => ['dist'],
  map: () => ({}),
  'map of null': () => ({ values: null, identity: null, metadata: null, mode: null, names: null, podLabels: null }),
  function: () => () => undefined,
  chart: () => new Chart(new App(), 'c'),
};
const KINDS = Object.keys(VALUES);
const PAIRS = KINDS.flatMap((first) => KINDS.map((second) => [first, second]));
const ARGUMENTS: readonly (readonly string[])[] = [
  ...[[], ...KINDS.map((kind) => [kind]), ...PAIRS],
  ...KINDS.flatMap((kind) => [
    ['chart', 'string', kind],
    ['chart', kind, 'map'],
    [kind, 'string', 'map'],
    [kind, kind, kind],
    ['chart', 'string', 'string', kind],
  ]),
];

/** Not of the API: their docstrings say so, or TypeScript makes them private. */
const INTERNAL = ['fromHelmChart', 'fromInstall', 'fromData', 'fromSources', 'make', 'inspectRendered', 'rendered'];
const INTERNAL_METHODS = [...INTERNAL, 'constructor', 'addIdentity'];
/** Constructors that TypeScript makes private, and that nothing refuses: what they make is of no use. */
const PRIVATE = [library.CloudCredentials, library.ManagedIdentities, library.Manifests, library.Names];

const isClass = (value: Call): boolean => Function.prototype.toString.call(value).startsWith('class');

/** Every function of the library: exported ones, constructors and static methods. */
function functions(): [string, Call][] {
  return Object.entries<unknown>({ ...library }).flatMap(([name, value]): [string, Call][] => {
    if (typeof value !== 'function') return [];
    if (!isClass(value as Call)) return [[name, value as Call]];
    const made = value as unknown as { new (...args: unknown[]): unknown } & { [name: string]: Call };
    const statics = Object.getOwnPropertyNames(made).filter(
      (one) => typeof made[one] === 'function' && one !== 'prototype' && !INTERNAL.includes(one),
    );
    const isPrivate = PRIVATE.some((one) => (one as unknown) === value);
    return [
      ...(isPrivate ? [] : ([[`new ${name}`, (...args) => new made(...args)]] as [string, Call][])),
      ...statics.map((one): [string, Call] => [`${name}.${one}`, (...args) => made[one]?.(...args)]),
    ];
  });
}

const folder = new Folder();
afterAll(() => folder.remove());
const ids = join(folder.path, 'ids.json');
writeFileSync(ids, JSON.stringify({ name: 'orders', id: RESOURCE_ID, clientId: CLIENT_ID }));

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n';

/** An object of each class with methods. */
const OBJECTS: { readonly [name: string]: () => object } = {
  AzureIdentity: () =>
    library.AzureIdentity.userAssigned(new Chart(new App(), 'c'), 'orders', {
      resourceId: RESOURCE_ID,
      clientId: CLIENT_ID,
    }),
  'an imported identity': () => library.AzureIdentity.fromName(new Chart(new App(), 'c'), 'x', 'orders'),
  AzurePodIdentityException: () =>
    new library.AzurePodIdentityException(new Chart(new App(), 'c'), 'x', { podLabels: { a: 'b' } }),
  ManagedIdentities: () => library.ManagedIdentities.fromJson(ids),
  Manifest: () => library.Manifests.fromText('x.yaml', POD).objects[0] as object,
  AadPodIdentityValidation: () => new library.AadPodIdentityValidation(),
};

function methods(): [string, Call][] {
  return Object.entries(OBJECTS).flatMap(([title, make]) => {
    const names = new Set<string>();
    for (let at = Object.getPrototypeOf(make()); !/^(ApiObject|Construct|Object)$/.test(at.constructor.name); ) {
      for (const name of Object.getOwnPropertyNames(at)) {
        const isMethod = typeof Object.getOwnPropertyDescriptor(at, name)?.value === 'function';
        if (isMethod && !INTERNAL_METHODS.includes(name)) names.add(name);
      }
      at = Object.getPrototypeOf(at);
    }
    return [...names].map((name): [string, Call] => [
      `${title}.${name}`,
      (...args) => (make() as { [name: string]: Call })[name]?.(...args),
    ]);
  });
}

/** One line for each argument: what it is about, and what is allowed, or what is in the way. */
const READABLE =
  /^[^\n]+: (?:(?:got|invalid [\w ]*key) .+; allowed: .+|unknown field .+; known fields: .+|expected .+, got .+|.*no (?:such file|identity).*|the file .*)$/s;

async function refusal(call: Call, kinds: readonly string[]): Promise<Error | undefined> {
  try {
    await call(...kinds.map((kind) => VALUES[kind]?.()));
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

describe('arguments that the types forbid', () => {
  const all = [...functions(), ...methods(), ['toHaveNoIdentityFindings', toHaveNoIdentityFindings as Call] as const];

  test.each(all)('%s', async (_name, call) => {
    for (const kinds of ARGUMENTS) {
      const error = await refusal(call, kinds);
      if (error === undefined) continue;
      const from = `${kinds.join(', ')}: ${error.constructor.name}: `;
      expect([from, ['TypeError', 'RangeError'].includes(error.constructor.name)]).toEqual([from, false]);
      for (const line of error.message.split('\n')) expect(from + line).toMatch(READABLE);
    }
  });

  test.each<[string, () => unknown]>([
    [
      'new AzureIdentity: the call: got a map; allowed: AzureIdentity.userAssigned, .servicePrincipal or .servicePrincipalWithCertificate',
      () => new (library.AzureIdentity as unknown as { new (...args: unknown[]): unknown })(newChart(), 'b', {}),
    ],
    [
      'AzureIdentity.userAssigned: scope: got nothing; allowed: a Chart, or a construct in a Chart\n' +
        'AzureIdentity.userAssigned: id: got nothing; allowed: a non-empty string',
      () => (library.AzureIdentity.userAssigned as Call)(),
    ],
    [
      'new Demo: c: id: got 5; allowed: a non-empty string',
      () => new library.Demo(newChart(), 5 as never, {} as never),
    ],
    [
      'check: manifests: got "dist"; allowed: Manifests, such as Manifests.fromPaths([\'dist\'])',
      () => library.check('dist' as never),
    ],
    [
      "simulate: manifests: got nothing; allowed: Manifests, such as Manifests.fromPaths(['dist'])",
      () => library.simulate(undefined as never),
    ],
    [
      'simulate: options: unknown field "modes"; known fields: mode, forceNamespaced, issuer, federated. Write mode',
      () => library.simulate(library.Manifests.fromPaths([]), { modes: 'managed' } as never),
    ],
    [
      'Manifests.fromPaths: paths: got "dist"; allowed: a list of paths. Write ["dist"]',
      () => library.Manifests.fromPaths('dist' as never),
    ],
    [
      'Manifests.fromText: text: got a number; allowed: a string',
      () => library.Manifests.fromText('x.yaml', 7 as never),
    ],
    ['checkChart: scope: got nothing; allowed: a chart or an app', () => (library.checkChart as Call)()],
    [
      'GitOps.argoCd: scope: got nothing; allowed: an App, a Chart or another construct',
      () => (library.GitOps.argoCd as Call)(),
    ],
    [
      "Manifest.at: path: got \"spec\"; allowed: a list of keys, such as ['spec', 'clientID']",
      () => library.Manifests.fromText('x.yaml', POD).objects[0]?.at('spec' as never),
    ],
  ])('%s', (message, act) => {
    expect(act).toThrow(new Error(message));
  });

  const newChart = () => new Chart(new App(), 'c');
});
