import { describe, expect, test } from '@jest/globals';
import { Mode, simulate } from '../../lib';
import { binding, identity, labelled, manifests, NAMESPACED, pod } from '../support/cluster';

/** The bindings and identities of the first workload, in the order of the answer. */
const got = (objects: object[], options = {}) =>
  simulate(manifests(...objects), options).workloads[0]?.identities.map(
    ({ binding: by, namespace, name }) => `${by} ${namespace}/${name}`,
  );
const POD = pod('b', 'p', labelled('s'));

describe('bindings are processed by namespace and name, whatever the order of the files', () => {
  const identities = [identity('a', 'x'), identity('b', 'x', {}, NAMESPACED), identity('c', 'x'), identity('b', 'z')];
  const bindings = [
    binding('c', '1', 'x', 's'),
    binding('b', '2', 'x', 's'),
    binding('b', '1', 'z', 's'),
    binding('a', '9', 'x', 's'),
  ];

  test('standard mode: the first identity of a name wins, namespaced or not', () => {
    expect(got([POD, ...identities, ...bindings])).toEqual(['a/9 a/x', 'b/1 b/z']);
    expect(got([POD, ...identities, ...bindings.filter(({ metadata }) => metadata.namespace !== 'a')])).toEqual([
      'b/1 b/z',
      'b/2 b/x',
    ]);
  });

  test('managed mode: the same within the namespace', () => {
    const more = [...bindings, binding('b', '0', 'x', 's'), binding('b', '3', 'missing', 's')];
    expect(got([POD, ...identities, ...more], { mode: Mode.MANAGED })).toEqual(['b/0 b/x', 'b/1 b/z']);
  });

  test('managed mode: pods without the label match bindings with an empty selector', () => {
    const objects = [pod('b', 'p', {}), identity('b', 'x'), binding('b', '1', 'x', '')];
    expect(got(objects, { mode: Mode.MANAGED })).toEqual(['b/1 b/x']);
    expect(got(objects)).toEqual([]);
  });
});
