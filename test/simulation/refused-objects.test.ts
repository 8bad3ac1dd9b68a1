import { describe, expect, test } from '@jest/globals';
import { describeRefusal } from '../../lib/manifests/refusal';
import { Cluster } from '../../lib/simulation/cluster';
import { binding, clusterOf, exception, identity, manifests, pod } from '../support/cluster';

const refused = (...objects: object[]) =>
  clusterOf(...objects).refusals.map(({ path, reason }) => `${path.join('.')}: ${reason}`);
const withMetadata = (object: { metadata: object }, metadata: object) => ({
  ...object,
  metadata: { ...object.metadata, ...metadata },
});

describe('objects that the API server refuses', () => {
  test.each<[string, object, string]>([
    ...['resourceID', 'clientID', 'tenantID', 'adEndpoint', 'adResourceID'].map((field): [string, object, string] => [
      field,
      identity('a', 'x', { [field]: 7 }),
      `spec.${field}`,
    ]),
    ...['type', 'replicas'].map((field): [string, object, string] => [
      field,
      identity('a', 'x', { [field]: '0' }),
      `spec.${field}`,
    ]),
    ['clientPassword', identity('a', 'x', { clientPassword: 'x' }), 'spec.clientPassword'],
    ['clientPassword.name', identity('a', 'x', { clientPassword: { name: 7 } }), 'spec.clientPassword.name'],
    [
      'clientPassword.namespace',
      identity('a', 'x', { clientPassword: { namespace: 7 } }),
      'spec.clientPassword.namespace',
    ],
    ['metadata in the spec', identity('a', 'x', { metadata: 'x' }), 'spec.metadata'],
    ['auxiliaryTenantIDs', identity('a', 'x', { auxiliaryTenantIDs: 'x' }), 'spec.auxiliaryTenantIDs'],
    ['azureIdentity', { ...binding('a', 'b', '', 's'), spec: { azureIdentity: 7 } }, 'spec.azureIdentity'],
    ['selector', { ...binding('a', 'b', '', 's'), spec: { selector: true } }, 'spec.selector'],
    ['weight', { ...binding('a', 'b', '', 's'), spec: { weight: 'x' } }, 'spec.weight'],
    ['metadata in the spec of a binding', { ...binding('a', 'b', '', 's'), spec: { metadata: 'x' } }, 'spec.metadata'],
    ['metadata in the spec of an exception', { ...exception('a', 'e', {}), spec: { metadata: 'x' } }, 'spec.metadata'],
    ['podLabels', exception('a', 'e', { app: 7 }), 'spec.podLabels.app'],
    ['labels', withMetadata(identity('a', 'x'), { labels: { app: 'a b' } }), 'metadata.labels.app'],
    ['annotations', withMetadata(identity('a', 'x'), { annotations: { a: true } }), 'metadata.annotations.a'],
    ['annotations of a workload', withMetadata(pod('a', 'p', {}), { annotations: { a: 7 } }), 'metadata.annotations.a'],
    ['labels of a pod, once', pod('a', 'p', { app: 7 }), 'metadata.labels.app'],
    ['namespace', identity('A', 'x'), 'metadata.namespace'],
    ['name', identity('a', 'X'), 'metadata.name'],
    ['no name', withMetadata(identity('a', 'x'), { name: null }), 'metadata.name'],
    ['apiVersion', { ...identity('a', 'x'), apiVersion: 'aadpodidentity.k8s.io/v2' }, 'apiVersion'],
    ['kind', { ...identity('a', 'x'), kind: 'AzureIdentities' }, 'kind'],
    ['containers', pod('a', 'p', {}, { containers: {} }), 'spec.containers'],
    ['command', pod('a', 'p', {}, { containers: [{ command: 'x' }] }), 'spec.containers.0.command'],
    ['args', pod('a', 'p', {}, { containers: [{ args: [true] }] }), 'spec.containers.0.args.0'],
    ['env', pod('a', 'p', {}, { initContainers: [{ env: [{ value: 7 }] }] }), 'spec.initContainers.0.env.0.value'],
    ['hostNetwork', pod('a', 'p', {}, { hostNetwork: 'true' }), 'spec.hostNetwork'],
  ])('%s', (_what, object, path) => {
    expect(refused(object)).toEqual([expect.stringMatching(`^${path}: `)]);
    const { identities, bindings, exceptions, workloads } = clusterOf(object);
    expect([identities, bindings, exceptions, workloads]).toEqual([[], [], [], []]);
  });

  test('a generated name is a name', () => {
    expect(refused(withMetadata(pod('a', 'p', {}), { name: undefined, generateName: 'p-' }))).toEqual([]);
  });

  test('to find more than one mistake they are kept, unless they have no name', () => {
    const kept = (object: object) => new Cluster(manifests(object), true);
    expect(kept(identity('a', 'x', { clientID: 7 })).identities).toMatchObject([{ clientID: '7' }]);
    expect(kept(pod('a', 'p', { app: true })).workloads).toMatchObject([{ labels: { app: 'true' } }]);
    expect(kept(withMetadata(identity('a', 'x'), { name: null })).identities).toEqual([]);
    expect(kept({ ...identity('a', 'x'), kind: 'AzureIdentities' }).refusals).toHaveLength(1);
  });

  test('the message', () => {
    expect(clusterOf(identity('a', 'x', { type: '0' })).refusals.map(describeRefusal)).toEqual([
      'cluster.yaml:9:5: AzureIdentity a/x: spec.type: got "0"; allowed: a whole number. Remove the quotes. The API server refuses the object',
    ]);
  });
});

describe('objects that appear twice', () => {
  const spec = { resourceID: 'x', metadata: { a: 'b' } };
  test('the same content: the order of keys, nulls and an implied namespace do not count', () => {
    const one = identity('default', 'x', spec);
    const other = identity('default', 'x', { tenantID: null, metadata: { a: 'b' }, resourceID: 'x' });
    const implied = withMetadata(one, { namespace: null });
    expect(clusterOf(one, other, implied)).toMatchObject({ conflicts: [], identities: [{ name: 'x' }] });
  });

  test.each<[string, object]>([
    ['another value', identity('a', 'x', { ...spec, resourceID: 'y' })],
    ['another value further down', identity('a', 'x', { ...spec, metadata: { a: 'c' } })],
    ['another key', identity('a', 'x', { ...spec, tenantID: 't' })],
    ['other labels', identity('a', 'x', spec, { labels: { a: 'b' } })],
  ])('%s is a conflict', (_what, other) => {
    expect(clusterOf(identity('a', 'x', spec), other)).toMatchObject({
      conflicts: [{ first: { line: 1 }, second: {} }],
      identities: [{ resourceID: 'x' }],
    });
  });

  test('workloads are listed twice', () => {
    const cluster = clusterOf(pod('a', 'p', {}), pod('a', 'p', {}), pod('b', 'p', {}));
    expect([cluster.workloads.length, cluster.repeated.length, cluster.conflicts.length]).toEqual([3, 1, 0]);
  });
});
