import { describe, expect, test } from '@jest/globals';
import { ManifestError, Mode, type SimulateOptions, simulate } from '../../lib';
import { lineOf, settle } from '../../lib/simulation/settings';
import {
  binding,
  clusterOf,
  controller,
  deployment,
  identity,
  labelled,
  manifests,
  mic,
  nmi,
  pod,
} from '../support/cluster';

const shared = [
  identity('a', 'x'),
  binding('a', 'b', 'x', 'demo'),
  pod('a', 'own', labelled('demo')),
  pod('b', 'other', labelled('demo')),
];
const who = (objects: object[], options: SimulateOptions = {}) =>
  simulate(manifests(...shared, ...objects), options).workloads.flatMap(({ name, identities }) =>
    identities.map(() => name),
  );
const settled = (objects: object[], options: SimulateOptions = {}) => {
  const { problems, warnings, ...rest } = settle(clusterOf(...objects), options);
  return { ...rest, problems: problems.map(lineOf), warnings: warnings.map(lineOf) };
};
const FORCED_ENV = { env: [{ name: 'FORCENAMESPACED', value: 'true' }] };

describe('settings of the controllers in the manifests', () => {
  test('nothing found: standard, not namespaced', () => {
    expect(settled([])).toMatchObject({
      mode: 'standard',
      micForceNamespaced: false,
      nmiForceNamespaced: false,
      warnings: [],
    });
    expect(who([])).toEqual(['own', 'other']);
  });

  test.each<[string, object, number]>([
    ['nothing', {}, 1],
    ['a shell that starts it', { command: ['sh', '-c', 'sleep 1; exec /bin/nmi --node=x'] }, 1],
    ['a shell with it among the arguments', { command: ['/bin/bash', '-c'], args: ['nmi'] }, 1],
    ['an unknown program', { command: ['/start'] }, 1],
    ['sleep', { command: ['sleep', 'infinity'] }, 0],
    ['a shell that never names it', { command: ['sh', '-c', 'echo nmi-rules'] }, 0],
  ])('an image of NMI with the command %s', (_what, command, count) => {
    const containers = [{ name: 'a', image: 'mcr.example/aad-pod-identity/nmi:v1.8.17', ...command }];
    expect(settled([deployment('default', 'x', {}, { containers })]).controllers).toHaveLength(count);
  });

  test.each<[string, object[], string[], boolean, string[]]>([
    ['both by flag', [mic(['--forceNamespaced']), nmi(['--forceNamespaced'])], ['own'], true, []],
    ['both by variable', [mic([], FORCED_ENV), nmi([], FORCED_ENV)], ['own'], true, []],
    ['MIC only: it assigns to its namespace only', [mic(['--forceNamespaced']), nmi([])], ['own'], false, []],
    [
      'NMI only: it does not hand out',
      [mic([]), nmi(['--forceNamespaced=true'])],
      ['own'],
      false,
      [
        'NMI is forced namespaced and MIC is not: MIC assigns identities to pods of other namespaces, and NMI does not hand them out',
      ],
    ],
    [
      'the variable in capitals does not count',
      [mic([], { env: [{ name: 'FORCENAMESPACED', value: 'True' }] }), nmi([])],
      ['own', 'other'],
      false,
      [],
    ],
    [
      'false by flag, true by variable',
      [mic(['--forceNamespaced=false'], FORCED_ENV), nmi(['--forceNamespaced=0'], FORCED_ENV)],
      ['own'],
      true,
      [],
    ],
    [
      'a flag after an argument that is not one: MIC does not see it, NMI does',
      [mic(['x', '--forceNamespaced']), nmi(['x', '--forceNamespaced'])],
      ['own'],
      false,
      [expect.stringMatching(/^NMI is forced/) as never],
    ],
    [
      '"false" as an argument of its own',
      [mic(['--forceNamespaced', 'false']), nmi(['--forceNamespaced', 'false'])],
      ['own'],
      true,
      [],
    ],
    ['managed', [nmi(['--operation-mode=Managed', '--forceNamespaced'])], ['own'], true, []],
  ])('%s', (_what, objects, expected, forceNamespaced, warnings) => {
    const answer = simulate(manifests(...shared, ...objects));
    expect(who(objects)).toEqual(expected);
    expect(answer.forceNamespaced).toBe(forceNamespaced);
    expect(settled(objects).warnings).toEqual(warnings);
  });

  test('the value of the variable may come from a ConfigMap, and an argument from a variable', () => {
    const fromMap = { env: [{ name: 'FORCENAMESPACED', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } }] };
    const config = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'default' },
      data: { k: 'true' },
    };
    const byVariable = { env: [{ name: 'F', value: 'true' }] };
    expect(settled([mic([], fromMap), config, nmi(['--forceNamespaced=$(F)'], byVariable)])).toMatchObject({
      micForceNamespaced: true,
      nmiForceNamespaced: true,
      warnings: [],
    });
    expect(settled([mic([], fromMap), nmi([])]).warnings).toEqual([
      expect.stringContaining(
        'MIC, Deployment default/mic: FORCENAMESPACED comes from k of ConfigMap default/c, which is not in the manifests',
      ),
    ]);
  });

  test('controllers are recognised by their image, or by a variable or flags that only they have', () => {
    const image = (name: string, args: string[]) =>
      settled([controller('DaemonSet', 'own-build', args, { image: name })]).controllers;
    expect(image('registry.example:5000/mirror/nmi@sha256:00', []).map(({ program }) => program)).toEqual(['nmi']);
    expect(image('registry.example/build:1', ['--MICNamespace=x']).map(({ program }) => program)).toEqual(['nmi']);
    expect(image('registry.example/build:1', ['--syncRetryDuration=1h']).map(({ program }) => program)).toEqual([
      'mic',
    ]);
    const env = [{ name: 'MIC_POD_NAMESPACE', value: 'x' }];
    expect(
      settled([mic(['--logtostderr'], { image: 'registry.example/mic-arm64:1', env })]).controllers.map(
        ({ program }) => program,
      ),
    ).toEqual(['mic']);
    expect(image('registry.example/audio/mic:2', ['--volume=3'])).toEqual([]);
    expect(image('registry.example/dynamic:1', [])).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ['its program', { command: ['nmi', '--forceNamespaced'] }, []],
    ['the path of its program', { command: ['/bin/nmi'], args: ['--forceNamespaced'] }, []],
    ['a shell', { command: ['/bin/sh', '-c', 'exec nmi'] }, ['/bin/sh starts it, so its arguments are unknown']],
  ])('a command that is %s', (_what, command, warnings) => {
    const container = { name: 'nmi', image: 'mcr.example/aad-pod-identity/nmi:v1.8.17', ...command };
    const object = deployment('default', 'x', {}, { containers: [container] });
    const { nmiForceNamespaced, warnings: all } = settled([object, mic(['--forceNamespaced'])]);
    expect(nmiForceNamespaced).toBe(warnings.length === 0);
    expect(all).toEqual(warnings.map((warning) => expect.stringContaining(warning)));
  });

  test('an unknown image with only a command is recognised by its flags', () => {
    const containers = [{ name: 'x', image: 'registry.example/build:1', command: ['run', '--MICNamespace=x'] }];
    expect(settled([deployment('default', 'x', {}, { containers })]).controllers).toMatchObject([{ program: 'nmi' }]);
  });

  test('NMI knows the namespace of MIC from a flag', () => {
    const bypass = (...args: string[]) =>
      simulate(manifests(deployment('Identity', 'micro', {}), nmi(args)), {}).workloads[0]?.bypass;
    expect(() => bypass()).toThrow('metadata.namespace: got "Identity"');
    const lower = (...args: string[]) =>
      simulate(manifests(deployment('identity', 'micro', {}), nmi(args)), {}).workloads[0]?.bypass;
    expect(lower('--MICNamespace=IDENTITY')).toBe('mic');
    expect(lower()).toBeUndefined();
  });
});

describe('controllers that do not give an answer', () => {
  test.each<[string, object[], string]>([
    [
      'managed without namespaced (D04)',
      [nmi(['--operation-mode=managed'])],
      'managed mode also requires --forceNamespaced',
    ],
    ['another mode', [nmi(['--operation-mode=both'])], '--operation-mode: got "both"; allowed: standard, managed'],
    ['an unknown flag', [nmi(['--forcenamespaced'])], 'unknown flag --forcenamespaced; write --forceNamespaced'],
    ['a flag of the other one', [mic(['--operation-mode=managed'])], 'unknown flag --operation-mode'],
    [
      'a boolean with another value',
      [mic(['--forceNamespaced=yes'])],
      '"yes" is not a valid value of --forceNamespaced',
    ],
    [
      'one dash for NMI',
      [nmi(['-forceNamespaced'])],
      'unknown flag -f, as in -forceNamespaced; write --forceNamespaced',
    ],
    [
      'a duration without a unit',
      [mic(['--syncRetryDuration=3600'])],
      '"3600" is not a valid value of --syncRetryDuration',
    ],
    ['no value', [nmi(['--node'])], '--node requires a value'],
    ['--version', [nmi(['--version'])], '--version prints the version and exits'],
  ])('%s', (_what, objects, message) => {
    expect(() => simulate(manifests(...objects))).toThrow(ManifestError);
    expect(() => simulate(manifests(...objects))).toThrow(message);
    expect(() => simulate(manifests(...objects))).toThrow(/^cluster\.yaml:\d+:\d+: (MIC|NMI), /);
    // An option settles it, and then it is a warning.
    expect(settled(objects, { mode: Mode.MANAGED }).problems).toEqual([]);
    expect(settled(objects, { mode: Mode.MANAGED }).warnings).toEqual(
      expect.arrayContaining([expect.stringContaining(message)]),
    );
  });

  test('one controller without the other runs with its defaults, with a warning', () => {
    const warnings = (objects: object[], options: SimulateOptions = {}) => settled(objects, options).warnings;
    expect(warnings([mic([])])).toEqual([
      'the manifests have a MIC and no NMI: NMI is assumed to run with its defaults',
    ]);
    expect(warnings([nmi([])])).toEqual([
      'the manifests have an NMI and no MIC: MIC is assumed to run with its defaults',
    ]);
    expect(warnings([nmi(['--operation-mode=managed', '--forceNamespaced'])])).toEqual([]);
    expect(warnings([])).toEqual([]);
  });

  test('a mode that does not exist, from JavaScript', () => {
    const mode = 'manged' as Mode;
    expect(() => simulate(manifests(...shared), { mode })).toThrow(/^mode: got "manged"; allowed: standard, managed$/);
  });

  test('a mode as a string, from JavaScript', () => {
    expect(simulate(manifests(...shared), { mode: 'managed' as Mode }).mode).toBe(Mode.MANAGED);
  });

  const other = (args: string[]) => {
    const object = nmi(args);
    return { ...object, metadata: { name: 'nmi-2', namespace: 'default' } };
  };

  test('two NMIs that disagree, unless an option settles it', () => {
    const modes = [nmi(['--forceNamespaced']), other(['--operation-mode=managed', '--forceNamespaced'])];
    expect(() => simulate(manifests(...modes))).toThrow(
      /^two NMIs disagree: NMI, DaemonSet default\/nmi, runs in standard mode \(cluster\.yaml:\d+:\d+, by default\); NMI, DaemonSet default\/nmi-2, runs in managed mode \(cluster\.yaml:\d+:\d+\)\. Choose one with --mode$/,
    );
    expect(settled(modes, { mode: Mode.MANAGED })).toMatchObject({
      problems: [],
      warnings: [
        expect.stringMatching(
          /^this answer is for managed mode, but NMI, DaemonSet default\/nmi, runs in standard mode/,
        ),
      ],
    });
    const namespaced = [nmi([]), other(['--forceNamespaced'])];
    expect(() => simulate(manifests(...namespaced))).toThrow('Set --force-namespaced, or leave out one of them');
    expect(settled(namespaced, { forceNamespaced: true }).problems).toEqual([]);
    expect(() => simulate(manifests(nmi([]), other(['--MICNamespace=x'])))).toThrow('has --MICNamespace default');
    expect(settled([nmi([]), other([])]).problems).toEqual([]);
  });

  test('an option wins over what is found, with a warning', () => {
    expect(settled([nmi([]), mic([])], { forceNamespaced: true })).toMatchObject({
      micForceNamespaced: true,
      nmiForceNamespaced: true,
    });
    expect(settled([nmi([]), mic([])], { forceNamespaced: true }).warnings).toEqual([
      expect.stringMatching(/^this answer is for forced namespaced, but NMI, .* is not forced namespaced/),
      expect.stringMatching(/^this answer is for forced namespaced, but MIC, .* is not forced namespaced/),
    ]);
    expect(settled([nmi(['--forceNamespaced']), mic([])], { forceNamespaced: false })).toMatchObject({
      nmiForceNamespaced: false,
    });
  });
});
