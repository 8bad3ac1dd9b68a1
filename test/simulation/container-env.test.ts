import { describe, expect, test } from '@jest/globals';
import { environmentOf } from '../../lib/simulation/container-env';
import { findControllers } from '../../lib/simulation/controllers';
import { clusterOf, manifests, nmi, pod } from '../support/cluster';

const CONTAINER = ['spec', 'containers', 0];
const DATA = { A: 'map', B: '2' };

/** The environment of the container of a pod in namespace a, beside a ConfigMap c. */
function environment(container: object): Map<string, unknown> {
  const [manifest] = manifests(pod('a', 'p', {}, { containers: [container] })).objects;
  if (!manifest) throw new Error('no object');
  return environmentOf(manifest, CONTAINER, (namespace, name) =>
    namespace === 'a' && name === 'c' ? DATA : undefined,
  );
}
const FROM_MAP = { envFrom: [{ configMapRef: { name: 'missing' } }, { configMapRef: { name: 'c' }, prefix: 'X_' }] };

describe('the environment of a container', () => {
  test('from a ConfigMap, with a prefix; the path is the item of the list', () => {
    const path = [...CONTAINER, 'envFrom', 1];
    expect(Object.fromEntries(environment(FROM_MAP))).toEqual({
      X_A: { value: 'map', path, from: undefined },
      X_B: { value: '2', path, from: undefined },
    });
  });

  test('a variable of its own overrides it, and the last one of a name wins', () => {
    const env = [
      { name: 'X_A', value: 'first' },
      { name: 'X_A', value: 'last' },
    ];
    const path = [...CONTAINER, 'env', 1, 'value'];
    expect(environment({ ...FROM_MAP, env }).get('X_A')).toEqual({ value: 'last', path, from: undefined });
  });

  test('references: to variables before, not to those after; $$ is a dollar', () => {
    const env = [
      { name: 'A', value: '$(B)' },
      { name: 'B', value: 'b' },
      { name: 'C', value: '$(B)-$$(B)-$(MISSING)' },
      { name: 'D' },
      { value: 'without a name' },
    ];
    expect([...environment({ env }).values()]).toMatchObject([
      { value: '$(B)' },
      { value: 'b' },
      { value: 'b-$(B)-$(MISSING)' },
      { value: '' },
    ]);
  });

  test.each<[string, object, object]>([
    ['a ConfigMap', { configMapKeyRef: { name: 'c', key: 'A' } }, { value: 'map', from: undefined }],
    ['a missing key', { configMapKeyRef: { name: 'c', key: 'Z' } }, { value: undefined, from: 'Z of ConfigMap a/c' }],
    ['the namespace of the pod', { fieldRef: { fieldPath: 'metadata.namespace' } }, { value: 'a', from: undefined }],
    [
      'another field',
      { fieldRef: { fieldPath: 'spec.nodeName' } },
      { value: undefined, from: 'the field spec.nodeName of the pod' },
    ],
    ['a Secret', { secretKeyRef: { name: 's', key: 'k' } }, { value: undefined, from: 'secretKeyRef' }],
  ])('a value from %s', (_what, valueFrom, expected) => {
    const path = [...CONTAINER, 'env', 0];
    expect(environment({ env: [{ name: 'A', valueFrom }] }).get('A')).toEqual({ ...expected, path });
  });
});

describe('variables of a controller from objects that are not in the manifests', () => {
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default' }, data: DATA };
  const hasUnseen = (container: object, ...objects: object[]) =>
    findControllers(clusterOf(nmi([], container), ...objects)).map((one) => one.hasUnseenVariables);
  test('none, a ConfigMap of the manifests, and another one', () => {
    expect(hasUnseen({}, config)).toEqual([false]);
    expect(hasUnseen({ envFrom: [{ configMapRef: { name: 'c' } }] }, config)).toEqual([false]);
    expect(hasUnseen(FROM_MAP, config)).toEqual([true]);
    expect(hasUnseen({ env: [{ name: 'A', value: 'a' }], envFrom: [{ secretRef: { name: 's' } }] })).toEqual([true]);
  });
});
