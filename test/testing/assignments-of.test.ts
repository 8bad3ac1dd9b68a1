import { expect, test } from '@jest/globals';
import { ApiObject, App, Chart } from 'cdk8s';
import {
  AadPodIdentity,
  type AssignmentsOfOptions,
  AzureIdentity,
  AzureIdentityBinding,
  assignmentsOf,
  FederatedIdentityCredentials,
  MigrationStage,
  Mode,
} from '../../lib';
import { ISSUER, OTHER_ISSUER } from '../support/federation';
import { CLIENT_ID, RESOURCE_ID } from '../support/ids';
import { NOT_WRITTEN } from '../support/manifests';

function app() {
  const root = new App({ outdir: NOT_WRITTEN });
  const identities = new Chart(root, 'identities', { namespace: 'shop' });
  const identity = AzureIdentity.userAssigned(identities, 'orders', { resourceId: RESOURCE_ID, clientId: CLIENT_ID });
  new AzureIdentityBinding(identities, 'orders-binding', { identity, selector: 'on' });
  const workloads = new Chart(root, 'workloads');
  new ApiObject(workloads, 'orders', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'orders' },
    spec: { template: { metadata: { labels: { aadpodidbinding: 'on' } }, spec: { containers: [] } } },
  });
  return { root, identities, workloads };
}

test('all charts of an app are one cluster, read as YAML has them', () => {
  expect(assignmentsOf(app().root, { namespace: 'shop' })).toEqual({
    mode: 'standard',
    forceNamespaced: false,
    workloads: [
      {
        kind: 'Deployment',
        namespace: 'shop',
        name: 'orders',
        file: 'workloads',
        line: 1,
        label: 'on',
        excepted: false,
        identities: [
          {
            namespace: 'shop',
            name: 'orders',
            binding: 'shop/orders-binding',
            clientID: CLIENT_ID,
            assignedIn: 'shop',
          },
        ],
      },
    ],
  });
  // The identity is for pods of its namespace only.
  expect(assignmentsOf(app().root).workloads).toMatchObject([{ namespace: 'default', identities: [] }]);
});

test('the issuer, with the credentials of the app', () => {
  const root = new App({ outdir: NOT_WRITTEN });
  const chart = new Chart(root, 'shop', { namespace: 'shop' });
  const identity = AzureIdentity.userAssigned(chart, 'orders', { resourceId: RESOURCE_ID, clientId: CLIENT_ID });
  const spec = { template: { spec: { containers: [{ name: 'main', image: 'registry.example/main:1' }] } } };
  const orders = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'orders' }, spec };
  identity.assignTo(new ApiObject(chart, 'deployment', orders), { stage: MigrationStage.WORKLOAD_IDENTITY });
  new FederatedIdentityCredentials(chart, 'credentials', { clusterName: 'prod', issuer: ISSUER });
  const federated = (options: AssignmentsOfOptions) =>
    assignmentsOf(root, options).workloads[0]?.identities.map((one) => one.federated);
  expect(federated({})).toEqual([undefined]);
  expect(federated({ issuer: ISSUER })).toEqual([true]);
  expect(federated({ issuer: OTHER_ISSUER })).toEqual([false]);
  expect(() => federated({ issuer: 'http://x' })).toThrow('assignmentsOf: issuer: got "http://x"');
});

test('a chart alone', () => {
  expect(assignmentsOf(app().workloads).workloads).toMatchObject([{ name: 'orders', identities: [] }]);
  expect(assignmentsOf(app().identities).workloads).toEqual([]);
});

test('the settings of our own install are read from it', () => {
  const { root } = app();
  new AadPodIdentity(new Chart(root, 'install', { namespace: 'identity-system' }), 'aad-pod-identity');
  const { mode, workloads } = assignmentsOf(root);
  expect(mode).toBe('standard');
  expect(workloads.map(({ name, bypass }) => [name, bypass])).toEqual(
    expect.arrayContaining([
      ['aad-pod-identity-mic', 'exception'],
      ['aad-pod-identity-nmi', 'hostNetwork'],
    ]),
  );
  expect(() => assignmentsOf(root, { mode: Mode.MANAGED })).not.toThrow();
});
