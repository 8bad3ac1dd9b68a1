import { describe, expect, test } from '@jest/globals';
import { Manifests, MigrationStage } from '../../lib';
import { type PlanOptions, plannedWorkloads } from '../../lib/migration/planned-workload';
import { simulationOf } from '../../lib/simulation/simulation-of';
import { binding, deployment, exception, identity, labelled, NAMESPACED, yaml } from '../support/cluster';

const id = (name: string) =>
  `/subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const orders = (spec: object = {}) =>
  identity('shop', 'orders', { resourceID: id('orders'), clientID: 'o', ...spec }, NAMESPACED);
const files = identity('shop', 'files', { resourceID: id('files'), clientID: 'f' }, NAMESPACED);
const toOrders = binding('shop', 'orders', 'orders', 'orders');
const toFiles = binding('shop', 'files', 'files', 'orders');
const web = (spec: object = {}, labels: object = {}) =>
  deployment('shop', 'web', { ...labelled('orders'), ...labels }, spec);
const USE = { 'azure.workload.identity/use': 'true' };

const object = (apiVersion: string, kind: string, name: string, rest: object = {}, metadata: object = {}) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop', ...metadata },
  ...rest,
});
const account = (name: string, annotations: object = {}) => object('v1', 'ServiceAccount', name, {}, { annotations });
const container = (more: object) => ({ containers: [{ name: 'main', image: 'registry.example/main:1', ...more }] });
const env = (name: string, value: string) => container({ env: [{ name, value }] });
const envFrom = (prefix: string) => container({ envFrom: [{ prefix, secretRef: { name: 'login' } }] });
const annotated = (annotations: object, spec: object = {}) => {
  const made = web(spec);
  Object.assign(made.spec.template.metadata, { annotations });
  return made;
};

function plan(objects: readonly object[], options: PlanOptions = {}) {
  const simulation = simulationOf(Manifests.fromText('cluster.yaml', yaml(...objects)));
  return plannedWorkloads(simulation.cluster, simulation, options);
}

/** What blocks, for each workload. */
function blocked(objects: readonly object[], options: PlanOptions = {}): string[] {
  return plan(objects, options).flatMap(({ blockers, workload }) =>
    blockers.map(({ problem, advice, command }) =>
      [`${workload.name}: ${problem} ${advice}`, ...(command ? [command] : [])].join('\n'),
    ),
  );
}

const { POD_IDENTITY, DUAL, PROXY, WORKLOAD_IDENTITY } = MigrationStage;

interface Case {
  readonly title: string;
  readonly objects: readonly object[];
  readonly options?: PlanOptions;
  readonly blockers: readonly string[];
  /** The same, nearly: nothing blocks. */
  readonly near: readonly object[];
  readonly nearOptions?: PlanOptions;
}

const all = (...more: object[]) => [orders(), toOrders, ...more];
const forTwo = (...more: object[]) => [orders(), files, toOrders, toFiles, ...more];
const subjects = (namespace?: string) => ({
  subjects: [{ kind: 'ServiceAccount', name: 'default', ...(namespace && { namespace }) }],
});
const grants = (role: string, ...names: string[]) =>
  object('rbac.authorization.k8s.io/v1', 'RoleBinding', role, {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: names.map((name) => ({ kind: 'ServiceAccount', name, namespace: 'shop' })),
  });
const csi = {
  volumes: [
    { name: 'keys', csi: { driver: 'secrets-store.csi.k8s.io', volumeAttributes: { secretProviderClass: 'keys' } } },
  ],
};
const vault = (usePodIdentity: string) =>
  object('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', 'keys', { spec: { parameters: { usePodIdentity } } });
const enforcing = (level: string) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': level } },
});
const OWN = 'aad-pod-identity.federation/identities';

const CASES: readonly Case[] = [
  {
    title: 'a label that no binding among the paths selects',
    objects: [web()],
    blockers: [
      'web: It has the label of pod identity, and gets no identity: no binding has the selector "orders". Add the paths with its AzureIdentityBinding and AzureIdentity, or remove the label.',
    ],
    near: all(web()),
  },
  ...['order', 'Orders'].map((label) => ({
    title: `the label ${label}, and a binding that was meant`,
    objects: all(deployment('shop', 'web', labelled(label))),
    blockers: [
      expect.stringMatching(
        /^web: It has the label .* Correct the label: write "orders"\. If it is as meant, add the paths with its AzureIdentityBinding and AzureIdentity\.$/,
      ) as unknown as string,
    ],
    near: all(web()),
  })),
  {
    title: 'a label that is like a selector, for pods of another namespace',
    objects: all(deployment('billing', 'web', labelled('order'))),
    blockers: [expect.stringMatching(/ Add the paths with its .*, or remove the label\.$/) as unknown as string],
    near: all(web()),
  },
  {
    title: 'a label with another number',
    objects: [orders(), binding('shop', 'one', 'orders', 'orders-1'), deployment('shop', 'web', labelled('orders-2'))],
    blockers: [
      'web: It has the label of pod identity, and gets no identity: no binding has the selector "orders-2". Add the paths with its AzureIdentityBinding and AzureIdentity, or remove the label.',
    ],
    near: all(web()),
  },
  {
    title: 'a binding whose identity is elsewhere',
    objects: all(toFiles, web()),
    blockers: [
      'web: AzureIdentityBinding shop/files selects it, and AzureIdentity shop/files is not among the paths. Add its path, or delete the binding.',
    ],
    near: all(binding('shop', 'files', 'files', 'other'), web()),
  },
  {
    title: 'several identities without a default',
    objects: forTwo(web()),
    blockers: [
      'web: It has several identities: AzureIdentity shop/files, AzureIdentity shop/orders. Workload Identity needs to know which one is the default. Write AZURE_CLIENT_ID in its containers, or choose one, as in:\naad-pod-identity migrate rewrite PATH --to dual --default-identity Deployment/shop/web=shop/files',
    ],
    near: forTwo(web(env('AZURE_CLIENT_ID', 'F'))),
  },
  {
    title: 'several identities, with a default of another workload',
    objects: forTwo(web()),
    options: { defaultIdentities: new Map([['Deployment/shop/web', 'shop/mail']]) },
    blockers: [
      'web: Its default identity, shop/mail, is none of its identities: AzureIdentity shop/files, AzureIdentity shop/orders. Choose one of them.',
    ],
    near: forTwo(web()),
    nearOptions: { defaultIdentities: new Map([['Deployment/shop/web', 'shop/files']]) },
  },
  {
    title: 'an identity without a client id',
    objects: [orders({ clientID: '' }), toOrders, web()],
    blockers: [
      `web: AzureIdentity shop/orders has no clientID, which the ServiceAccount names. Write it, as printed by:\naz identity show --ids ${id('orders')} --query clientId --output tsv`,
    ],
    near: all(web()),
  },
  {
    title: 'auxiliary tenants',
    objects: [
      orders({ type: 1, resourceID: '', tenantID: 't', clientPassword: { name: 's' }, auxiliaryTenantIDs: ['u'] }),
      toOrders,
      web(),
    ],
    blockers: [
      'web: AzureIdentity shop/orders has auxiliaryTenantIDs, and Workload Identity requests a token of one tenant. Remove them, and let the program ask each tenant.',
    ],
    near: [
      orders({ type: 1, resourceID: '', tenantID: 't', clientPassword: { name: 's' }, auxiliaryTenantIDs: [] }),
      toOrders,
      web(),
    ],
  },
  {
    title: 'a variable with a secret',
    objects: all(web(env('AZURE_CLIENT_SECRET', 'x'))),
    blockers: [
      'web: spec.template.spec.containers[0].env[0].name: got "AZURE_CLIENT_SECRET"; allowed: no such variable: with the variables of Workload Identity, the SDKs use it as a credential, fail, and try no other. Remove the variable.',
    ],
    near: all(web(env('AZURE_CLIENT_SECRETS', 'x'))),
  },
  {
    title: 'a secret from elsewhere',
    objects: all(object('v1', 'Secret', 'login', { stringData: { CLIENT_SECRET: 'x' } }), web(envFrom('AZURE_'))),
    blockers: [
      'web: Container "main" has AZURE_CLIENT_SECRET from Secret shop/login: with the variables of Workload Identity, the SDKs use it as a credential, fail, and try no other. Remove the variable.',
    ],
    near: all(object('v1', 'Secret', 'login', { stringData: { CLIENT_SECRET: 'x' } }), web(envFrom(''))),
  },
  {
    title: 'a label that is part of an immutable selector, at the last stage',
    objects: all({
      ...web(),
      spec: { ...web().spec, selector: { matchLabels: labelled('orders') } },
    }),
    options: { to: WORKLOAD_IDENTITY },
    blockers: [
      'web: spec.selector.matchLabels.aadpodidbinding: got "orders"; allowed: no aadpodidbinding at stage workload-identity: the selector cannot be changed. Delete the object and create it with another selector.',
    ],
    near: all({ ...web(), spec: { ...web().spec, selector: { matchLabels: labelled('orders') } } }),
  },
  {
    title: 'a vault class that asks NMI, at the last stage',
    objects: all(web(csi), vault('true')),
    options: { to: WORKLOAD_IDENTITY },
    blockers: [
      'web: It mounts SecretProviderClass shop/keys, which has usePodIdentity: "true": its driver would ask NMI. Set usePodIdentity: "false" and clientID in "keys" before.',
    ],
    near: all(web(csi), vault('false')),
    nearOptions: { to: WORKLOAD_IDENTITY },
  },
  {
    title: 'a left-over annotation of the proxy, whatever its value',
    objects: all(annotated({ 'azure.workload.identity/inject-proxy-sidecar': 'false' })),
    blockers: [
      'web: spec.template.metadata.annotations["azure.workload.identity/inject-proxy-sidecar"]: got "false"; allowed: no annotation at stage dual: the webhook injects the proxy whatever the value is. Remove it.',
    ],
    near: all(annotated({ 'azure.workload.identity/skip-containers': 'main' })),
  },
  {
    title: 'a token expiration that the webhook refuses',
    objects: all(annotated({ 'azure.workload.identity/service-account-token-expiration': '60' })),
    blockers: [
      'web: spec.template.metadata.annotations["azure.workload.identity/service-account-token-expiration"]: got "60"; allowed: a string with seconds from 3600 to 86400. Change it.',
    ],
    near: all(annotated({ 'azure.workload.identity/service-account-token-expiration': '86400' })),
  },
  {
    title: 'the port of the proxy, taken',
    objects: all(web(container({ ports: [{ containerPort: 8000 }] }))),
    options: { to: PROXY },
    blockers: [
      'web: spec.template.spec.containers[0].ports[0].containerPort: got 8000; allowed: another port than that of the proxy. Choose another port, with the annotation azure.workload.identity/proxy-sidecar-port.',
    ],
    near: all(
      annotated(
        { 'azure.workload.identity/proxy-sidecar-port': '8001' },
        container({ ports: [{ containerPort: 8000 }] }),
      ),
    ),
    nearOptions: { to: PROXY },
  },
  {
    title: 'the proxy in a namespace that refuses its init container',
    objects: all(enforcing('restricted'), web()),
    options: { to: PROXY },
    blockers: [
      'web: Namespace shop enforces the Pod Security level restricted, which refuses the init container of the proxy. Plan another stage for it: --to dual.',
    ],
    near: all(enforcing('privileged'), web()),
    nearOptions: { to: PROXY },
  },
  {
    title: 'the proxy for a Job on an old cluster',
    objects: all({ ...web(), apiVersion: 'batch/v1', kind: 'Job' }),
    options: { to: PROXY, kubernetesVersion: '1.31' },
    blockers: [
      'web: kubernetesVersion: got "1.31"; allowed: 1.32 or later for a Job at stage proxy: before, the proxy keeps its pods running forever. Upgrade the cluster, or plan another stage.',
    ],
    near: all({ ...web(), apiVersion: 'batch/v1', kind: 'Job' }),
    nearOptions: { to: PROXY, kubernetesVersion: '1.32' },
  },
  {
    title: 'the proxy on Windows',
    objects: all(web({ nodeSelector: { 'kubernetes.io/os': 'windows' } })),
    options: { to: PROXY },
    blockers: [
      'web: spec.template.spec.nodeSelector["kubernetes.io/os"]: got "windows"; allowed: Linux at stage proxy: its images run only there. Plan another stage for it: --to dual.',
    ],
    near: all(web({ nodeSelector: { 'kubernetes.io/os': 'linux' } })),
    nearOptions: { to: PROXY },
  },
  {
    title: 'the proxy on the network of the node',
    objects: all(web({ hostNetwork: true })),
    options: { to: PROXY },
    blockers: [
      'web: spec.template.spec.hostNetwork: got true; allowed: false at stage proxy: it would change the network of the node. Plan another stage for it: --to dual.',
    ],
    near: all(web({ hostNetwork: true })),
    nearOptions: { to: DUAL },
  },
  {
    title: 'an account that is elsewhere',
    objects: all(web({ serviceAccountName: 'front' })),
    blockers: [
      `web: Its ServiceAccount shop/front is not among the paths. Add its path, or run:\nkubectl annotate serviceaccount front --namespace shop ${OWN}=o=${id('orders')} azure.workload.identity/client-id=o`,
    ],
    near: all(account('front'), web({ serviceAccountName: 'front' })),
  },
  {
    title: 'an account with other identities',
    objects: all(account('front', { [OWN]: `f=${id('files')}` }), web({ serviceAccountName: 'front' })),
    blockers: [
      `web: ServiceAccount shop/front has the annotation ${OWN}: "f=${id('files')}", and this workload needs "o=${id('orders')}". Remove the annotation, or give the workload a ServiceAccount of its own.`,
    ],
    near: all(account('front', { [OWN]: `O=${id('Orders')}` }), web({ serviceAccountName: 'front' })),
  },
  {
    title: 'a new account whose name is taken',
    objects: all(account('orders'), web()),
    blockers: [
      'web: ServiceAccount shop/orders is that of other workloads already, and its permissions would be those of this workload. Set serviceAccountName: orders to use it, or another name.',
    ],
    near: all(account('orders', { [OWN]: `o=${id('orders')}` }), web()),
  },
  {
    title: 'permissions of default',
    objects: all(object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'read', subjects()), web()),
    blockers: [
      'web: With ServiceAccount orders, its pods lose the permissions of default: RoleBinding shop/read. Name ServiceAccount orders there, too, or write serviceAccountName: with one that has them.',
    ],
    near: all(object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'read', subjects('pay')), web()),
  },
  {
    title: 'a new account has roles already, that were meant for another one',
    objects: all(grants('admin', 'orders'), web()),
    blockers: [
      'web: A new ServiceAccount shop/orders would give its pods the permissions that the name has already: RoleBinding shop/admin. Set serviceAccountName: orders if they may have them, and add that ServiceAccount; else set another name.',
    ],
    // As advised to those who lose the permissions of default.
    near: all(grants('admin', 'default', 'orders'), web()),
  },
  {
    title: 'workloads with other identities on one account',
    objects: [
      ...all(files, binding('shop', 'files', 'files', 'files'), account('front'), web({ serviceAccountName: 'front' })),
      deployment('shop', 'api', labelled('files'), { serviceAccountName: 'front' }),
    ],
    blockers: [
      'web: Deployment shop/api has the same ServiceAccount, front, and other identities: AzureIdentity shop/files. Each could obtain those of both. Give each a ServiceAccount of its own: set serviceAccountName.',
      'api: Deployment shop/web has the same ServiceAccount, front, and other identities: AzureIdentity shop/orders. Each could obtain those of both. Give each a ServiceAccount of its own: set serviceAccountName.',
    ],
    near: [
      ...all(files, binding('shop', 'files', 'files', 'files'), account('front'), web({ serviceAccountName: 'front' })),
      deployment('shop', 'api', labelled('orders'), { serviceAccountName: 'front' }),
    ],
  },
  {
    title: 'another workload on the account, without an identity',
    objects: all(
      account('front'),
      web({ serviceAccountName: 'front' }),
      deployment('shop', 'page', {}, { serviceAccountName: 'front' }),
    ),
    blockers: [
      'web: Its ServiceAccount front is also that of Deployment shop/page, which could then obtain AzureIdentity shop/orders. Give it a ServiceAccount of its own.',
    ],
    near: all(
      account('front'),
      web({ serviceAccountName: 'front' }),
      deployment('shop', 'page', {}, { serviceAccountName: 'back' }),
      deployment('pay', 'page', {}, { serviceAccountName: 'front' }),
    ),
  },
  {
    title: 'the way back from the last stage',
    objects: [
      account('front', { [OWN]: `o=${id('orders')}` }),
      deployment('shop', 'web', USE, { serviceAccountName: 'front' }),
    ],
    options: { to: POD_IDENTITY },
    blockers: [
      'web: Its label and its bindings are gone, and only the commit that removed them knows them. Run: git revert, with that commit.',
    ],
    near: all(account('front', { [OWN]: `o=${id('orders')}` }), web({ serviceAccountName: 'front' }, USE)),
    nearOptions: { to: POD_IDENTITY },
  },
  {
    title: 'pods that the webhook refuses today',
    objects: [deployment('shop', 'web', USE, { serviceAccountName: 'front' })],
    blockers: [
      'web: The webhook refuses its pods: there is no ServiceAccount shop/front. Fix that first; for an object that is elsewhere, add its path.',
    ],
    near: [account('front'), deployment('shop', 'web', USE, { serviceAccountName: 'front' })],
  },
];

describe('what blocks a workload', () => {
  for (const { title, objects, options, blockers, near, nearOptions } of CASES) {
    test(title, () => {
      expect(blocked(objects, options)).toEqual(blockers);
      expect(blocked(near, nearOptions)).toEqual([]);
    });
  }

  test('kube-system, whose pods the webhook of AKS does not see', () => {
    const shared = identity('shop', 'orders', { resourceID: id('orders'), clientID: 'o' });
    const found = blocked([shared, toOrders, deployment('kube-system', 'web', labelled('orders'))]);
    expect(found).toEqual([
      'web: metadata.namespace: got "kube-system"; allowed: another namespace with the webhook: AKS does not ask it about pods of kube-system. Move the workload to another namespace.',
    ]);
  });

  test('a client id that is written out and of no identity', () => {
    const found = blocked(all(web(env('AZURE_CLIENT_ID', 'x'))));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /got .+; allowed: the client id of an identity .* Bind that identity, or remove the variable\.$/,
    );
  });

  test('two tenants with the proxy, and only there', () => {
    const app = (name: string, tenantID: string) =>
      identity(
        'shop',
        name,
        { type: 1, resourceID: '', clientID: name, tenantID, clientPassword: { name } },
        NAMESPACED,
      );
    const objects = [app('a', 't'), app('b', 'u'), binding('shop', 'a', 'a', 'x'), binding('shop', 'b', 'b', 'x')];
    const both = deployment('shop', 'web', labelled('x'), env('AZURE_CLIENT_ID', 'a'));
    expect(blocked([...objects, both], { to: PROXY })).toEqual([
      'web: Its identities are of several tenants, and the proxy requests all tokens in one: AzureIdentity shop/a, AzureIdentity shop/b. Plan another stage for it: --to dual.',
    ]);
    expect(blocked([...objects, both])).toEqual([]);
    expect(plan([...objects, both])[0]?.remarks).toEqual([
      'Its identities are of several tenants, and its pods get that of the default one: the program has to name the tenant of the others.',
    ]);
    const same = [app('a', 't'), app('b', 'T'), ...objects.slice(2), both];
    expect(plan(same)[0]?.remarks).toEqual([]);
  });

  test('an identity that MIC drops is not looked for elsewhere', () => {
    const [found] = plan([orders({ resourceID: '' }), toOrders, web()]);
    expect(found?.blockers).toMatchObject([
      {
        problem: expect.stringContaining('MIC drops AzureIdentity shop/orders'),
        advice: 'Fix that, add the paths with what is missing, or remove the label.',
      },
    ]);
  });

  test('one of two workloads of an account has a default identity: each needs the option', () => {
    const other = deployment('shop', 'api', labelled('orders'), {});
    const chosen = new Map([['Deployment/shop/web', 'shop/orders']]);
    const found = blocked(forTwo(web(), other), { defaultIdentities: chosen });
    expect(found).toContain(
      'web: Deployment shop/api has the same ServiceAccount, orders, and another default identity: none. Choose one default identity for both, with --default-identity for each of them, or give each a ServiceAccount of its own.',
    );
    const both = new Map([...chosen, ['Deployment/shop/api', 'shop/orders'] as const]);
    expect(blocked(forTwo(web(), other), { defaultIdentities: both })).toEqual([]);
  });

  test('many roles of default are named in part', () => {
    const roles = Array.from({ length: 7 }, (_, i) =>
      object('rbac.authorization.k8s.io/v1', 'RoleBinding', `read-${i}`, subjects()),
    );
    expect(blocked(all(...roles, web()))[0]).toContain('RoleBinding shop/read-4 and 2 more. Name ServiceAccount');
  });
});

describe('stages', () => {
  const stages = (objects: readonly object[], to?: MigrationStage) =>
    plan(objects, { to }).map(({ stage, next }) => [stage, next]);
  const front = account('front', { [OWN]: `o=${id('orders')}`, 'azure.workload.identity/client-id': 'o' });
  const own = { serviceAccountName: 'front' };
  const proxied = () => {
    const made = web(own, USE);
    Object.assign(made.spec.template.metadata, {
      annotations: { 'azure.workload.identity/inject-proxy-sidecar': 'true' },
    });
    return made;
  };
  const last = deployment('shop', 'web', USE, own);
  const token = { sources: [{ serviceAccountToken: { audience: 'api://AzureADTokenExchange', path: 'token' } }] };

  test.each([
    ['pod identity', all(web()), [POD_IDENTITY, DUAL]],
    ['both', all(front, web(own, USE)), [DUAL, WORKLOAD_IDENTITY]],
    ['the proxy', all(front, proxied()), [PROXY, WORKLOAD_IDENTITY]],
    ['Workload Identity', [front, last], [WORKLOAD_IDENTITY, undefined]],
    [
      'a token that is written out',
      all(front, web({ ...own, volumes: [{ name: 't', projected: token }] })),
      [DUAL, WORKLOAD_IDENTITY],
    ],
    ['neither', [deployment('shop', 'web', {})], [undefined, undefined]],
  ] as const)('%s', (_title, objects, expected) => {
    expect(stages(objects)).toEqual([expected]);
  });

  test('--to plans that stage for all that are not there yet', () => {
    expect(stages(all(web()), PROXY)).toEqual([[POD_IDENTITY, PROXY]]);
    expect(stages(all(front, proxied()), PROXY)).toEqual([[PROXY, undefined]]);
    expect(stages(all(front, web(own, USE)), POD_IDENTITY)).toEqual([[DUAL, POD_IDENTITY]]);
    expect(stages([deployment('shop', 'web', {})], DUAL)).toEqual([[undefined, undefined]]);
  });

  test('the jump from pod identity to the last stage is named', () => {
    const remarks = (objects: readonly object[]) =>
      plan(objects, { to: WORKLOAD_IDENTITY }).flatMap((one) => one.remarks);
    expect(remarks(all(web()))).toEqual([
      'This skips dual: when its client does not know Workload Identity, it gets no token at all.',
    ]);
    expect(remarks(all(front, web(own, USE)))).toEqual([]);
  });
});

describe('what is remarked', () => {
  const remarks = (objects: readonly object[], options: PlanOptions = {}) =>
    plan(objects, options).flatMap((one) => one.remarks);

  test('pods that bypass NMI', () => {
    expect(remarks(all(exception('shop', 'no-nmi', { app: 'web' }), web({}, { app: 'web' })))).toEqual([
      'Its requests bypass NMI, because AzurePodIdentityException shop/no-nmi matches it: it may use other identities of its node. Find out which one it uses, and keep the metadata service open for it.',
    ]);
    expect(remarks(all(exception('shop', 'no-nmi', { app: 'api' }), web({}, { app: 'web' })))).toEqual([]);
  });

  test('policies that name default', () => {
    const policy = (name: string) =>
      object('security.istio.io/v1', 'AuthorizationPolicy', 'allow', {
        spec: { rules: [{ from: [{ source: { principals: [`cluster.local/ns/shop/sa/${name}`] } }] }] },
      });
    expect(remarks(all(policy('default'), web()))).toEqual([
      'Policies name ServiceAccount default, which it leaves: AuthorizationPolicy shop/allow. Name orders there, too.',
    ]);
    expect(remarks(all(policy('other'), web()))).toEqual([]);
  });

  test('kinds whose pods are not replaced by themselves, without words of the constructs', () => {
    const job = { ...web(), apiVersion: 'batch/v1', kind: 'Job' };
    expect(remarks(all(job))).toEqual([
      'It is a Job, whose pod template cannot be changed. Delete it and create it again, or give it another name.',
    ]);
    const user = {
      securityContext: { runAsUser: 1000 },
      initContainers: [{ name: 'first', image: 'registry.example/f:1' }],
    };
    const found = remarks(all(web(user)), { to: PROXY });
    expect(found).toHaveLength(2);
    expect(found.join(' ')).toContain('Set runAsUser in the containers instead.');
    expect(found.join(' ')).not.toMatch(/Injection\.|MigrationStage|assignTo/);
  });

  test('variables of objects that are elsewhere', () => {
    const login = object('v1', 'Secret', 'login', {});
    expect(remarks(all(web(envFrom(''))))).toEqual([
      'It takes variables from Secret shop/login, not among the paths: AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH there would be used instead of Workload Identity, and AZURE_CLIENT_ID is overridden.',
    ]);
    expect(remarks(all(login, web(envFrom(''))))).toEqual([]);
  });

  test('a client id that nobody knows', () => {
    const front = account('front', { 'azure.workload.identity/client-id': 'x' });
    expect(remarks([front, deployment('shop', 'web', USE, { serviceAccountName: 'front' })])).toEqual([
      'The paths do not say which identity has the client id "x", so its federated credential is not counted.',
    ]);
  });
});
