import { describe, expect, test } from '@jest/globals';
import { Mode } from '../../lib';
import { Explanations } from '../../lib/simulation/explain';
import { simulationOf } from '../../lib/simulation/simulation-of';
import { binding, identity, labelled, manifests, mic, NAMESPACED, nmi, pod } from '../support/cluster';

/** The explanations for the first workload. */
function reasons(objects: object[], options: { mode?: Mode } = {}) {
  const simulation = simulationOf(manifests(...objects), options);
  const explanations = new Explanations(simulation);
  const [workload] = simulation.cluster.workloads;
  if (!workload) throw new Error('no workload');
  return { nothing: explanations.whyNothing(workload), else: explanations.whatElse(workload) };
}
const POD = pod('a', 'p', labelled('s'));

describe('why a workload gets no identity', () => {
  test.each<[string, object[], string[]]>([
    ['no binding', [], ['no binding has the selector "s"']],
    [
      'the selector in another case',
      [binding('b', 'y', 'x', 'S ')],
      ['no binding has the selector "s"; binding b/y has "S "'],
    ],
    [
      'similar selectors: the one of the same namespace',
      [binding('0', 'y', 'x', 'S'), binding('a', 'z', 'x', 'S'), binding('b', 'y', 'x', 'S')],
      ['no binding has the selector "s"; binding a/z has "S"'],
    ],
    [
      'the name of a binding',
      [binding('a', 's', 'x', 't')],
      ['no binding has the selector "s"; binding a/s has "t", and MIC compares selectors, not names'],
    ],
    [
      'the name of an identity',
      [binding('a', 'y', 's', 't')],
      ['no binding has the selector "s"; binding a/y has "t", and MIC compares selectors, not names'],
    ],
    ['an empty azureIdentity', [binding('a', 'y', '', 's')], ['binding a/y: its azureIdentity is empty']],
    ['a missing identity', [binding('a', 'y', 'x', 's')], ['binding a/y: AzureIdentity a/x does not exist']],
    [
      'an identity in another case',
      [identity('a', 'x'), binding('a', 'y', 'X', 's')],
      ['binding a/y: AzureIdentity a/X does not exist; a/x does'],
    ],
    [
      'similar identities: the one of the same namespace',
      [identity('0', 'x'), identity('a', 'w'), identity('b', 'x'), binding('b', 'y', 'X', 's')],
      ['binding b/y: AzureIdentity b/X does not exist; b/x does'],
    ],
    [
      'a malformed resource id',
      [identity('a', 'x', { resourceID: 'x' }), binding('a', 'y', 'x', 's')],
      ['binding a/y: MIC drops AzureIdentity a/x, its resourceID is "x"'],
    ],
    [
      'an identity of another namespace',
      [identity('b', 'x', {}, NAMESPACED), binding('b', 'y', 'x', 's')],
      ['binding b/y: only pods of namespace b can use its identity'],
    ],
    [
      'more than three reasons',
      ['1', '2', '3', '4', '5'].map((name) => binding('a', name, 'x', 's')),
      [...['1', '2', '3'].map((name) => `binding a/${name}: AzureIdentity a/x does not exist`), 'and 2 more bindings'],
    ],
    [
      'three reasons',
      ['1', '2', '3'].map((name) => binding('a', name, 'x', 's')),
      ['1', '2', '3'].map((name) => `binding a/${name}: AzureIdentity a/x does not exist`),
    ],
  ])('%s', (_what, objects, expected) => {
    expect(reasons([POD, ...objects]).nothing).toEqual(expected);
  });

  test('an empty label: MIC ignores it, NMI in managed mode does not', () => {
    const empty = pod('a', 'p', labelled(''));
    expect(reasons([empty]).nothing).toEqual(['its label is empty: MIC ignores it']);
    expect(reasons([empty, binding('a', 'b', 'x', 's')], { mode: Mode.MANAGED }).nothing).toEqual([
      'no binding of namespace a has the selector ""',
    ]);
    expect(reasons([pod('a', 'p', {})]).nothing).toEqual([]);
  });

  test('managed mode: only bindings of the namespace, and a missing identity', () => {
    expect(reasons([POD, identity('b', 'x'), binding('b', 'y', 'x', 's')], { mode: Mode.MANAGED }).nothing).toEqual([
      'no binding of namespace a has the selector "s"; binding b/y has "s"',
    ]);
    expect(reasons([POD, binding('a', 'y', 'x', 's')], { mode: Mode.MANAGED }).nothing).toEqual([
      'binding a/y: AzureIdentity a/x does not exist',
    ]);
  });
});

describe('which identities a workload does not get besides its own', () => {
  const OWN = [POD, identity('a', 'x'), binding('a', 'b', 'x', 's')];

  test('one with the same name as another', () => {
    expect(reasons([...OWN, identity('b', 'x'), binding('b', 'c', 'x', 's')]).else).toEqual([
      'binding b/c: AzureIdentity a/x has the same name and comes first, through binding a/b',
    ]);
  });

  test('a second binding to the same identity is not a loss', () => {
    expect(reasons([...OWN, binding('a', 'c', 'x', 's')]).else).toEqual([]);
  });

  test('one that only pods of another namespace can use is not a loss', () => {
    expect(reasons([...OWN, identity('b', 'z', {}, NAMESPACED), binding('b', 'c', 'z', 's')]).else).toEqual([]);
  });

  test('one that does not exist, one with a malformed resource id', () => {
    expect(
      reasons([
        ...OWN,
        binding('a', 'c', 'z', 's'),
        identity('a', 'w', { resourceID: '' }),
        binding('a', 'd', 'w', 's'),
      ]).else,
    ).toEqual([
      'binding a/c: AzureIdentity a/z does not exist',
      'binding a/d: MIC drops AzureIdentity a/w, its resourceID is ""',
    ]);
  });

  test('one that NMI does not hand out', () => {
    const objects = [...OWN, identity('b', 'z'), binding('b', 'c', 'z', 's'), mic([]), nmi(['--forceNamespaced'])];
    expect(reasons(objects).else).toEqual([
      'binding b/c: MIC assigns its identity, but NMI is forced namespaced and does not hand it out to other namespaces',
    ]);
  });
});
