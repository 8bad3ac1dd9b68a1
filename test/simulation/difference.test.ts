import { describe, expect, test } from '@jest/globals';
import { Mode, simulate } from '../../lib';
import { differenceOf, isEmpty } from '../../lib/simulation/difference';
import { binding, exception, identity, labelled, manifests, pod } from '../support/cluster';

const answer = (...objects: object[]) => simulate(manifests(...objects));
const POD = pod('a', 'p', labelled('s'));
const IDENTITY = identity('a', 'x');
const BINDING = binding('a', 'b', 'x', 's');
const WITH = answer(POD, IDENTITY, BINDING);
const WITHOUT = answer(POD);
const access = { kind: 'Pod', namespace: 'a', name: 'p' };

describe('the difference between two answers', () => {
  test('equal ones', () => {
    const difference = differenceOf(WITH, answer(IDENTITY, BINDING, POD));
    expect(difference).toMatchObject({ gained: [], lost: [], changed: [] });
    expect(isEmpty(difference)).toBe(true);
  });

  test('an identity is gained, and lost', () => {
    const [identityOfPod] = WITH.workloads[0]?.identities ?? [];
    const gained = differenceOf(WITHOUT, WITH);
    expect(gained).toMatchObject({ gained: [{ ...access, identity: identityOfPod }], lost: [], changed: [] });
    expect(isEmpty(gained)).toBe(false);
    const lost = differenceOf(WITH, WITHOUT);
    expect(lost).toMatchObject({ gained: [], lost: [{ ...access, identity: identityOfPod }], changed: [] });
    expect(isEmpty(lost)).toBe(false);
  });

  test('another binding, or another namespace of the AzureAssignedIdentity, is a change', () => {
    const byAnother = answer(POD, IDENTITY, binding('a', 'c', 'x', 's'));
    const difference = differenceOf(WITH, byAnother);
    expect(difference).toMatchObject({
      gained: [],
      lost: [],
      changed: [{ before: { identity: { binding: 'a/b' } }, after: { identity: { binding: 'a/c' } } }],
    });
    expect(isEmpty(difference)).toBe(false);
    const namespaced = simulate(manifests(POD, IDENTITY, BINDING), { forceNamespaced: true });
    expect(differenceOf(WITH, namespaced).changed).toMatchObject([
      { before: { identity: { assignedIn: 'default' } }, after: { identity: { assignedIn: 'a' } } },
    ]);
  });

  test('another client id is another access', () => {
    const other = answer(POD, identity('a', 'x', { clientID: 'd' }), BINDING);
    expect(differenceOf(WITH, other)).toMatchObject({
      gained: [{ identity: { clientID: 'd' } }],
      lost: [{ identity: { clientID: 'c' } }],
    });
  });

  test('bypasses: gained, lost, and another one', () => {
    const excepted = answer(POD, exception('a', 'e', labelled('s')));
    const onHost = answer(pod('a', 'p', labelled('s'), { hostNetwork: true }));
    expect(differenceOf(WITHOUT, excepted)).toMatchObject({ gained: [{ ...access, bypass: 'exception' }], lost: [] });
    expect(differenceOf(excepted, WITHOUT)).toMatchObject({ gained: [], lost: [{ ...access, bypass: 'exception' }] });
    expect(differenceOf(excepted, onHost)).toMatchObject({
      gained: [],
      lost: [],
      changed: [{ before: { bypass: 'exception' }, after: { bypass: 'hostNetwork' } }],
    });
    expect(differenceOf(excepted, excepted).changed).toEqual([]);
  });

  test('a workload that appears twice: each access once, the last one counts', () => {
    const twice = answer(POD, POD, IDENTITY, BINDING);
    expect(differenceOf(WITHOUT, twice).gained).toHaveLength(1);
    expect(isEmpty(differenceOf(WITH, twice))).toBe(true);
    const [first] = WITH.workloads;
    const [other] = answer(POD, IDENTITY, binding('a', 'c', 'x', 's')).workloads;
    if (!first || !other) throw new Error('no workload');
    expect(differenceOf(WITHOUT, { ...WITH, workloads: [first, other] }).gained).toMatchObject([
      { identity: { binding: 'a/c' } },
    ]);
  });

  test('the settings count, what was skipped does not', () => {
    expect(isEmpty(differenceOf(WITHOUT, { ...WITHOUT, mode: Mode.MANAGED }))).toBe(false);
    expect(isEmpty(differenceOf(WITHOUT, { ...WITHOUT, forceNamespaced: true }))).toBe(false);
    const incomplete = differenceOf(WITHOUT, { ...WITHOUT, incomplete: ['x.yaml'] });
    expect(isEmpty(incomplete)).toBe(true);
    expect([incomplete.before, incomplete.after]).toEqual([
      { mode: 'standard', forceNamespaced: false },
      { mode: 'standard', forceNamespaced: false, incomplete: ['x.yaml'] },
    ]);
  });
});
