import { describe, expect, test } from '@jest/globals';
import { findControllers } from '../../lib/simulation/controllers';
import { immutableIds, isImmutable } from '../../lib/simulation/immutable-identities';
import { clusterOf, mic } from '../support/cluster';

const of = (...args: string[][]) =>
  findControllers(
    clusterOf(...args.map((list, i) => ({ ...mic(list), metadata: { name: `mic-${i}`, namespace: 'a' } }))),
  );

describe('the ids that MIC never takes off a node', () => {
  test('without a MIC nothing is known', () => {
    expect(isImmutable([], 'a')).toBeUndefined();
  });

  test('the list is read in lower case, with its blanks', () => {
    const controllers = of(['--immutable-user-msis=A, b,c']);
    expect([...immutableIds(controllers)]).toEqual(['a', ' b', 'c']);
    expect(['a', 'b', ' b', 'C', ''].map((id) => isImmutable(controllers, id))).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  test('two MICs: those of both lists', () => {
    expect([...immutableIds(of(['--immutable-user-msis=a,b'], ['--immutable-user-msis=b,c']))]).toEqual(['b']);
    expect([...immutableIds(of(['--immutable-user-msis=a,b'], []))]).toEqual([]);
  });

  test('also behind an argument that MIC exits at', () => {
    expect([...immutableIds(of(['--nope', '--immutable-user-msis=a']))]).toEqual(['a']);
  });
});
