import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type ApiObject, App, Chart } from 'cdk8s';
import { AzurePodIdentityException, Injection, type MigrationStage } from '../../lib';
import { TENANT_ID, TOKEN } from '../support/ids';
import { catchWarnings, clientIdOf, deployment, messageOf, otherChart } from '../support/shop';
import {
  application,
  DUAL,
  LAST,
  managed,
  move,
  object,
  POD_IDENTITY,
  PROXY,
  render,
  shopChart,
  USING,
} from '../support/stages';

catchWarnings();

// What is an error before anything is written; and the near case that is none.

const WEB = 'shop/deployment-web: ';
const SPEC = `${WEB}spec.template.spec.`;
const NOTHING = 'nothing was thrown';
const MANIFEST = { injection: Injection.MANIFEST, tenantId: TENANT_ID };
const app = (content: object) => ({ containers: [{ name: 'app', image: 'app', ...content }] });

interface Case {
  readonly spec?: object;
  readonly labels?: object;
  readonly stage?: MigrationStage;
  readonly props?: object;
  readonly make?: (chart: Chart) => unknown;
  readonly namespace?: string;
}

/** What is wrong with a Deployment at a stage. */
function refusal({ spec = {}, labels = {}, stage = PROXY, props = {}, make, namespace = 'shop' }: Case): string {
  const chart = shopChart(namespace);
  managed(chart).assignTo(deployment(chart, 'web', { spec, labels }));
  make?.(chart);
  move(chart, stage, props);
  return messageOf(() => render(chart));
}
const env = (name: string, value: string) =>
  app({
    env: [
      { name: 'A', value: 'a' },
      { name, value },
    ],
  });

describe('with the proxy', () => {
  test('host network', () => {
    expect(refusal({ spec: { hostNetwork: true } })).toBe(
      `${SPEC}hostNetwork: got true; allowed: false for a workload with an identity, because the host network bypasses NMI`,
    );
  });

  test.each([
    [{ nodeSelector: { 'kubernetes.io/os': 'windows' } }, 'nodeSelector: got {"kubernetes.io/os":"windows"}'],
    [{ os: { name: 'windows' } }, 'os.name: got "windows"'],
  ])('Windows: %j', (spec, message) => {
    expect(refusal({ spec })).toBe(`${SPEC}${message}; allowed: Linux nodes, because NMI runs only there`);
  });

  test.each([undefined, 9000])('a port that a container has: %s', (proxyPort) => {
    const port = proxyPort ?? 8000;
    const spec = app({ ports: [{ containerPort: 80 }, { containerPort: port }] });
    const props = proxyPort ? { proxyPort } : {};
    expect(refusal({ spec, props })).toBe(
      `${SPEC}containers[0].ports[1].containerPort: got ${port}; allowed: another port than that of the proxy. Set proxyPort of WorkloadIdentity to a free port`,
    );
    expect(refusal({ spec, props: { ...props, ...MANIFEST } })).toMatch(/another port than that of the proxy/);
  });

  test('a port of an init container', () => {
    const spec = { initContainers: [{ name: 'init', ports: [{ containerPort: 8000 }] }] };
    expect(refusal({ spec })).toMatch(/initContainers\[0\]\.ports\[0\]\.containerPort: got 8000/);
  });

  test.each([
    ['UDP', { spec: app({ ports: [{ containerPort: 8000, protocol: 'UDP' }] }) }],
    ['another port', { spec: app({ ports: [{ containerPort: 8080 }] }) }],
    ['no proxy', { spec: app({ ports: [{ containerPort: 8000 }] }), stage: DUAL }],
  ])('but not %s', (_, one) => {
    expect(refusal(one)).toBe(NOTHING);
  });

  test('another port in an annotation of the pods', () => {
    const chart = shopChart();
    const web = object(chart, 'apps/v1', 'Deployment', 'web', {
      spec: {
        template: {
          metadata: { annotations: { 'azure.workload.identity/proxy-sidecar-port': '9000' } },
          spec: app({}),
        },
      },
    });
    managed(chart).assignTo(web);
    move(chart, PROXY);
    expect(messageOf(() => render(chart))).toBe(
      `${WEB}spec.template.metadata.annotations["azure.workload.identity/proxy-sidecar-port"]: got "9000"; allowed: "8000". Remove the annotation`,
    );
  });

  describe('a namespace that enforces a pod security level', () => {
    const namespace =
      (level: string, name = 'shop') =>
      (chart: Chart) =>
        object(chart, 'v1', 'Namespace', name).metadata.addLabel('pod-security.kubernetes.io/enforce', level);

    test.each(['baseline', 'restricted'])('%s', (level) => {
      const message = `${WEB}stage: got "proxy"; allowed: another stage than proxy: shop/namespace-shop enforces the pod security level ${level}, which refuses the proxy's init container`;
      expect(refusal({ make: namespace(level) })).toBe(message);
      expect(refusal({ make: namespace(level), props: MANIFEST })).toBe(message);
    });

    test.each([
      ['privileged', { make: namespace('privileged') }],
      ['of another name', { make: namespace('restricted', 'billing') }],
      ['at dual', { make: namespace('restricted'), stage: DUAL }],
      [
        'as a warning only',
        {
          make: (chart: Chart) =>
            object(chart, 'v1', 'Namespace', 'shop').metadata.addLabel('pod-security.kubernetes.io/warn', 'restricted'),
        },
      ],
    ])('but not %s', (_, one) => {
      expect(refusal(one)).toBe(NOTHING);
    });
  });

  describe('a Job below Kubernetes 1.32 with the webhook', () => {
    const job = (apiVersion: string, kind: string, spec: object, props: object, stage = PROXY) => {
      const chart = shopChart();
      managed(chart).assignTo(object(chart, apiVersion, kind, 'web', { spec }));
      move(chart, stage, props);
      return messageOf(() => render(chart));
    };
    const template = { template: { spec: app({}) } };

    test.each([
      ['batch/v1', 'Job', template],
      ['batch/v1', 'CronJob', { jobTemplate: { spec: template } }],
      ['keda.sh/v1alpha1', 'ScaledJob', { jobTargetRef: template }],
      ['v1', 'Pod', { ...app({}), restartPolicy: 'Never' }],
    ])('%s %s', (apiVersion, kind, spec) => {
      for (const kubernetesVersion of ['1.31', 'v1.29.4']) {
        expect(job(apiVersion, kind, spec, { kubernetesVersion })).toBe(
          `shop/${kind.toLowerCase()}-web: kubernetesVersion: got "${kubernetesVersion}"; allowed: 1.32 or later for a ${kind} at stage proxy: before, the proxy keeps its pods running forever. Use Injection.MANIFEST, or another stage`,
        );
      }
      expect(job(apiVersion, kind, spec, { kubernetesVersion: '1.32' })).toBe(NOTHING);
      expect(job(apiVersion, kind, spec, {})).toBe(NOTHING);
      expect(job(apiVersion, kind, spec, { kubernetesVersion: '1.31' }, DUAL)).toBe(NOTHING);
      expect(job(apiVersion, kind, spec, { kubernetesVersion: '1.31', ...MANIFEST })).toBe(NOTHING);
    });

    test('a Deployment may be older', () => {
      expect(refusal({ props: { kubernetesVersion: '1.30' } })).toBe(NOTHING);
    });
  });

  describe('users', () => {
    const pod = (runAsUser: number) => ({ securityContext: { runAsUser } });

    test('root for the pod', () => {
      expect(refusal({ spec: pod(0) })).toBe(
        `${SPEC}securityContext.runAsUser: got 0; allowed: another user at stage proxy, or none: the proxy refuses to run as root. Set runAsUser in the containers instead`,
      );
      expect(refusal({ spec: app(pod(0)) })).toBe(NOTHING);
      expect(refusal({ spec: pod(0), stage: DUAL })).toBe(NOTHING);
      expect(refusal({ spec: pod(0), props: MANIFEST })).toBe(NOTHING);
    });

    test('1501 for a container', () => {
      const message =
        'got 1501; allowed: another user at stage proxy: requests of this one are not redirected to the proxy';
      expect(refusal({ spec: app(pod(1501)) })).toBe(`${SPEC}containers[0].securityContext.runAsUser: ${message}`);
      expect(refusal({ spec: pod(1501) })).toBe(`${SPEC}securityContext.runAsUser: ${message}`);
      expect(refusal({ spec: pod(1501), props: MANIFEST })).toBe(`${SPEC}securityContext.runAsUser: ${message}`);
    });

    test.each([
      ['1501 for the pod, overridden', { spec: { ...pod(1501), ...app(pod(1000)) } }],
      ['1501 at dual', { spec: app(pod(1501)), stage: DUAL }],
      ['another one', { spec: app(pod(1500)) }],
    ])('but not %s', (_, one) => {
      expect(refusal(one)).toBe(NOTHING);
    });
  });
});

describe.each(USING)('at %s', (stage) => {
  test('kube-system with the webhook', () => {
    expect(refusal({ namespace: 'kube-system', stage })).toBe(
      `${WEB}metadata.namespace: got "kube-system"; allowed: another namespace with the webhook: AKS does not ask it about pods of kube-system. Set injection: Injection.MANIFEST in WorkloadIdentity`,
    );
    expect(refusal({ namespace: 'kube-system', stage, props: MANIFEST })).toBe(NOTHING);
    expect(refusal({ namespace: 'kube-system-2', stage })).toBe(NOTHING);
  });

  test.each(['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH'])('%s', (name) => {
    const message = (field: string) =>
      `${field}: got "${name}"; allowed: no such variable: with the variables of Workload Identity, the SDKs use it as a credential, fail, and try no other`;
    const secret = { name, valueFrom: { secretKeyRef: { name: 's', key: 'k' } } };
    expect(refusal({ spec: env(name, 'x'), stage })).toBe(
      `${message(`${SPEC}containers[0].env[1].name`)}. Remove the variable`,
    );
    expect(refusal({ spec: { initContainers: [{ name: 'i', env: [secret] }] }, stage })).toBe(
      `${message(`${SPEC}initContainers[0].env[0].name`)}. Remove the variable`,
    );
    expect(refusal({ spec: env(`${name}_FILE`, 'x'), stage })).toBe(NOTHING);
  });

  test('a literal AZURE_CLIENT_ID of no assigned identity', () => {
    expect(refusal({ spec: env('AZURE_CLIENT_ID', clientIdOf('billing')), stage })).toBe(
      `${SPEC}containers[0].env[1]: AZURE_CLIENT_ID: got "${clientIdOf('billing')}"; allowed: the client id of an identity that is assigned to the workload: "${clientIdOf('orders')}". Assign that identity, or remove the variable`,
    );
    for (const value of [clientIdOf('orders'), clientIdOf('orders').toUpperCase(), '$(OTHER)', TOKEN])
      expect(refusal({ spec: env('AZURE_CLIENT_ID', value), stage })).toBe(NOTHING);
    const late = { name: 'AZURE_CLIENT_ID', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } };
    expect(refusal({ spec: app({ env: [late] }), stage })).toBe(NOTHING);
  });

  test.each(['100', '86401', '1h', '3600.5'])('token expiration %s in an annotation of the pods', (value) => {
    const key = 'azure.workload.identity/service-account-token-expiration';
    const at = (seconds: string, props = {}) => {
      const chart = shopChart();
      const web = object(chart, 'apps/v1', 'Deployment', 'web', {
        spec: { template: { metadata: { annotations: { [key]: seconds } }, spec: app({}) } },
      });
      managed(chart).assignTo(web);
      move(chart, stage, props);
      return messageOf(() => render(chart));
    };
    expect(at(value)).toBe(
      `${WEB}spec.template.metadata.annotations["${key}"]: got "${value}"; allowed: a string with seconds from 3600 to 86400`,
    );
    expect(at('7200')).toBe(NOTHING);
    expect(at('7200', { tokenExpiration: 7200 })).toBe(NOTHING);
    expect(at('7200', { tokenExpiration: 7201 })).toMatch(/got "7200"; allowed: "7201"\. Remove the annotation/);
  });

  test('auxiliary tenants', () => {
    const build = (props: object, at: MigrationStage) => {
      const chart = shopChart();
      application(chart, 'orders', props).assignTo(deployment(chart, 'web'));
      move(chart, at);
      return messageOf(() => render(chart));
    };
    const auxiliaryTenantIds = ['82f988bf-86f1-41af-91ab-2d7cd011db47'];
    expect(build({ auxiliaryTenantIds }, stage)).toBe(
      `${WEB}auxiliaryTenantIds: got ["82f988bf-86f1-41af-91ab-2d7cd011db47"]; allowed: none for "orders" in namespace "shop" with Workload Identity, which requests a token of one tenant. Remove them, and let the program ask each tenant`,
    );
    expect(build({}, stage)).toBe(NOTHING);
    expect(build({ auxiliaryTenantIds }, POD_IDENTITY)).toBe(NOTHING);
  });

  test('the label of the webhook with another value', () => {
    const labels = (value: string) => ({ 'azure.workload.identity/use': value });
    expect(refusal({ labels: labels('false'), stage })).toBe(
      `${WEB}spec.template.metadata.labels["azure.workload.identity/use"]: got "false"; allowed: "true". Remove the label`,
    );
    expect(refusal({ labels: labels('true'), stage })).toBe(NOTHING);
  });
});

test('the proxy’s annotation at another stage, whatever its value', () => {
  const build = (value: string, stage: MigrationStage) => {
    const chart = shopChart();
    const web = object(chart, 'apps/v1', 'Deployment', 'web', {
      spec: {
        template: {
          metadata: { annotations: { 'azure.workload.identity/inject-proxy-sidecar': value } },
          spec: app({}),
        },
      },
    });
    managed(chart).assignTo(web);
    move(chart, stage);
    return messageOf(() => render(chart));
  };
  const field = `${WEB}spec.template.metadata.annotations["azure.workload.identity/inject-proxy-sidecar"]`;
  for (const stage of [DUAL, LAST]) {
    for (const value of ['true', 'false']) {
      expect(build(value, stage)).toBe(
        `${field}: got "${value}"; allowed: no annotation at stage ${stage}: the webhook injects the proxy whatever the value is. Remove it, or use MigrationStage.PROXY`,
      );
    }
  }
  expect(build('true', PROXY)).toBe(NOTHING);
  expect(build('false', PROXY)).toBe(`${field}: got "false"; allowed: "true". Remove the annotation`);
  expect(build('false', POD_IDENTITY)).toBe(NOTHING);
});

describe('containers that an annotation skips get no token', () => {
  test.each([
    ['AZURE_CLIENT_SECRET', 'x'],
    ['AZURE_CLIENT_ID', clientIdOf('billing')],
  ])('and may have %s', (name, value) => {
    const chart = shopChart();
    const web = object(chart, 'apps/v1', 'Deployment', 'web', {
      spec: {
        template: {
          metadata: { annotations: { 'azure.workload.identity/skip-containers': 'log' } },
          spec: { containers: [{ name: 'app' }, { name: 'log', env: [{ name, value }] }] },
        },
      },
    });
    managed(chart).assignTo(web);
    move(chart, DUAL);
    expect(messageOf(() => render(chart))).toBe(NOTHING);
  });
});

describe('variables of envFrom', () => {
  const config = (kind: string, content: object) => (chart: Chart) => object(chart, 'v1', kind, 'settings', content);
  const from = (source: object) => app({ envFrom: [source] });
  const map = { configMapRef: { name: 'settings' } };
  const message = (path: string) =>
    `${WEB}envFrom of container "app": got "AZURE_CLIENT_SECRET"; allowed: no such variable: with the variables of Workload Identity, the SDKs use it as a credential, fail, and try no other; ${path} has it. Remove the variable`;

  test.each([
    [map, 'ConfigMap', { data: { AZURE_CLIENT_SECRET: 'x' } }],
    [{ prefix: 'AZURE_', ...map }, 'ConfigMap', { data: { CLIENT_SECRET: 'x' } }],
    [{ secretRef: { name: 'settings' } }, 'Secret', { stringData: { AZURE_CLIENT_SECRET: 'x' } }],
    [{ secretRef: { name: 'settings' } }, 'Secret', { data: { AZURE_CLIENT_SECRET: 'eA==' } }],
  ])('that the app has: %j', (source, kind, content) => {
    expect(refusal({ spec: from(source), stage: DUAL, make: config(kind, content) })).toBe(
      message(`shop/${kind.toLowerCase()}-settings`),
    );
    expect(refusal({ spec: from(source), stage: POD_IDENTITY, make: config(kind, content) })).toBe(NOTHING);
  });

  test.each([
    ['other names', map, config('ConfigMap', { data: { PORT: '80' } })],
    ['a prefix', { prefix: 'X_', ...map }, config('ConfigMap', { data: { AZURE_CLIENT_SECRET: 'x' } })],
    ['a Secret of the name', map, config('Secret', { stringData: { AZURE_CLIENT_SECRET: 'x' } })],
    [
      'another namespace',
      map,
      (chart: Chart) => config('ConfigMap', { data: { AZURE_CLIENT_SECRET: 'x' } })(otherChart(chart, 'billing')),
    ],
  ])('but not with %s', (_, source, make) => {
    expect(refusal({ spec: from(source), stage: DUAL, make })).toBe(NOTHING);
  });
});

describe('at the last stage', () => {
  test('aadpodidbinding in a selector, which cannot be changed', () => {
    const build = (selector: object, stage: MigrationStage) => {
      const chart = shopChart();
      managed(chart).assignTo(
        object(chart, 'apps/v1', 'Deployment', 'web', { spec: { selector, template: { spec: app({}) } } }),
      );
      move(chart, stage);
      return messageOf(() => render(chart));
    };
    const words = `allowed: no aadpodidbinding at stage workload-identity: the selector cannot be changed. Delete the object and create it with another selector`;
    const expression = { key: 'aadpodidbinding', operator: 'Exists' };
    const labels = { matchLabels: { aadpodidbinding: 'orders' } };
    expect(build(labels, LAST)).toBe(`${WEB}spec.selector.matchLabels.aadpodidbinding: got "orders"; ${words}`);
    expect(build({ matchExpressions: [expression] }, LAST)).toBe(
      `${WEB}spec.selector.matchExpressions[0]: got {"key":"aadpodidbinding","operator":"Exists"}; ${words}`,
    );
    expect(build(labels, DUAL)).toBe(NOTHING);
    expect(build({ matchLabels: { app: 'web' } }, LAST)).toBe(NOTHING);
  });

  describe('a mounted SecretProviderClass with usePodIdentity', () => {
    const vault = (name = 'vault') => ({
      volumes: [
        { name: 'x', csi: { driver: 'secrets-store.csi.k8s.io', volumeAttributes: { secretProviderClass: name } } },
      ],
    });
    const provider = (usePodIdentity?: string) => (chart: Chart) =>
      object(chart, 'secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', 'vault', {
        spec: { provider: 'azure', parameters: { ...(usePodIdentity && { usePodIdentity }) } },
      });

    test.each(['true', 'True'])('%s', (value) => {
      expect(refusal({ spec: vault(), stage: LAST, make: provider(value) })).toBe(
        `${WEB}stage: got "workload-identity"; allowed: an earlier stage while shop/secretproviderclass-vault has usePodIdentity: "true", because the driver would ask NMI. Set usePodIdentity: "false" and clientID in SecretProviderClass "vault"`,
      );
    });

    test.each([
      ['at dual', { spec: vault(), stage: DUAL, make: provider('true') }],
      ['that says false', { spec: vault(), stage: LAST, make: provider('false') }],
      ['that says nothing', { spec: vault(), stage: LAST, make: provider() }],
      ['that is not mounted', { stage: LAST, make: provider('true') }],
      ['of another name', { spec: vault('other'), stage: LAST, make: provider('true') }],
      [
        'of another namespace',
        { spec: vault(), stage: LAST, make: (chart: Chart) => provider('true')(otherChart(chart, 'billing')) },
      ],
    ])('but not one %s', (_, one) => {
      expect(refusal(one)).toBe(NOTHING);
    });
  });
});

describe('refusals that hold for pod identity alone end at the last stage', () => {
  const excepted = (chart: Chart) => new AzurePodIdentityException(chart, 'exception', { podLabels: { app: 'web' } });
  const far = (stage: MigrationStage) => {
    const chart = shopChart();
    move(chart.node.root as Chart, stage);
    return messageOf(() => {
      managed(chart).assignTo(deployment(otherChart(chart, 'billing'), 'web'));
      render(chart);
    });
  };

  test.each<[string, Case]>([
    ['host network', { spec: { hostNetwork: true } }],
    ['Windows', { spec: { nodeSelector: { 'kubernetes.io/os': 'windows' } } }],
    ['virtual nodes', { spec: { nodeSelector: { type: 'virtual-kubelet' } } }],
    ['exceptions', { labels: { app: 'web' }, make: excepted }],
  ])('%s', (_, one) => {
    expect(refusal({ ...one, stage: DUAL })).not.toBe(NOTHING);
    expect(refusal({ ...one, stage: LAST })).toBe(NOTHING);
  });

  test('other namespaces', () => {
    expect(far(DUAL)).toMatch(/metadata\.namespace: got "billing"; allowed: namespace "shop"/);
    expect(far(LAST)).toBe(NOTHING);
  });

  test('in a call before the WorkloadIdentity is made, that of other namespaces is known only then', () => {
    const chart = shopChart();
    const web = deployment(otherChart(chart, 'billing'), 'web');
    expect(messageOf(() => managed(chart).assignTo(web))).toMatch(/metadata\.namespace: got "billing"/);
  });
});

test('pods that MIC would assign under one name', () => {
  const build = (stage: MigrationStage) => {
    const chart = shopChart('a-b');
    const other = new Chart(chart.node.root, 'other', { namespace: 'a' });
    const pod = (scope: Chart): ApiObject => object(scope, 'v1', 'Pod', 'p', { spec: app({}) });
    managed(chart, 'x').assignTo(pod(chart));
    managed(other, 'b-x').assignTo(pod(other));
    move(chart.node.root as Chart, stage);
    return messageOf(() => render(chart));
  };
  expect(build(DUAL)).toMatch(/AzureAssignedIdentity: got "p-a-b-x"; allowed: another name than that of /);
  expect(build(LAST)).toBe(NOTHING);
});

test('nothing is written when anything is refused', () => {
  const outdir = join(tmpdir(), `refused-${process.pid}`);
  const chart = new Chart(new App({ outdir }), 'shop', { namespace: 'shop' });
  managed(chart).assignTo(deployment(chart, 'web', { spec: env('AZURE_CLIENT_SECRET', 'x') }));
  move(chart, DUAL);
  expect(() => App.of(chart).synth()).toThrow(/AZURE_CLIENT_SECRET/);
  expect(existsSync(outdir) ? readdirSync(outdir) : []).toEqual([]);
  rmSync(outdir, { recursive: true, force: true });
});
