import { describe, expect, test } from '@jest/globals';
import { App, type Chart } from 'cdk8s';
import {
  AzureIdentity,
  AzureIdentityBinding,
  admit,
  EntraEgress,
  FederatedIdentityCredentials,
  Injection,
  Manifests,
  MetadataBlock,
  TokenExchange,
} from '../../lib';
import { TENANT_ID } from '../support/ids';
import type { Manifest } from '../support/manifests';
import { catchWarnings, clientIdOf, deployment, messageOf, otherChart } from '../support/shop';
import {
  application,
  DUAL,
  LAST,
  list,
  managed,
  move,
  object,
  only,
  POD_IDENTITY,
  PROXY,
  render,
  serviceAccount,
  shopChart,
  templateOf,
  USING,
} from '../support/stages';
import { makeWorkload, WORKLOADS } from '../support/workloads';

const warnings = catchWarnings();

/*
 * The acceptance tests of a generator for Workload Identity, by number. Those that are not about constructs, and why:
 * 17: az, Bicep and Terraform are written from manifests by `aad-pod-identity azure federate`.
 * 24: the plan of removal is that of `aad-pod-identity migrate plan`; what is left at the last stage is tested here.
 * 25: KEDA, and labels in Helm values, are found in manifests by `aad-pod-identity check`; mounted classes are in refusals.test.ts.
 * 26: YAML that somebody else wrote is rewritten by `aad-pod-identity migrate rewrite`.
 */

const USE = 'azure.workload.identity/use';
const ISSUER = 'https://westeurope.oic.prod-aks.azure.com/tenant/cluster/';
const LABEL_AT = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'];

const one = (stage = DUAL, props: object = {}) => {
  const chart = shopChart();
  managed(chart).assignTo(deployment(chart, 'web'));
  move(chart, stage, props);
  return chart;
};
const yamlOf = (chart: Chart) => App.of(chart).synthYaml();
const credentials = (chart: Chart, clusterName = 'prod') =>
  new FederatedIdentityCredentials(otherChart(chart, `operator-${clusterName}`), 'all', {
    clusterName,
    issuer: ISSUER,
  });
const subjects = (chart: Chart) =>
  only(render(chart), 'FederatedIdentityCredential').map(({ spec }) =>
    spec.subject.replace('system:serviceaccount:', ''),
  );

describe.each(LABEL_AT)('1: the label of the webhook on the template of a %s', (kind) => {
  test.each(USING)('at %s', (stage) => {
    const chart = shopChart();
    const { workload } = makeWorkload(chart, `cdk8s-plus-27: ${kind}`, 'web');
    managed(chart).assignTo(workload);
    move(chart, stage);
    const documents = render(chart);
    const [found] = only(documents, kind) as [Manifest];
    expect(templateOf(documents, kind).metadata.labels[USE]).toBe('true');
    expect(JSON.stringify(found.spec.selector ?? {})).not.toContain(USE);
    if (kind !== 'Pod') expect(found.metadata.labels?.[USE]).toBeUndefined();
    expect(yamlOf(chart)).toContain('azure.workload.identity/use: "true"');
  });
});

test('2: a ServiceAccount of its own, before the workload; default is never annotated', () => {
  const chart = one();
  serviceAccount(chart, 'default');
  const documents = render(chart);
  expect(Object.keys(only(documents, 'ServiceAccount', 'orders')[0]?.metadata.annotations)).toEqual([
    'aad-pod-identity.federation/identities',
    'azure.workload.identity/client-id',
  ]);
  expect(templateOf(documents).spec.serviceAccountName).toBe('orders');
  expect(list(documents).indexOf('ServiceAccount orders')).toBeLessThan(list(documents).indexOf('Deployment web'));
  expect(only(documents, 'ServiceAccount', 'default')[0]?.metadata.annotations).toBeUndefined();
});

describe('3: the same program, and one line', () => {
  const at = (stage?: typeof DUAL | typeof LAST | typeof PROXY | typeof POD_IDENTITY) => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web', { labels: { app: 'web' } }));
    if (stage) move(chart, stage);
    return yamlOf(chart).split('\n');
  };
  const added = (from: string[], to: string[]) => {
    const rest = [...to];
    for (const line of from) if (rest.includes(line)) rest.splice(rest.indexOf(line), 1);
    return rest.map((line) => line.trim());
  };

  test('from pod-identity to dual: account, label and its name', () => {
    expect(added(at(POD_IDENTITY), at(DUAL))).toEqual([`${USE}: "true"`, 'serviceAccountName: orders']);
    expect(added(at(DUAL), at(POD_IDENTITY))).toEqual(['serviceAccountName: default']);
    expect(added(at(DUAL), at())).toEqual([]);
  });

  test('from dual to workload-identity: objects and label of pod identity go', () => {
    expect(added(at(DUAL), at(LAST))).toEqual([]);
    const gone = added(at(LAST), at(DUAL)).join('\n');
    expect(gone).toContain('aadpodidbinding: orders');
    expect(gone).toMatch(/kind: AzureIdentity\n.*kind: AzureIdentityBinding\n/s);
    expect(gone).not.toMatch(/ServiceAccount|Deployment/);
  });

  test('without a stage, nothing of Workload Identity', () => {
    expect(at().join('\n')).not.toMatch(/workload\.identity|ServiceAccount|serviceAccountName/);
  });
});

test('4: every account, identity and cluster has exactly one credential, with its subject', () => {
  const chart = shopChart();
  const orders = managed(chart);
  managed(chart, 'unused');
  for (const namespace of ['a', 'b', 'c'])
    orders.inNamespace(namespace).assignTo(deployment(otherChart(chart, namespace), 'web'));
  for (const cluster of ['one', 'two']) credentials(chart, cluster);
  move(chart.node.root as App, DUAL);
  const documents = render(chart);
  const accounts = only(documents, 'ServiceAccount').map(({ metadata }) => `${metadata.namespace}:${metadata.name}`);
  expect(subjects(chart)).toHaveLength(6);
  expect(new Set(subjects(chart))).toEqual(new Set(accounts));
  for (const { spec } of only(documents, 'FederatedIdentityCredential')) expect(spec.audiences).toHaveLength(1);
});

describe('5: identities for one namespace, and for all', () => {
  const far = (namespaced: boolean) => {
    const chart = shopChart('infra');
    const orders = managed(chart, 'orders', { namespaced });
    const places = ['a', 'b'].map((namespace) => otherChart(chart, namespace));
    const assign = () => {
      for (const place of places) orders.assignTo(deployment(place, 'web'));
    };
    return { chart, assign };
  };

  test('for all: accounts where the pods are', () => {
    const { chart, assign } = far(false);
    assign();
    move(chart.node.root as App, DUAL);
    expect(only(render(chart), 'ServiceAccount').map(({ metadata }) => metadata.namespace)).toEqual(['a', 'b']);
  });

  test('for one: refused, not a warning, because the assignment could never work', () => {
    const { assign } = far(true);
    expect(messageOf(assign)).toMatch(
      /metadata\.namespace: got "a"; allowed: namespace "infra", .*which is namespaced/,
    );
  });
});

describe('6: selectors', () => {
  test('of another case, or of an identity elsewhere, keep nothing', () => {
    const chart = one(LAST);
    deployment(chart, 'legacy', { labels: { aadpodidbinding: 'Orders' } });
    expect(list(render(chart))).toEqual(['ServiceAccount orders', 'Deployment web', 'Deployment legacy']);
  });

  test('an empty one is refused where it is given', () => {
    const chart = shopChart();
    expect(messageOf(() => managed(chart).assignTo(deployment(chart, 'web'), { selector: '' }))).toMatch(
      /selector: got ""/,
    );
  });

  test('a binding whose identity is elsewhere gives the workload nothing', () => {
    const chart = one(LAST);
    object(chart, 'aadpodidentity.k8s.io/v1', 'AzureIdentityBinding', 'far', {
      metadata: { name: 'far', namespace: 'billing' },
      spec: { azureIdentity: 'orders', selector: 'orders' },
    });
    expect(only(render(chart), 'ServiceAccount')).toHaveLength(1);
  });
});

test('7: 20 credentials pass, 21 do not, 18 warn; the ways out', () => {
  const of = (count: number, props: object = {}) => {
    const chart = shopChart();
    const orders = managed(chart);
    for (let i = 0; i < count; i++) orders.assignTo(deployment(chart, `w${i}`), { serviceAccountName: `w${i}` });
    move(chart, DUAL, props);
    return messageOf(() => render(chart));
  };
  expect(of(17)).toBe('nothing was thrown');
  expect(warnings).toEqual([]);
  expect(of(18)).toBe('nothing was thrown');
  expect(warnings).toHaveLength(1);
  expect(of(20)).toBe('nothing was thrown');
  expect(of(21)).toMatch(
    /"orders"|shop-orders.*at least 21, for .*:w20.*several managed identities, or set exchange: "identity-binding"/,
  );
  expect(of(21, { exchange: TokenExchange.IDENTITY_BINDING, tenantId: TENANT_ID })).toBe('nothing was thrown');
});

describe('8: several identities', () => {
  const build = (isReversed: boolean, clientIdEnv = 'AZURE_CLIENT_ID') => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    const [orders, storage] = [managed(chart), managed(chart, 'storage')];
    const calls = [() => orders.assignTo(web, { clientIdEnv }), () => storage.assignTo(web)];
    for (const call of isReversed ? calls.reverse() : calls) call();
    credentials(chart);
    move(chart, DUAL);
    return chart;
  };

  test('need a default', () => {
    expect(messageOf(() => render(build(false, 'ID')))).toMatch(/needs to know which one is the default/);
  });

  test('have its client id on the account, and two credentials with one subject, in any order', () => {
    const [account] = only(render(build(false)), 'ServiceAccount') as [Manifest];
    expect(account.metadata.annotations['azure.workload.identity/client-id']).toBe(clientIdOf('orders'));
    expect(subjects(build(false))).toEqual([`shop:${account.metadata.name}`, `shop:${account.metadata.name}`]);
    expect(yamlOf(build(true))).toBe(yamlOf(build(false)));
  });
});

test('9: one account with two identities', () => {
  const chart = shopChart();
  serviceAccount(chart, 'shared');
  const spec = { serviceAccountName: 'shared', containers: [{ name: 'a' }, { name: 'b' }] };
  const [web, worker] = [deployment(chart, 'web', { spec }), deployment(chart, 'worker', { spec })];
  const [orders, storage] = [managed(chart), managed(chart, 'storage')];
  orders.assignTo(web);
  storage.assignTo(worker);
  move(chart, DUAL);
  expect(messageOf(() => render(chart))).toMatch(/one set of identities for all workloads with this ServiceAccount/);

  const other = shopChart();
  serviceAccount(other, 'shared');
  const both = deployment(other, 'web', { spec });
  managed(other).assignTo(both, { clientIdEnv: 'AZURE_CLIENT_ID', containers: ['a'] });
  managed(other, 'storage').assignTo(both, { clientIdEnv: 'AZURE_CLIENT_ID', containers: ['b'] });
  move(other, DUAL);
  credentials(other);
  const documents = render(other);
  expect(only(documents, 'ServiceAccount')[0]?.metadata.annotations).not.toHaveProperty(
    'azure.workload.identity/client-id',
  );
  expect(templateOf(documents).spec.containers.map(({ env }: Manifest) => env[0].value)).toEqual([
    clientIdOf('orders'),
    clientIdOf('storage'),
  ]);
  expect(subjects(other)).toEqual(['shop:shared', 'shop:shared']);
});

test('10: an account of the app keeps what it has; one outside needs the command, and is not written', () => {
  const spec = { serviceAccountName: 'web' };
  const inside = shopChart();
  serviceAccount(inside, 'web', { secrets: [{ name: 's' }], imagePullSecrets: [{ name: 'p' }] }).metadata.addLabel(
    'a',
    'b',
  );
  managed(inside).assignTo(deployment(inside, 'web', { spec }));
  move(inside, DUAL);
  expect(only(render(inside), 'ServiceAccount')).toMatchObject([
    { secrets: [{ name: 's' }], imagePullSecrets: [{ name: 'p' }], metadata: { labels: { a: 'b' } } },
  ]);
  const outside = shopChart();
  managed(outside).assignTo(deployment(outside, 'web', { spec }));
  move(outside, DUAL);
  expect(messageOf(() => render(outside))).toContain('kubectl annotate serviceaccount web --namespace shop ');
});

describe('11: service principals', () => {
  const build = () => {
    const chart = shopChart();
    application(chart).assignTo(deployment(chart, 'web'));
    AzureIdentity.servicePrincipalWithCertificate(chart, 'certificate', {
      clientId: clientIdOf('certificate'),
      tenantId: TENANT_ID,
      clientPassword: { name: 'certificate' },
    }).assignTo(deployment(chart, 'worker'));
    credentials(chart);
    move(chart, LAST);
    return chart;
  };

  test('have their tenant on the account, no object of the operator, and are listed', () => {
    const documents = render(build());
    for (const { metadata } of only(documents, 'ServiceAccount'))
      expect(metadata.annotations['azure.workload.identity/tenant-id']).toBe(TENANT_ID);
    expect(only(documents, 'FederatedIdentityCredential')).toEqual([]);
    expect(warnings.filter((text) => text.includes('makes no federated credentials'))).toEqual([
      expect.stringMatching(/"certificate" in namespace "shop", "orders" in namespace "shop"/),
    ]);
    expect(yamlOf(build())).not.toMatch(/clientPassword/);
  });

  test('with auxiliary tenants cannot move', () => {
    const chart = shopChart();
    application(chart, 'orders', { auxiliaryTenantIds: [clientIdOf('x')] }).assignTo(deployment(chart, 'web'));
    move(chart, DUAL);
    expect(messageOf(() => render(chart))).toMatch(/auxiliaryTenantIds: got/);
  });
});

test('12: the proxy’s annotation is never "false", and its port only where it differs', () => {
  const annotations = (stage = PROXY, props: object = {}) => templateOf(render(one(stage, props))).metadata.annotations;
  expect(annotations()).toEqual({ 'azure.workload.identity/inject-proxy-sidecar': 'true' });
  expect(annotations(PROXY, { proxyPort: 8000 })).toEqual(annotations());
  expect(annotations(PROXY, { proxyPort: 9000 })).toEqual({
    ...annotations(),
    'azure.workload.identity/proxy-sidecar-port': '9000',
  });
  for (const stage of [POD_IDENTITY, DUAL, LAST]) expect(annotations(stage, { proxyPort: 9000 })).toBeUndefined();
});

test('13: what the proxy cannot do is refused', () => {
  const refused = (spec: object, props: object = {}) => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web', { spec }));
    move(chart, PROXY, props);
    return messageOf(() => render(chart));
  };
  expect(refused({ hostNetwork: true })).toMatch(/hostNetwork: got true/);
  expect(refused({ containers: [{ name: 'a', ports: [{ containerPort: 8000 }] }] })).toMatch(/containerPort: got 8000/);
  expect(refused({ nodeSelector: { 'kubernetes.io/os': 'windows' } })).toMatch(/nodeSelector: got/);
  for (const proxyPort of [0, 65_536])
    expect(messageOf(() => move(shopChart(), PROXY, { proxyPort }))).toMatch(/proxyPort: got/);
  refused({ securityContext: { runAsUser: 1000 } });
  expect(warnings).toEqual([expect.stringMatching(/runs as user 1000, and so does the proxy/)]);
});

test('14: issuers', () => {
  const refused = (issuer: unknown) =>
    messageOf(() => new FederatedIdentityCredentials(shopChart(), 'x', { clusterName: 'a', issuer: issuer as string }));
  for (const issuer of [
    ISSUER.slice(0, -1),
    ISSUER.replace('https', 'http'),
    `${ISSUER} `,
    `https://a.example/${'x'.repeat(600)}`,
    undefined,
  ])
    expect(refused(issuer)).toMatch(/^shop\/x: issuer: got /);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the form in which other tools write what they fill in later.
  for (const issuer of [ISSUER, 'https://issuer.example', '${Token[7]}'])
    expect(refused(issuer)).toBe('nothing was thrown');
});

test('15: names of credentials', () => {
  const nameOf = (account: string, more = 0) => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'), { serviceAccountName: account });
    for (let i = 0; i < more; i++) managed(chart, `more-${i}`).assignTo(deployment(chart, `more-${i}`));
    credentials(chart);
    const all = only(render(chart), 'FederatedIdentityCredential');
    return all.find(({ spec }) => spec.subject.endsWith(`:${account}`))?.spec.azureName;
  };
  const long = 'a'.repeat(200);
  for (const account of ['web', 'web.v2', `${long}.${'b'.repeat(52)}`])
    expect(nameOf(account)).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9-_]{2,119}$/);
  expect(nameOf('web', 3)).toBe(nameOf('web'));
  expect(nameOf(`${long}b`)).not.toBe(nameOf(`${long}c`));
});

test('16: objects of the operator', () => {
  const chart = one();
  credentials(chart);
  const [made] = only(render(chart), 'FederatedIdentityCredential') as [Manifest];
  expect(Object.keys(made.spec).sort()).toEqual(['audiences', 'azureName', 'issuer', 'owner', 'subject']);
  expect(made.spec.owner).toEqual({ armId: expect.stringMatching(/userAssignedIdentities\/orders$/) });
  expect(made.metadata.name.length).toBeLessThanOrEqual(253);
  expect(list(render(chart)).filter((name) => name.startsWith('UserAssignedIdentity'))).toEqual([]);
});

test('18: written out, also in kube-system, where the label would do nothing', () => {
  const build = (props: object) => {
    const chart = shopChart('kube-system');
    managed(chart).assignTo(deployment(chart, 'web'));
    move(chart, PROXY, props);
    return chart;
  };
  const template = templateOf(render(build({ injection: Injection.MANIFEST, tenantId: TENANT_ID })));
  expect(template.metadata.labels).toEqual({ aadpodidbinding: 'orders' });
  expect(template.spec.containers[0].env.map(({ name }: Manifest) => name)).toEqual([
    'AZURE_CLIENT_ID',
    'AZURE_TENANT_ID',
    'AZURE_FEDERATED_TOKEN_FILE',
    'AZURE_AUTHORITY_HOST',
  ]);
  expect(template.spec.initContainers[0]).toMatchObject({
    restartPolicy: 'Always',
    securityContext: { runAsUser: 1501 },
  });
  expect(messageOf(() => render(build({})))).toMatch(/metadata\.namespace: got "kube-system"/);
});

test('19: variables of the user', () => {
  const refused = (container: object) => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web', { spec: { containers: [{ name: 'app', ...container }] } }));
    move(chart, DUAL);
    return messageOf(() => render(chart));
  };
  expect(refused({ env: [{ name: 'AZURE_CLIENT_ID', value: clientIdOf('other') }] })).toMatch(
    /env\[0\]: AZURE_CLIENT_ID: got/,
  );
  expect(refused({ env: [{ name: 'AZURE_CLIENT_SECRET', value: 'x' }] })).toMatch(/got "AZURE_CLIENT_SECRET"/);
  expect(refused({ envFrom: [{ secretRef: { name: 's' } }] })).toBe('nothing was thrown');
  expect(warnings).toEqual([expect.stringMatching(/takes variables from Secret "s"/)]);
});

test('20: the token’s expiration', () => {
  for (const tokenExpiration of [3599, 86_401, 3600.5, '1h'])
    expect(messageOf(() => move(shopChart(), DUAL, { tokenExpiration: tokenExpiration as number }))).toMatch(
      /tokenExpiration: got/,
    );
  const annotations = (tokenExpiration: number) =>
    templateOf(render(one(DUAL, { tokenExpiration }))).metadata.annotations;
  expect(annotations(3600)).toBeUndefined();
  expect(annotations(3601)).toEqual({ 'azure.workload.identity/service-account-token-expiration': '3601' });
});

test('21: exceptions are kept, and in a warning, at the last stage', () => {
  const chart = one(LAST);
  object(chart, 'aadpodidentity.k8s.io/v1', 'AzurePodIdentityException', 'agent', {
    spec: { podLabels: { app: 'agent' } },
  });
  expect(list(render(chart))).toContain('AzurePodIdentityException agent');
  expect(warnings).toEqual([expect.stringMatching(/pods with "app=agent" use an identity of their node/)]);
});

test('22: NetworkPolicies, and neither by default', () => {
  const chart = one(LAST);
  expect(only(render(chart), 'NetworkPolicy')).toEqual([]);
  new MetadataBlock(chart, 'block');
  expect(JSON.stringify(only(render(chart), 'NetworkPolicy', 'block'))).toContain('"except":["169.254.169.254/32"]');
  expect(() => new EntraEgress(otherChart(chart, 'closed'), 'entra')).not.toThrow();
});

test('23: immutable selectors, Jobs and Pods', () => {
  const chart = shopChart();
  managed(chart).assignTo(
    object(chart, 'apps/v1', 'Deployment', 'web', {
      spec: { selector: { matchLabels: { aadpodidbinding: 'orders' } }, template: { spec: { containers: [] } } },
    }),
  );
  move(chart, LAST);
  expect(messageOf(() => render(chart))).toMatch(/selector cannot be changed\. Delete the object/);
  for (const way of ['ApiObject: Pod', 'generated: KubeJob']) {
    const other = shopChart();
    managed(other).assignTo(makeWorkload(other, way, 'web').workload);
    move(other, DUAL);
    render(other);
  }
  expect(warnings).toEqual([expect.stringMatching(/is a Pod/), expect.stringMatching(/is a Job/)]);
});

test('24: the last stage leaves nothing of pod identity', () => {
  const chart = shopChart();
  const orders = managed(chart);
  for (const way of Object.keys(WORKLOADS))
    orders.assignTo(makeWorkload(chart, way, way.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')).workload);
  new AzureIdentityBinding(chart, 'explicit', { identity: orders, selector: 'orders' });
  move(chart, LAST);
  expect(yamlOf(chart)).not.toMatch(/aadpodid|\bnmi\b|\bmic\b/i);
});

test('27: identity bindings', () => {
  const chart = one(DUAL, { exchange: TokenExchange.IDENTITY_BINDING, tenantId: TENANT_ID });
  const documents = render(chart);
  expect(only(documents, 'ClusterRole')[0]?.rules).toEqual([
    { apiGroups: ['cid.wi.aks.azure.com'], resources: [clientIdOf('orders')], verbs: ['use-managed-identity'] },
  ]);
  expect(templateOf(documents).metadata.annotations).toEqual({
    'azure.workload.identity/use-identity-binding': 'true',
  });
  expect(() => one(DUAL, { exchange: TokenExchange.IDENTITY_BINDING })).toThrow(/tenantId: got nothing/);
  expect(() => one(PROXY, { exchange: TokenExchange.IDENTITY_BINDING, tenantId: TENANT_ID })).toThrow(/exchange: got/);
});

test('28: two runs are identical, and have no path and no time', () => {
  const build = () => {
    const chart = one(PROXY);
    credentials(chart);
    return yamlOf(chart);
  };
  expect(build()).toBe(build());
  expect(build()).not.toMatch(new RegExp(`${process.cwd()}|\\d{4}-\\d{2}-\\d{2}T`));
});

test('29: names that meet', () => {
  const chart = shopChart();
  const orders = managed(chart);
  const template = { template: { spec: { containers: [{ name: 'app' }] } } };
  orders.assignTo(deployment(chart, 'app'));
  orders.assignTo(object(chart, 'batch/v1', 'CronJob', 'app', { spec: { jobTemplate: { spec: template } } }));
  orders.assignTo(deployment(chart, 'app-serviceaccount'));
  move(chart, LAST);
  expect(list(render(chart))).toEqual([
    'ServiceAccount orders',
    'Deployment app',
    'CronJob app',
    'Deployment app-serviceaccount',
  ]);
});

describe('30: the webhook as a function admits every pod, with the right client id', () => {
  test.each(Object.keys(WORKLOADS))('%s', (way) => {
    for (const stage of USING) {
      const chart = shopChart();
      managed(chart).assignTo(makeWorkload(chart, way, 'web').workload);
      move(chart, stage);
      const [found, ...others] = admit(Manifests.fromText('app.yaml', yamlOf(chart)), { tenantId: TENANT_ID });
      expect(others).toEqual([]);
      expect(found).toMatchObject({ called: true });
      expect(found?.refused).toBeUndefined();
      const { containers } = (found as Manifest).pod.spec;
      for (const { env } of containers)
        expect(env.find(({ name }: Manifest) => name === 'AZURE_CLIENT_ID').value).toBe(clientIdOf('orders'));
    }
  });
});
