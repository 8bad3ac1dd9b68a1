import { describe, expect, test } from '@jest/globals';
import type { Chart } from 'cdk8s';
import { admit, Injection, Manifests, WorkloadIdentity } from '../../lib';
import { TENANT_ID } from '../support/ids';
import type { Manifest } from '../support/manifests';
import { catchWarnings, clientIdOf, deployment, messageOf } from '../support/shop';
import {
  annotationsFor,
  application,
  DUAL,
  LAST,
  managed,
  move,
  object,
  only,
  PROXY,
  render,
  shopChart,
  templateOf,
  USING,
} from '../support/stages';
import { makeWorkload, WORKLOADS } from '../support/workloads';

catchWarnings();

// What the webhook would add, written out.

const MANIFEST = { injection: Injection.MANIFEST, tenantId: TENANT_ID };
const VOLUME = {
  name: 'azure-workload-identity',
  projected: {
    sources: [
      {
        serviceAccountToken: {
          audience: 'api://AzureADTokenExchange',
          expirationSeconds: 3600,
          path: 'token/azure-identity-token',
        },
      },
    ],
  },
};
const MOUNT = { mountPath: '/var/run/secrets/azure/wi', name: 'azure-workload-identity', readOnly: true };
const VARIABLES = [
  { name: 'AZURE_CLIENT_ID', value: clientIdOf('orders') },
  { name: 'AZURE_TENANT_ID', value: TENANT_ID },
  { name: 'AZURE_FEDERATED_TOKEN_FILE', value: '/var/run/secrets/azure/wi/token/azure-identity-token' },
  { name: 'AZURE_AUTHORITY_HOST', value: 'https://login.microsoftonline.com/' },
];

type Pod = Parameters<typeof deployment>[2];

const build = (pod: Pod = {}, stage = DUAL, props: object = {}, change: (chart: Chart) => void = () => undefined) => {
  const chart = shopChart();
  managed(chart).assignTo(deployment(chart, 'web', pod));
  move(chart, stage, { ...MANIFEST, ...props });
  change(chart);
  return () => render(chart);
};
const specAt = (...given: Parameters<typeof build>) => templateOf(build(...given)()).spec;

describe('Injection.MANIFEST', () => {
  test.each(USING)('writes volume, mounts and variables, at %s', (stage) => {
    const documents = build({ labels: { app: 'web' } }, stage)();
    const { spec, metadata } = templateOf(documents);
    expect(spec.volumes).toEqual([VOLUME]);
    expect(spec.containers).toEqual([{ image: 'app', name: 'app', env: VARIABLES, volumeMounts: [MOUNT] }]);
    expect(spec.serviceAccountName).toBe('orders');
    expect(metadata).toEqual({ labels: { app: 'web', ...(stage !== LAST && { aadpodidbinding: 'orders' }) } });
    expect(only(documents, 'ServiceAccount')[0]?.metadata.annotations).toEqual({
      ...annotationsFor('orders'),
      'azure.workload.identity/tenant-id': TENANT_ID,
    });
  });

  test.each(Object.keys(WORKLOADS))('for %s', (way) => {
    const chart = shopChart();
    const { workload, key } = makeWorkload(chart, way, 'web');
    managed(chart).assignTo(workload);
    move(chart, LAST, MANIFEST);
    const { spec } = templateOf(render(chart), key.split(' ')[0], 'web');
    expect(spec.volumes.at(-1)).toEqual(VOLUME);
    for (const container of spec.containers) {
      expect(container.env).toEqual(VARIABLES);
      expect(container.volumeMounts.at(-1)).toEqual(MOUNT);
    }
  });

  test('keeps what the containers have, also valueFrom, and init containers get it too', () => {
    const own = { name: 'AZURE_TENANT_ID', valueFrom: { configMapKeyRef: { name: 'tenant', key: 'id' } } };
    const spec = specAt({
      spec: {
        containers: [
          { name: 'app', env: [{ name: 'A', value: '1' }, own], volumeMounts: [{ name: 'x', mountPath: '/x' }] },
        ],
        initContainers: [{ name: 'init' }],
        volumes: [{ name: 'x', emptyDir: {} }],
      },
    });
    const rest = VARIABLES.filter(({ name }) => name !== 'AZURE_TENANT_ID');
    expect(spec.containers).toEqual([
      {
        name: 'app',
        env: [{ name: 'A', value: '1' }, own, ...rest],
        volumeMounts: [{ name: 'x', mountPath: '/x' }, MOUNT],
      },
    ]);
    expect(spec.initContainers).toEqual([{ name: 'init', env: VARIABLES, volumeMounts: [MOUNT] }]);
    expect(spec.volumes).toEqual([{ name: 'x', emptyDir: {} }, VOLUME]);
  });

  test('skips the containers that an annotation names', () => {
    const chart = shopChart();
    const web = object(chart, 'apps/v1', 'Deployment', 'web', {
      spec: {
        template: {
          metadata: { annotations: { 'azure.workload.identity/skip-containers': 'log; other' } },
          spec: { containers: [{ name: 'app' }, { name: 'log' }] },
        },
      },
    });
    managed(chart).assignTo(web);
    move(chart, DUAL, MANIFEST);
    const { containers } = templateOf(render(chart)).spec;
    expect(containers).toEqual([{ name: 'app', env: VARIABLES, volumeMounts: [MOUNT] }, { name: 'log' }]);
  });

  test('uses the settings', () => {
    const spec = specAt({}, DUAL, { tokenExpiration: 7200, azureEnvironment: 'AzureChinaCloud' });
    expect(spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds).toBe(7200);
    expect(spec.containers[0].env.at(-1)).toEqual({
      name: 'AZURE_AUTHORITY_HOST',
      value: 'https://login.chinacloudapi.cn/',
    });
  });

  test('the tenant is that of a service principal', () => {
    const chart = shopChart();
    const tenantId = '3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10';
    application(chart, 'orders', { tenantId }).assignTo(deployment(chart, 'web'));
    move(chart, DUAL, MANIFEST);
    const env: Manifest[] = templateOf(render(chart)).spec.containers[0].env;
    expect(env.find(({ name }) => name === 'AZURE_TENANT_ID')?.value).toBe(tenantId);
  });

  test('writes no annotation, so that the port of the proxy is in the containers alone', () => {
    const { metadata, spec } = templateOf(build({}, PROXY, { proxyPort: 9000 })());
    expect(metadata.annotations).toBeUndefined();
    expect(spec.initContainers[0].ports).toEqual([{ containerPort: 9000 }]);
    expect(spec.initContainers[1].env.find(({ name }: Manifest) => name === 'PROXY_PORT')?.value).toBe('9000');
  });
});

describe('at proxy', () => {
  const proxied = () =>
    specAt({ spec: { containers: [{ name: 'app' }], initContainers: [{ name: 'first' }, { name: 'second' }] } }, PROXY);

  test('the native sidecar comes first, then its redirect, then the user’s init containers', () => {
    expect(proxied().initContainers.map(({ name }: Manifest) => name)).toEqual([
      'azwi-proxy',
      'azwi-proxy-init',
      'first',
      'second',
    ]);
    expect(proxied().containers.map(({ name }: Manifest) => name)).toEqual(['app']);
  });

  test('the sidecar runs as user 1501, and restarts', () => {
    const [sidecar, init] = proxied().initContainers;
    expect(sidecar).toMatchObject({
      image: 'mcr.microsoft.com/oss/azure/workload-identity/proxy:v1.6.0',
      restartPolicy: 'Always',
      securityContext: { runAsUser: 1501, runAsNonRoot: true, readOnlyRootFilesystem: true },
    });
    expect(init).toMatchObject({
      image: 'mcr.microsoft.com/oss/azure/workload-identity/proxy-init:v1.6.0',
      securityContext: {
        runAsUser: 0,
        runAsNonRoot: false,
        privileged: true,
        capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
      },
    });
    expect(init).not.toHaveProperty('restartPolicy');
  });

  test.each(['1.28', 'v1.28.9'])('Kubernetes %s is refused, which has no native sidecars', (kubernetesVersion) => {
    const chart = shopChart();
    expect(messageOf(() => move(chart, PROXY, { ...MANIFEST, kubernetesVersion }))).toBe(
      `shop/workload-identity: kubernetesVersion: got "${kubernetesVersion}"; allowed: 1.29 or later for the proxy in the pod template, which is a native sidecar`,
    );
  });

  test('also for one workload that has the stage', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'), { stage: PROXY });
    move(chart, DUAL, { ...MANIFEST, kubernetesVersion: '1.28' });
    expect(messageOf(() => render(chart))).toBe(
      'shop/deployment-web: kubernetesVersion: got "1.28"; allowed: 1.29 or later for the proxy in the pod template, which is a native sidecar',
    );
  });

  test.each(['1.29', '1.35'])('Kubernetes %s is not', (kubernetesVersion) => {
    expect(build({}, PROXY, { kubernetesVersion })).not.toThrow();
  });

  test('dual may be older', () => {
    expect(build({}, DUAL, { kubernetesVersion: '1.28' })).not.toThrow();
  });

  test('a Job may be, too: its sidecar is native', () => {
    const chart = shopChart();
    managed(chart).assignTo(
      object(chart, 'batch/v1', 'Job', 'job', { spec: { template: { spec: { containers: [{ name: 'app' }] } } } }),
    );
    move(chart, PROXY, { ...MANIFEST, kubernetesVersion: '1.30' });
    expect(() => render(chart)).not.toThrow();
  });
});

describe('refuses', () => {
  test('no tenant', () => {
    expect(
      messageOf(() => new WorkloadIdentity(shopChart(), 'id', { stage: DUAL, injection: Injection.MANIFEST })),
    ).toBe(
      'shop/id: tenantId: got nothing; allowed: a GUID with Injection.MANIFEST, which has no webhook that knows the tenant',
    );
  });

  test.each(['true', 'false'])('the label of the webhook: %s', (value) => {
    expect(messageOf(build({ labels: { 'azure.workload.identity/use': value } }))).toBe(
      `shop/deployment-web: spec.template.metadata.labels["azure.workload.identity/use"]: got "${value}"; allowed: no label with Injection.MANIFEST: the webhook would add the token a second time. Remove the label`,
    );
  });

  test('a volume of the name, and a mount in the place', () => {
    const spec = {
      containers: [
        {
          name: 'app',
          volumeMounts: [
            { name: 'x', mountPath: '/x' },
            { name: 'x', mountPath: MOUNT.mountPath },
          ],
        },
      ],
      volumes: [{ name: 'azure-workload-identity', emptyDir: {} }],
    };
    const words =
      'allowed: another value with Injection.MANIFEST, which writes the token there. Remove it, or use Injection.WEBHOOK';
    expect(messageOf(build({ spec })).split('\n')).toEqual([
      `shop/deployment-web: spec.template.spec.volumes[0].name: got "azure-workload-identity"; ${words}`,
      `shop/deployment-web: spec.template.spec.containers[0].volumeMounts[1].mountPath: got "${MOUNT.mountPath}"; ${words}`,
    ]);
  });

  test('labels alone', () => {
    const chart = shopChart();
    const job = object(chart, 'sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'job', {
      spec: { driver: { labels: {} } },
    });
    managed(chart).assignTo(job, { podTemplate: '/spec/driver/labels', serviceAccountName: 'spark' });
    move(chart, DUAL, MANIFEST);
    expect(messageOf(() => render(chart))).toBe(
      'shop/sparkapplication-job: podTemplate: got "spec.driver.labels"; allowed: a pod template with Injection.MANIFEST, not labels only',
    );
  });
});

test('the webhook is not asked about the pods, in kube-system either', () => {
  const chart = shopChart('kube-system');
  managed(chart).assignTo(deployment(chart, 'web'));
  move(chart, LAST, MANIFEST);
  const yaml = (chart.node.root as never as { synthYaml(): string }).synthYaml();
  expect(admit(Manifests.fromText('app.yaml', yaml), { tenantId: TENANT_ID })).toMatchObject([{ called: false }]);
});
