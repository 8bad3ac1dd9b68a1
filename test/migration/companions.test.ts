import { describe, expect, test } from '@jest/globals';
import { Manifests } from '../../lib';
import { planOf } from '../../lib/migration/plan';
import { simulationOf } from '../../lib/simulation/simulation-of';
import { binding, deployment, identity, labelled, NAMESPACED, yaml } from '../support/cluster';

const id = (name: string) =>
  `/subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const of = (name: string, clientID: string) => [
  identity('shop', name, { resourceID: id(name), clientID }, NAMESPACED),
  binding('shop', name, name, name),
];
const object = (apiVersion: string, kind: string, name: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
});

function plan(...objects: object[]) {
  return planOf(simulationOf(Manifests.fromText('cluster.yaml', yaml(...objects))));
}
const companions = (...objects: object[]) =>
  plan(...objects).companions.map(({ manifest, path, found, changes }) => ({
    object: `${manifest.kind} ${manifest.name}`,
    path: path.join('.'),
    found,
    changes: Object.fromEntries(changes.map((change) => [change.path.join(' '), change.value])),
  }));

const vault = (parameters: object) =>
  object('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', 'keys', { provider: 'azure', parameters });
const mounting = (name: string, label: string) =>
  deployment('shop', name, labelled(label), {
    volumes: [
      { name: 'keys', csi: { driver: 'secrets-store.csi.k8s.io', volumeAttributes: { secretProviderClass: 'keys' } } },
    ],
  });

describe('the Key Vault driver', () => {
  test('gets the client id of the pods that mount the class', () => {
    expect(companions(...of('orders', 'o'), mounting('web', 'orders'), vault({ usePodIdentity: 'true' }))).toEqual([
      {
        object: 'SecretProviderClass keys',
        path: 'spec.parameters.usePodIdentity',
        found: 'The driver asks NMI for tokens of the pods that mount it.',
        changes: { 'spec parameters usePodIdentity': '"false"', 'spec parameters clientID': 'o' },
      },
    ]);
  });

  test('of several identities, nobody knows which one', () => {
    const objects = [...of('orders', 'o'), ...of('files', 'f'), mounting('web', 'orders'), mounting('api', 'files')];
    const [one] = plan(...objects, vault({ usePodIdentity: 'true' })).companions;
    expect(one?.changes[1]?.value).toBe('<client id>');
    expect(one?.remark).toBe('Pods with different identities mount it: write one for each.');
  });

  test.each(['false', ''])('not with usePodIdentity %j', (usePodIdentity) => {
    expect(companions(...of('orders', 'o'), mounting('web', 'orders'), vault({ usePodIdentity }))).toEqual([]);
  });
});

describe('KEDA', () => {
  const trigger = (podIdentity: object, kind = 'TriggerAuthentication') =>
    object('keda.sh/v1alpha1', kind, 'queue', { podIdentity });

  test.each(['TriggerAuthentication', 'ClusterTriggerAuthentication'])('%s', (kind) => {
    expect(companions(trigger({ provider: 'azure' }, kind))).toMatchObject([
      { changes: { 'spec podIdentity provider': 'azure-workload', 'spec podIdentity identityId': '<client id>' } },
    ]);
    expect(companions(trigger({ provider: 'azure', identityId: 'x' }, kind))).toMatchObject([
      { changes: { 'spec podIdentity provider': 'azure-workload' } },
    ]);
    expect(companions(trigger({ provider: 'azure-workload' }, kind))).toEqual([]);
  });

  test('not objects of that name of other groups', () => {
    expect(companions({ ...trigger({ provider: 'azure' }), apiVersion: 'other.example/v1' })).toEqual([]);
  });
});

describe('charts', () => {
  const release = (chart: string, values: object) =>
    object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'release', { chart: { spec: { chart } }, values });
  const podLabels = { aadpodidbinding: 'orders' };

  test.each([
    ['cert-manager', { podLabels }, ['podLabels azure.workload.identity/use']],
    [
      'external-dns',
      { podLabels },
      ['podLabels azure.workload.identity/use', 'serviceAccount annotations azure.workload.identity/client-id'],
    ],
    [
      'velero',
      { podLabels },
      ['podLabels azure.workload.identity/use', 'serviceAccount server annotations azure.workload.identity/client-id'],
    ],
    ['ingress-azure', { armAuth: { type: 'aadPodIdentity' } }, ['armAuth type', 'armAuth identityClientID']],
    [
      'keda',
      { podIdentity: { activeDirectory: { identity: 'orders' } } },
      ['podIdentity azureWorkload enabled', 'podIdentity azureWorkload clientId'],
    ],
    [
      'of-ours',
      { podLabels },
      ['podLabels azure.workload.identity/use', 'serviceAccount annotations azure.workload.identity/client-id'],
    ],
  ])('%s', (chart, values, changes) => {
    const found = companions(release(chart, values));
    expect(found.map((one) => Object.keys(one.changes))).toEqual([changes]);
    expect(companions(release(chart, {}))).toEqual([]);
  });

  test('the client id, where one identity is bound to the label', () => {
    const label = of('orders', 'id-orders');
    const client = (...objects: object[]) =>
      companions(release('of-ours', { podLabels }), ...objects)[0]?.changes[
        'serviceAccount annotations azure.workload.identity/client-id'
      ];
    expect(client(...label)).toBe('id-orders');
    expect(client()).toBe('<client id>');
    expect(client(...label, ...of('more', 'id-more').slice(0, 1), binding('shop', 'more', 'more', 'orders'))).toBe(
      '<client id>',
    );
  });

  test('pods whose label is in the values are not in the plan, which is then incomplete', () => {
    expect(plan(release('external-dns', { podLabels })).openEnds).toEqual([
      {
        place: expect.stringMatching(/^cluster\.yaml:\d+:\d+$/),
        problem:
          'HelmRelease shop/release hands the label on to pods that are not among the paths, in spec.values.podLabels.aadpodidbinding.',
        advice: 'Plan the output of what renders them, too, or change it as listed under companions.',
      },
    ]);
    expect(plan(release('external-dns', {})).openEnds).toEqual([]);
  });

  test('of an operator that makes the pods', () => {
    const job = object('sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'sums', { driver: { labels: podLabels } });
    expect(plan(job).openEnds).toMatchObject([
      {
        advice:
          'Move it by hand: its pods need the label azure.workload.identity/use: "true", and a ServiceAccount with the client id.',
      },
    ]);
  });

  test('a workload that Helm rendered is changed in the values', () => {
    const rendered = (chart: string) => {
      const made = deployment('shop', 'dns', labelled('orders'));
      Object.assign(made.metadata, { labels: { 'helm.sh/chart': chart } });
      return made;
    };
    expect(companions(...of('orders', 'o'), rendered('external-dns-1.14.3'))).toMatchObject([
      {
        object: 'Deployment dns',
        found: 'It is rendered by the chart "external-dns": the next rendering undoes what is written here.',
      },
    ]);
    expect(companions(...of('orders', 'o'), deployment('shop', 'dns', labelled('orders')))).toEqual([]);
  });
});
