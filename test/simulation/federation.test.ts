import { afterAll, describe, expect, test } from '@jest/globals';
import { type GrantedIdentity, type SimulateOptions, simulate, type WorkloadIdentities } from '../../lib';
import { binding, identity, labelled, manifests, NAMESPACED } from '../support/cluster';
import {
  AUDIENCE,
  account,
  client,
  credential,
  ISSUER,
  listed,
  OTHER_ISSUER,
  resourceId,
  TOKEN_MOUNT,
  TOKEN_VOLUME,
  USE,
  withClientId,
  workload,
} from '../support/federation';
import { Folder } from '../support/folder';
import { RESOURCE_ID } from '../support/ids';

const folder = new Folder();
afterAll(() => folder.remove());

const answer = (objects: object[], options: SimulateOptions = {}) => simulate(manifests(...objects), options).workloads;
const first = (objects: object[], options: SimulateOptions = {}) => answer(objects, options)[0] as WorkloadIdentities;
const granted = (objects: object[], options: SimulateOptions = {}): readonly GrantedIdentity[] =>
  first(objects, options).identities;
/** Client ids, or names in resource ids, with what is known about the credential. */
const told = (objects: object[], options: SimulateOptions = {}) =>
  granted(objects, options).map(
    ({ clientID, resourceID, federated }) =>
      `${clientID || resourceID?.split('/').at(-1)}${federated === undefined ? '' : federated ? ' yes' : ' no'}`,
  );

const [ONE, TWO, THREE] = [client(1), client(2), client(3)];
const STORAGE = resourceId('storage');
const SUBJECT = 'system:serviceaccount:shop:orders';
const ORDERS = identity('shop', 'orders', { clientID: ONE }, NAMESPACED);
const BINDING = binding('shop', 'orders-binding', 'orders', 'orders');
const ACCOUNT = withClientId('shop', 'orders', ONE);
const IDENTITIES = 'aad-pod-identity.federation/identities';
const pod = (pods: Parameters<typeof workload>[2] = {}) =>
  workload('shop', 'orders', { account: 'orders', labels: USE, ...pods });
const env = (...variables: object[]) => ({
  containers: [{ name: 'main', image: 'registry.example/main:1', env: variables }],
});

describe('manifests have Workload Identity', () => {
  const OTHER = workload('shop', 'other');

  test.each<[string, object[]]>([
    ['by the label of pods', [OTHER, pod(), account('shop', 'orders')]],
    ['by a token that is written out', [OTHER, workload('shop', 'w', { spec: { volumes: [TOKEN_VOLUME] } })]],
    ['by the client id of an account', [OTHER, ACCOUNT]],
  ])('%s: then each workload has its account', (_by, objects) => {
    expect(answer(objects)[0]).toMatchObject({ name: 'other', serviceAccount: 'default', identities: [] });
  });

  const other = { name: 'token', projected: { sources: [{ serviceAccountToken: { audience: 'vault', path: 't' } }] } };
  test.each<[string, object[]]>([
    ['another value of the label', [pod({ labels: { 'azure.workload.identity/use': 'True' } })]],
    ['the label of the workload itself', [{ ...OTHER, metadata: { name: 'other', namespace: 'shop', labels: USE } }]],
    ['a token for another audience', [workload('shop', 'w', { spec: { volumes: [other] } })]],
    ['an account without a client id', [OTHER, account('shop', 'orders')]],
    ['an empty client id', [OTHER, withClientId('shop', 'orders', '')]],
    ['a client id on a pod', [pod({ labels: {}, annotations: { 'azure.workload.identity/client-id': ONE } })]],
    ['a credential alone', [pod({ labels: {} }), credential('shop', SUBJECT, RESOURCE_ID)]],
  ])('not by %s', (_by, objects) => {
    for (const one of answer([...objects, ORDERS, BINDING], { issuer: ISSUER })) {
      expect(Object.keys(one)).toEqual(['kind', 'namespace', 'name', 'file', 'line', 'excepted', 'identities']);
    }
  });

  test('the old name of the field counts, an empty one does not', () => {
    const of = (spec: object) => first([workload('shop', 'w', { labels: USE, spec }), ACCOUNT]).serviceAccount;
    expect(of({ serviceAccount: 'orders' })).toBe('orders');
    expect(of({ serviceAccountName: '' })).toBe('default');
  });
});

describe('one entry for each identity and way', () => {
  const labels = { ...USE, ...labelled('orders') };
  const bound = { namespace: 'shop', name: 'orders', binding: 'shop/orders-binding' };

  test('at dual two, pod identity first', () => {
    expect(first([ORDERS, BINDING, ACCOUNT, pod({ labels })])).toEqual({
      kind: 'Deployment',
      namespace: 'shop',
      name: 'orders',
      file: 'cluster.yaml',
      line: expect.any(Number),
      label: 'orders',
      excepted: false,
      serviceAccount: 'orders',
      identities: [
        { ...bound, clientID: ONE, assignedIn: 'shop', via: 'pod-identity' },
        { ...bound, clientID: ONE, via: 'workload-identity', subject: SUBJECT, resourceID: RESOURCE_ID },
      ],
    });
  });

  test('at proxy one, with binding and assignedIn, whatever the annotation says', () => {
    const annotations = { 'azure.workload.identity/inject-proxy-sidecar': 'false' };
    expect(granted([ORDERS, BINDING, ACCOUNT, pod({ labels, annotations })])).toEqual([
      { ...bound, clientID: ONE, assignedIn: 'shop', via: 'proxy', subject: SUBJECT, resourceID: RESOURCE_ID },
    ]);
  });

  test('the annotation without the label does nothing', () => {
    const annotations = { 'azure.workload.identity/inject-proxy-sidecar': 'true' };
    const pods = pod({ labels: labelled('orders'), annotations });
    expect(granted([ORDERS, BINDING, ACCOUNT, pods]).map(({ via }) => via)).toEqual(['pod-identity']);
  });

  // As azwi podidentity detect writes it.
  test('behind a proxy without a token nothing answers', () => {
    const container = (name: string) => ({ name, image: 'registry.example/x:1' });
    const spec = {
      containers: [container('main'), container('azwi-proxy')],
      initContainers: [container('azwi-proxy-init')],
    };
    expect(granted([ORDERS, BINDING, ACCOUNT, pod({ labels: labelled('orders'), spec })])).toEqual([]);
    expect(granted([ORDERS, BINDING, ACCOUNT, pod({ labels, spec })]).map(({ via }) => via)).toEqual(['proxy']);
  });

  test('behind the proxy, an identity that the account cannot obtain is lost', () => {
    const second = identity('shop', 'storage', { clientID: TWO, resourceID: STORAGE });
    const annotations = { 'azure.workload.identity/inject-proxy-sidecar': 'true' };
    const objects = [ORDERS, BINDING, second, binding('shop', 's', 'storage', 'orders'), ACCOUNT];
    expect(told([...objects, pod({ labels, annotations })])).toEqual([ONE]);
    expect(told([...objects, pod({ labels, annotations }), credential('shop', SUBJECT, STORAGE)])).toEqual([ONE, TWO]);
  });

  test('at workload-identity one, without an AzureIdentity', () => {
    const own = account('shop', 'orders', {
      'azure.workload.identity/client-id': ONE,
      [IDENTITIES]: `${ONE}=${STORAGE}`,
    });
    expect(granted([own, pod()])).toEqual([
      { clientID: ONE, via: 'workload-identity', subject: SUBJECT, resourceID: STORAGE },
    ]);
    expect(granted([ACCOUNT, pod()])).toEqual([{ clientID: ONE, via: 'workload-identity', subject: SUBJECT }]);
  });

  test('an AzureIdentity of the client id stands behind it, without a binding to the pods', () => {
    expect(granted([identity('infra', 'orders', { clientID: ONE.toUpperCase() }), ACCOUNT, pod()])).toEqual([
      {
        namespace: 'infra',
        name: 'orders',
        clientID: ONE,
        via: 'workload-identity',
        subject: SUBJECT,
        resourceID: RESOURCE_ID,
      },
    ]);
  });

  test('ids are compared without case', () => {
    const upper = withClientId('shop', 'orders', ONE.replace('8', 'A'));
    const lower = identity('shop', 'orders', { clientID: ONE.replace('8', 'a') });
    expect(granted([lower, BINDING, upper, pod({ labels })]).map(({ via, name }) => [via, name])).toEqual([
      ['pod-identity', 'orders'],
      ['workload-identity', 'orders'],
    ]);
  });
});

describe('federated entries come from', () => {
  test('the annotations of the account, each once', () => {
    const annotations = {
      'azure.workload.identity/client-id': TWO,
      [IDENTITIES]: `${ONE}=${RESOURCE_ID},${TWO}=${STORAGE},${THREE}=`,
    };
    expect(granted([account('shop', 'orders', annotations), pod()])).toMatchObject([
      { clientID: TWO, resourceID: STORAGE },
      { clientID: ONE, resourceID: RESOURCE_ID },
      { clientID: THREE },
    ]);
    expect(told([account('shop', 'orders', { ...annotations, [IDENTITIES]: 'nonsense' }), pod()])).toEqual([TWO]);
  });

  test('a literal AZURE_CLIENT_ID', () => {
    const own = (value: object) => pod({ spec: env({ name: 'AZURE_CLIENT_ID', ...value }) });
    expect(told([ACCOUNT, own({ value: TWO })])).toEqual([ONE, TWO]);
    expect(told([ACCOUNT, own({ value: '' })])).toEqual([ONE]);
    expect(told([ACCOUNT, own({ valueFrom: { secretKeyRef: { name: 's', key: 'k' } } })])).toEqual([ONE]);
  });

  test('not one in a container without a token', () => {
    const skipped = { 'azure.workload.identity/skip-containers': 'x; main ' };
    const spec = env({ name: 'AZURE_CLIENT_ID', value: TWO });
    expect(told([ACCOUNT, pod({ annotations: skipped, spec })])).toEqual([ONE]);
    expect(told([ACCOUNT, pod({ labels: {}, spec })])).toEqual([ONE]);
  });

  test('but one behind the proxy, which answers all containers of the pod', () => {
    const annotations = {
      'azure.workload.identity/skip-containers': 'main',
      'azure.workload.identity/inject-proxy-sidecar': 'true',
    };
    expect(told([ACCOUNT, pod({ annotations, spec: env({ name: 'AZURE_CLIENT_ID', value: TWO }) })])).toEqual([
      ONE,
      TWO,
    ]);
  });

  test('one where the token is written out, and mounted', () => {
    const containers = (volumeMounts: object[]) => [
      { name: 'main', image: 'registry.example/main:1', env: [{ name: 'AZURE_CLIENT_ID', value: TWO }], volumeMounts },
    ];
    const objects = (mounts: object[]) => [
      account('shop', 'orders'),
      pod({ labels: {}, spec: { volumes: [TOKEN_VOLUME], containers: containers(mounts) } }),
    ];
    expect(told(objects([TOKEN_MOUNT]))).toEqual([TWO]);
    expect(told(objects([]))).toEqual([]);
  });

  test('every known credential of the subject', () => {
    expect(granted([ACCOUNT, pod(), ORDERS, credential('operator', SUBJECT, STORAGE)])).toMatchObject([
      { clientID: ONE, resourceID: RESOURCE_ID },
      { clientID: '', resourceID: STORAGE, via: 'workload-identity', subject: SUBJECT },
    ]);
  });

  test.each<[string, string, object]>([
    ['a subject in other case', SUBJECT.toUpperCase(), {}],
    ['another account', 'system:serviceaccount:shop:carts', {}],
    ['another audience', SUBJECT, { audiences: ['api://other'] }],
    ['another issuer', SUBJECT, { issuer: OTHER_ISSUER }],
    ['another issuer, without the final slash', SUBJECT, { issuer: ISSUER.slice(0, -1) }],
  ])('not one for %s', (_what, subject, spec) => {
    expect(told([ACCOUNT, pod(), ORDERS, credential('operator', subject, STORAGE, spec)], { issuer: ISSUER })).toEqual([
      `${ONE} no`,
    ]);
  });

  test('any issuer, when the issuer of the cluster is not given', () => {
    const objects = [ACCOUNT, pod(), ORDERS, credential('operator', SUBJECT, STORAGE, { issuer: OTHER_ISSUER })];
    expect(told(objects)).toEqual([ONE, 'storage']);
  });

  test('objects whose owner is one of the operator', () => {
    const owner = (spec: object, status?: object) => ({
      apiVersion: 'managedidentity.azure.com/v1api20230131',
      kind: 'UserAssignedIdentity',
      metadata: { name: 'id', namespace: 'shop' },
      spec,
      ...(status && { status }),
    });
    const own = credential('shop', SUBJECT, '', { owner: { name: 'id' } });
    const ids = (object: object) =>
      granted([account('shop', 'orders'), pod(), own, object]).map((one) => one.resourceID);
    const group = '/subscriptions/s/resourceGroups/g';
    const made = (name: string) => `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
    expect(ids(owner({ owner: { armId: group } }))).toEqual([made('id')]);
    expect(ids(owner({ owner: { armId: group }, azureName: 'named' }))).toEqual([made('named')]);
    expect(ids(owner({ owner: { name: 'g' } }, { id: STORAGE }))).toEqual([STORAGE]);
    expect(ids(owner({ owner: { name: 'g' } }))).toEqual(['UserAssignedIdentity shop/id']);
  });

  test('other workloads of the account, because Entra ID trusts the account', () => {
    const other = workload('shop', 'carts', { account: 'orders' });
    const answers = answer([ACCOUNT, pod({ spec: env({ name: 'AZURE_CLIENT_ID', value: TWO }) }), other]);
    expect(answers.map(({ identities }) => identities.map(({ clientID }) => clientID))).toEqual([
      [ONE, TWO],
      [ONE, TWO],
    ]);
    const [, elsewhere] = answer([ACCOUNT, pod(), workload('billing', 'carts', { account: 'orders' })]);
    expect(elsewhere?.identities).toEqual([]);
  });

  test('but what a workload without a token has by pod identity anyway is there once', () => {
    expect(granted([ORDERS, BINDING, ACCOUNT, pod({ labels: labelled('orders') })]).map(({ via }) => via)).toEqual([
      'pod-identity',
    ]);
  });
});

describe('pods that the webhook refuses', () => {
  const refused = (objects: object[]) => {
    const { identities, refused: why } = first([ORDERS, BINDING, ...objects]);
    return [why, identities];
  };
  const labels = { ...USE, ...labelled('orders') };

  test('have nothing, neither by pod identity', () => {
    expect(refused([pod({ labels })])).toEqual(['there is no ServiceAccount shop/orders', []]);
    const proxied = { 'azure.workload.identity/inject-proxy-sidecar': '' };
    expect(refused([ACCOUNT, pod({ labels, annotations: proxied, spec: { hostNetwork: true } })])).toEqual([
      'hostNetwork is true, so that the proxy would change the network of the node',
      [],
    ]);
    const port = { ...proxied, 'azure.workload.identity/proxy-sidecar-port': '8000x' };
    expect(refused([ACCOUNT, pod({ labels, annotations: port })])[1]).toEqual([]);
    const late = { 'azure.workload.identity/service-account-token-expiration': '60' };
    expect(refused([ACCOUNT, pod({ labels, annotations: late })])[1]).toEqual([]);
  });

  test('give nothing to others of the account', () => {
    const late = { 'azure.workload.identity/service-account-token-expiration': '60' };
    const spec = env({ name: 'AZURE_CLIENT_ID', value: TWO });
    const [, other] = answer([ACCOUNT, pod({ annotations: late, spec }), workload('shop', 'x', { account: 'orders' })]);
    expect(other?.identities.map(({ clientID }) => clientID)).toEqual([ONE]);
  });

  test('not those that it takes, nor those that it is not asked about', () => {
    expect(first([ACCOUNT, pod({ labels })])).not.toHaveProperty('refused');
    expect(first([withClientId('shop', 'x', ONE), pod({ labels: {} })])).not.toHaveProperty('refused');
    expect(first([workload('shop', 'x', { labels: USE })])).not.toHaveProperty('refused');
  });
});

describe('whether a credential is known', () => {
  const file = (name: string, content: unknown) => folder.write(name, JSON.stringify(content));
  const all = file('all.json', [listed(SUBJECT, RESOURCE_ID)]);
  const none = file('none.json', []);

  test('only with the issuer', () => {
    expect(told([ORDERS, ACCOUNT, pod()], { federated: [all] })).toEqual([ONE]);
    expect(told([ORDERS, ACCOUNT, pod(), credential('shop', SUBJECT, RESOURCE_ID)])).toEqual([ONE]);
  });

  test('only when credentials are known', () => {
    expect(told([ORDERS, ACCOUNT, pod()], { issuer: ISSUER })).toEqual([ONE]);
    expect(told([ORDERS, ACCOUNT, pod()], { issuer: ISSUER, federated: [none] })).toEqual([`${ONE} no`]);
  });

  test('by objects and by files, with resource ids in any case', () => {
    expect(told([ORDERS, ACCOUNT, pod()], { issuer: ISSUER, federated: [none, all] })).toEqual([`${ONE} yes`]);
    const operator = credential('shop', SUBJECT, RESOURCE_ID.toLowerCase());
    expect(told([ORDERS, ACCOUNT, pod(), operator], { issuer: ISSUER })).toEqual([`${ONE} yes`]);
    const elsewhere = credential('shop', 'system:serviceaccount:shop:carts', RESOURCE_ID);
    expect(told([ORDERS, ACCOUNT, pod(), elsewhere], { issuer: ISSUER })).toEqual([`${ONE} no`]);
  });

  test('pod identity has none', () => {
    const labels = { ...USE, ...labelled('orders') };
    const both = granted([ORDERS, BINDING, ACCOUNT, pod({ labels })], { issuer: ISSUER, federated: [all] });
    expect(both.map(({ via, federated }) => [via, federated])).toEqual([
      ['pod-identity', undefined],
      ['workload-identity', true],
    ]);
  });

  test('of an application only when credentials of applications are listed', () => {
    const own = account('shop', 'orders', { [IDENTITIES]: `${ONE}=` });
    expect(told([own, pod()], { issuer: ISSUER, federated: [all] })).toEqual([ONE, 'orders yes']);
    const json = { identity: ONE.toUpperCase(), kind: 'application', name: 'n', issuer: ISSUER, audiences: [AUDIENCE] };
    const ours = file('ours.json', [{ ...json, subject: SUBJECT, workloads: [] }]);
    expect(told([own, pod()], { issuer: ISSUER, federated: [ours] })).toEqual([`${ONE} yes`]);
    const other = file('other.json', [{ ...json, subject: 'system:serviceaccount:shop:x', workloads: [] }]);
    expect(told([own, pod()], { issuer: ISSUER, federated: [other] })).toEqual([`${ONE} no`]);
  });

  test('not when AKS exchanges tokens by an identity binding', () => {
    const annotations = { 'azure.workload.identity/use-identity-binding': 'true' };
    expect(told([ORDERS, ACCOUNT, pod({ annotations })], { issuer: ISSUER, federated: [none] })).toEqual([ONE]);
  });

  // The client id of an account and the resource id of a credential: nothing tells that they are one identity.
  test('as many credentials as client ids are taken for the same identities', () => {
    const options = { issuer: ISSUER, federated: [all] };
    expect(granted([ACCOUNT, pod()], options)).toEqual([
      {
        clientID: ONE,
        via: 'workload-identity',
        subject: SUBJECT,
        resourceID: resourceId('orders').replace('/resourceGroups/', '/resourcegroups/'),
        federated: true,
      },
    ]);
    const second = file('second.json', [listed(SUBJECT, STORAGE)]);
    expect(told([ACCOUNT, pod()], { issuer: ISSUER, federated: [all, second] })).toEqual([
      ONE,
      'orders yes',
      'storage yes',
    ]);
    const spec = env({ name: 'AZURE_CLIENT_ID', value: TWO });
    expect(told([ACCOUNT, pod({ spec })], options)).toEqual([ONE, TWO]);
    expect(told([ACCOUNT, pod({ spec })], { issuer: ISSUER, federated: [all, second] })).toEqual([
      `${ONE} yes`,
      `${TWO} yes`,
    ]);
  });
});

describe('options', () => {
  test('an issuer that cannot be one', () => {
    expect(() => answer([], { issuer: ISSUER.slice(0, -1) })).toThrow(
      `simulate: issuer: got "${ISSUER.slice(0, -1)}"; allowed: the issuer of the cluster: an https URL, which ends with "/" for AKS. Write the URL with its final slash, as AKS prints it`,
    );
    expect(() => answer([], { issuer: 1 as never })).toThrow('simulate: issuer: got 1');
    expect(() => answer([], { federated: 'a.json' as never })).toThrow(
      'simulate: federated: got "a.json"; allowed: a list',
    );
  });

  const ALLOWED =
    'allowed: the output of `az identity federated-credential list`, or of `aad-pod-identity azure federate --as json`';
  test.each<[string, string, string]>([
    ['not JSON', 'x: 1', `: not JSON; ${ALLOWED}`],
    ['not a list', '{}', `: not a list; ${ALLOWED}`],
    ['not a map', '[1]', `[0]: not a map; ${ALLOWED}`],
    ['no subject', JSON.stringify([listed('', RESOURCE_ID)]), `[0]: subject: got ""; ${ALLOWED}`],
    ['no issuer', JSON.stringify([listed(SUBJECT, RESOURCE_ID, { issuer: 1 })]), `[0]: issuer: got 1; ${ALLOWED}`],
    [
      'no audiences',
      JSON.stringify([listed(SUBJECT, RESOURCE_ID, { audiences: 'a' })]),
      `[0]: audiences: got "a"; ${ALLOWED}`,
    ],
    [
      'the id of nothing',
      JSON.stringify([listed(SUBJECT, RESOURCE_ID, { id: ONE })]),
      `[0]: id: got "${ONE}"; ${ALLOWED}`,
    ],
  ])('a file with %s', (_what, text, message) => {
    const path = folder.write('wrong.json', text);
    expect(() => answer([], { federated: [path] })).toThrow(new Error(`${path}${message}`));
  });

  test('a file that is not there, with what is wrong in others', () => {
    const path = folder.write('wrong.json', '{}');
    expect(() => answer([], { federated: [`${folder.path}/none`, path] })).toThrow(
      new Error(`${folder.path}/none: no such file or folder\n${path}: not a list; ${ALLOWED}`),
    );
  });

  test('what the REST API returns is read, too', () => {
    const { id, name, issuer, subject, audiences } = listed(SUBJECT, RESOURCE_ID);
    const value = [{ id, name, properties: { issuer, subject, audiences } }];
    const path = folder.write('rest.json', JSON.stringify({ value }));
    expect(told([ORDERS, ACCOUNT, pod()], { issuer: ISSUER, federated: [path] })).toEqual([`${ONE} yes`]);
  });
});
