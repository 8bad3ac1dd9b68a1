import { describe, expect, test } from '@jest/globals';
import { binding, controller, deployment, exception, identity, labelled, yaml } from '../support/cluster';
import { command } from '../support/command';
import { Folder } from '../support/folder';
import { RESOURCE_ID } from '../support/ids';

const plan = (input: string, ...options: string[]) => command(['migrate', 'plan', '-', ...options], input);
const json = async (input: string, ...options: string[]) =>
  JSON.parse((await plan(input, '--format', 'json', ...options)).out);

describe('phases', () => {
  const titles = async (input: string, ...options: string[]) =>
    (await json(input, ...options)).phases.map(({ title }: { title: string }) => title);
  const shop = [identity('shop', 'orders', { clientID: 'o' }), binding('shop', 'orders', 'orders', 'orders')];
  const account = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: 'front',
      namespace: 'shop',
      annotations: {
        'aad-pod-identity.federation/identities': `o=${RESOURCE_ID}`,
        'azure.workload.identity/client-id': 'o',
      },
    },
  };
  const USE = { 'azure.workload.identity/use': 'true' };
  const web = (labels: object) => deployment('shop', 'web', labels, { serviceAccountName: 'front' });

  test('those that are left: fewer at each stage', async () => {
    const after = ['Move the pods to workload-identity', 'Delete bindings and identities'];
    expect(await titles(yaml(...shop, deployment('shop', 'web', labelled('orders'))))).toEqual([
      'Switch on Workload Identity in the cluster',
      'Create the federated credentials',
      'Create and annotate the ServiceAccounts',
      'Move the pods to dual or proxy',
      ...after,
    ]);
    expect(await titles(yaml(...shop, account, web({ ...labelled('orders'), ...USE })))).toEqual(after);
    expect(await titles(yaml(...shop, account, web(USE)))).toEqual(['Delete bindings and identities']);
    expect(await titles(yaml(account, web(USE)))).toEqual([]);
  });

  test('an issuer that is given is switched on', async () => {
    const issuer = 'https://westeurope.oic.prod-aks.azure.com/t/u/';
    const found = await titles(yaml(...shop, deployment('shop', 'web', labelled('orders'))), '--issuer', issuer);
    expect(found[0]).toBe('Create the federated credentials');
  });

  test('what must not be created is marked: an account that another workload has, too', async () => {
    const own = { serviceAccountName: 'front' };
    const objectsWith = async (...others: object[]) => {
      const { phases } = await json(yaml(...shop, deployment('shop', 'web', labelled('orders'), own), ...others));
      return phases.slice(1, 3).flatMap(({ objects }: { objects: string[] }) => objects);
    };
    const usual = [
      'system:serviceaccount:shop:front at identity orders of resource group shop',
      'ServiceAccount shop/front',
    ];
    expect(await objectsWith()).toEqual(usual);
    expect(await objectsWith(deployment('shop', 'other', {}, own))).toEqual(usual.map((one) => `${one}, blocked`));
  });

  test('nothing is deleted while it is not known what some pods need', async () => {
    expect(await titles(yaml(...shop, deployment('shop', 'web', labelled('order'))))).toEqual([
      'Clear up which identities some pods need',
    ]);
    const all = await titles(
      yaml(...shop, deployment('shop', 'web', labelled('orders')), deployment('shop', 'a', labelled('b'))),
    );
    expect([all[0], all.at(-1)]).toEqual([
      'Clear up which identities some pods need',
      'Move the pods to workload-identity',
    ]);
  });

  test('a workload that is blocked is marked, and the identity has a short name', async () => {
    const two = [
      identity('shop', 'files', { clientID: 'f', resourceID: `${RESOURCE_ID}-files` }),
      binding('shop', 'files', 'files', 'orders'),
    ];
    const { phases } = await json(yaml(...shop, ...two, deployment('shop', 'web', labelled('orders'))));
    const objects = (title: string) => phases.find((phase: { title: string }) => phase.title === title).objects;
    expect(objects('Move the pods to dual or proxy')).toEqual(['Deployment shop/web to dual, blocked']);
    expect(objects('Create the federated credentials')).toContain(
      'system:serviceaccount:shop:orders at identity orders of resource group shop',
    );
  });

  test('pods that are isolated must reach Entra ID before', async () => {
    const policy = (spec: object) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'closed', namespace: 'shop' },
      spec: { podSelector: {}, ...spec },
    });
    const objects = [...shop, deployment('shop', 'web', labelled('orders'))];
    const found = await json(yaml(...objects, policy({ policyTypes: ['Egress'] })));
    expect(found.phases[3]).toMatchObject({
      title: 'Let the pods reach Entra ID',
      objects: ['NetworkPolicy shop/closed'],
    });
    expect(await titles(yaml(...objects, policy({ policyTypes: ['Ingress'] })))).not.toContain(
      'Let the pods reach Entra ID',
    );
  });

  test('the metadata service is blocked before NMI goes', async () => {
    const around = [controller('DaemonSet', 'nmi', []), exception('shop', 'no-nmi', { app: 'old' })];
    const { phases } = await json(yaml(...around, account, web(USE)));
    expect(phases).toMatchObject([
      {
        title: 'Block the metadata service, then remove NMI, MIC and exceptions',
        objects: ['AzurePodIdentityException shop/no-nmi', 'DaemonSet default/nmi'],
      },
    ]);
  });

  test('the way back is one', async () => {
    const input = yaml(...shop, account, web({ ...labelled('orders'), ...USE }));
    expect(await titles(input, '--to', 'pod-identity')).toEqual(['Back to pod identity']);
  });
});

describe('federated credentials', () => {
  const issuer = 'https://westeurope.oic.prod-aks.azure.com/t/u/';
  const credential = (subject: string, from = issuer) => ({
    id: `${RESOURCE_ID}/federatedIdentityCredentials/one`,
    name: 'one',
    issuer: from,
    subject,
    audiences: ['api://AzureADTokenExchange'],
  });
  const shop = yaml(
    identity('shop', 'orders', { clientID: 'o' }, { annotations: { 'aadpodidentity.k8s.io/Behavior': 'namespaced' } }),
    binding('shop', 'orders', 'orders', 'orders'),
    deployment('shop', 'web', labelled('orders')),
  );

  async function counted(...credentials: object[]) {
    const folder = new Folder();
    try {
      const file = folder.write('list.json', JSON.stringify(credentials));
      return (await json(shop, '--issuer', issuer, '--federated', file)).identities[0];
    } finally {
      folder.remove();
    }
  }

  test('those of --federated count against the 20', async () => {
    const own = 'system:serviceaccount:shop:orders';
    expect(await counted(credential(own))).toMatchObject({
      credentials: 1,
      exact: true,
      needed: [{ subject: own, known: true }],
      others: [],
    });
    expect(await counted(credential(own, `${issuer}other/`))).toMatchObject({
      credentials: 2,
      needed: [{ subject: own, known: false }],
    });
    const many = Array.from({ length: 20 }, (_, i) => credential(`system:serviceaccount:shop:other-${i}`));
    const full = await counted(...many);
    expect(full).toMatchObject({ credentials: 21, exact: true });
    expect(full.blockers).toHaveLength(1);
  });

  test('what cannot be an issuer is refused', async () => {
    const { code, out, error } = await plan(shop, '--issuer', issuer.slice(0, -1));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(error).toContain('--issuer');
  });
});
