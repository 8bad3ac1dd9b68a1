import { describe, expect, test } from '@jest/globals';
import { type Chart, JsonPatch } from 'cdk8s';
import { AzurePodIdentityException, Injection, MigrationStage } from '../../lib';
import { TENANT_ID } from '../support/ids';
import { catchWarnings, clientIdOf, deployment, otherChart } from '../support/shop';
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

const warnings = catchWarnings();

// What is valid, but may not do what was meant; and the near case that is silent.

const MANIFEST = { injection: Injection.MANIFEST, tenantId: TENANT_ID };
const app = (content: object) => ({ containers: [{ name: 'app', image: 'app', ...content }] });
const WEB = 'Warning: shop/deployment-web: ';

interface Case {
  readonly spec?: object;
  readonly stage?: MigrationStage;
  readonly props?: object;
  readonly make?: (chart: Chart) => unknown;
}

function warned({ spec = {}, stage = DUAL, props = {}, make }: Case): string[] {
  const chart = shopChart();
  managed(chart).assignTo(deployment(chart, 'web', { spec }));
  make?.(chart);
  move(chart, stage, props);
  render(chart);
  return [...warnings];
}

const user = (runAsUser: number) => ({ securityContext: { runAsUser } });
const OTHER_USER = `${WEB}runs as user 1000, and so does the proxy: what it forwards to the metadata service is redirected to itself. Set runAsUser in the containers instead, or use Injection.MANIFEST.`;
const INIT = `${WEB}has init containers, "first" and "second", which start before requests are redirected to the proxy: NMI answers theirs, and nothing does when it is gone. Injection.MANIFEST redirects them, too.`;
const inits = { initContainers: [{ name: 'first' }, { name: 'second' }] };
const CREDENTIALS = `${WEB}has AZURE_TOKEN_CREDENTIALS in container "app", which limits DefaultAzureCredential to some credentials. Set it to prod or WorkloadIdentityCredential, or remove it.`;
const credentials = (value: string) => app({ env: [{ name: 'AZURE_TOKEN_CREDENTIALS', value }] });
const HARD_CODED = `${WEB}names the file or the volume of the token in container "app"; both differ between releases of the webhook. Read AZURE_FEDERATED_TOKEN_FILE instead.`;
const from = (source: object) => app({ envFrom: [source] });
const ENV_FROM = (source: string) =>
  `${WEB}takes variables from ${source}, which this app does not have: if AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH is among them, the SDKs use them instead of Workload Identity; AZURE_CLIENT_ID would be overridden.`;
const configMap = (data: object) => (chart: Chart) => object(chart, 'v1', 'ConfigMap', 'settings', { data });

describe('warns of', () => {
  test.each<[string, Case, string]>([
    ['another user of the pod, with the proxy', { spec: user(1000), stage: PROXY }, OTHER_USER],
    ['init containers in front of the redirect', { spec: inits, stage: PROXY }, INIT],
    ['AZURE_TOKEN_CREDENTIALS', { spec: credentials('ManagedIdentityCredential') }, CREDENTIALS],
    ['AZURE_TOKEN_CREDENTIALS at the last stage', { spec: credentials('dev'), stage: LAST }, CREDENTIALS],
    [
      'AZURE_TOKEN_CREDENTIALS from elsewhere',
      {
        spec: app({
          env: [{ name: 'AZURE_TOKEN_CREDENTIALS', valueFrom: { configMapKeyRef: { name: 'a', key: 'b' } } }],
        }),
      },
      CREDENTIALS,
    ],
    [
      'a token path of an earlier webhook',
      { spec: app({ args: ['/var/run/secrets/azure/tokens/azure-identity-token'] }) },
      HARD_CODED,
    ],
    [
      'a token path of this webhook',
      { spec: app({ env: [{ name: 'T', value: '/var/run/secrets/azure/wi/token' }] }) },
      HARD_CODED,
    ],
    [
      'the name of the volume',
      { spec: app({ volumeMounts: [{ name: 'azure-identity-token', mountPath: '/t' }] }) },
      HARD_CODED,
    ],
    ['its reserved name', { spec: app({ command: ['cat', 'azure-workload-identity-reserved-0'] }) }, HARD_CODED],
    [
      'a ConfigMap that is not in the app',
      { spec: from({ configMapRef: { name: 'settings' } }) },
      ENV_FROM('ConfigMap "settings"'),
    ],
    [
      'a Secret that is not in the app',
      { spec: from({ secretRef: { name: 'settings' } }), stage: LAST },
      ENV_FROM('Secret "settings"'),
    ],
    [
      'another client id in a ConfigMap',
      {
        spec: from({ configMapRef: { name: 'settings' } }),
        make: configMap({ AZURE_CLIENT_ID: clientIdOf('billing') }),
      },
      `${WEB}takes AZURE_CLIENT_ID "${clientIdOf('billing')}" from shop/configmap-settings, but Workload Identity sets it to ${clientIdOf('orders')}. Remove it there.`,
    ],
  ])('%s', (_, one, message) => {
    expect(warned(one)).toEqual([message]);
  });
});

describe('is silent about', () => {
  test.each<[string, Case]>([
    ['another user at dual', { spec: user(1000) }],
    ['another user of a container', { spec: app(user(1000)), stage: PROXY }],
    ['another user with Injection.MANIFEST', { spec: user(1000), stage: PROXY, props: MANIFEST }],
    ['init containers at dual', { spec: inits }],
    ['init containers with Injection.MANIFEST', { spec: inits, stage: PROXY, props: MANIFEST }],
    ['credentials that include Workload Identity', { spec: credentials('prod') }],
    ['credentials that are Workload Identity', { spec: credentials('WorkloadIdentityCredential') }],
    ['credentials on the way back', { spec: credentials('dev'), stage: POD_IDENTITY }],
    ['another path of secrets', { spec: app({ args: ['/var/run/secrets/azure/keys'] }) }],
    ['the variable of the token file', { spec: app({ args: ['$(AZURE_FEDERATED_TOKEN_FILE)'] }) }],
    [
      'a ConfigMap of the app with other names',
      { spec: from({ configMapRef: { name: 'settings' } }), make: configMap({ PORT: '80' }) },
    ],
    [
      'the client id in a ConfigMap',
      {
        spec: from({ configMapRef: { name: 'settings' } }),
        make: configMap({ AZURE_CLIENT_ID: clientIdOf('orders') }),
      },
    ],
    ['envFrom on the way back', { spec: from({ configMapRef: { name: 'settings' } }), stage: POD_IDENTITY }],
    ['a plain workload', { stage: PROXY }],
  ])('%s', (_, one) => {
    expect(warned(one)).toEqual([]);
  });

  test('a workload without a stage', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web', { spec: { ...credentials('dev'), ...inits, ...user(1000) } }));
    render(chart);
    expect(warnings).toEqual([]);
  });
});

describe('containers in skip-containers', () => {
  const build = (skipped: string, spec: object = {}, stage = DUAL) => {
    const chart = shopChart();
    const web = deployment(chart, 'web', { spec });
    const annotations = { 'azure.workload.identity/skip-containers': skipped };
    web.addJsonPatch(JsonPatch.add('/spec/template/metadata', { annotations }));
    managed(chart).assignTo(web);
    move(chart, stage);
    render(chart);
    return [...warnings];
  };
  const two = { containers: [{ name: 'app' }, { name: 'log' }], initContainers: [{ name: 'first' }] };

  test.each([
    ['the only one', 'app', {}],
    ['all but an init container', 'log; app', two],
  ])('%s: a warning', (_, skipped, spec) => {
    expect(build(skipped, spec)).toEqual([
      `${WEB}names all its containers in azure.workload.identity/skip-containers, so none of them gets a token. Remove those that need one from the annotation.`,
    ]);
  });

  test.each([
    ['another', 'other', {}, DUAL],
    ['one of two', 'log', two, DUAL],
    ['the only one, on the way back', 'app', {}, POD_IDENTITY],
  ])('%s: none', (_, skipped, spec, stage) => {
    expect(build(skipped, spec, stage as MigrationStage)).toEqual([]);
  });
});

describe('a client that asks by resource id', () => {
  const build = (env: object, names: readonly string[]) => {
    const chart = shopChart();
    const web = deployment(chart, 'web', { spec: app({ env: [env] }) });
    names.forEach((name, i) => {
      managed(chart, name).assignTo(web, { clientIdEnv: i === 0 ? 'AZURE_CLIENT_ID' : 'OTHER_ID' });
    });
    move(chart, DUAL);
    render(chart);
    return [...warnings];
  };
  const url = { name: 'URL', value: 'http://169.254.169.254/metadata/identity/oauth2/token?mi_res_id=x' };
  const id = {
    name: 'ID',
    value: '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/x',
  };

  test.each([url, { ...url, value: url.value.replace('mi_', 'msi_') }, id])(
    'is in a warning from two identities on: %j',
    (env) => {
      expect(build(env, ['orders', 'storage'])).toEqual([
        `${WEB}seems to request tokens by resource id in container "app": with Workload Identity the SDKs then use the default client id. Request them by client id.`,
      ]);
    },
  );

  test('and not with one', () => {
    expect(build(url, ['orders'])).toEqual([]);
  });

  test('nor one by client id', () => {
    expect(build({ name: 'URL', value: 'http://169.254.169.254/?client_id=x' }, ['orders', 'storage'])).toEqual([]);
  });
});

describe('the endpoint of another cloud', () => {
  const build = (adEndpoint: string, spec: object = {}, props: object = {}) => {
    const chart = shopChart();
    application(chart, 'orders', { adEndpoint }).assignTo(deployment(chart, 'web', { spec }));
    move(chart, DUAL, props);
    render(chart);
    return [...warnings];
  };
  const CHINA = 'https://login.chinacloudapi.cn/';

  test('is in a warning', () => {
    expect(build(CHINA)).toEqual([
      `${WEB}has the identity "orders" with adEndpoint ${CHINA}, but Workload Identity requests tokens at https://login.microsoftonline.com/. Set AZURE_AUTHORITY_HOST in the containers.`,
    ]);
  });

  test('and not when the containers have the variable', () => {
    expect(build(CHINA, app({ env: [{ name: 'AZURE_AUTHORITY_HOST', value: CHINA }] }))).toEqual([]);
  });

  test('nor when the cloud is that one, or the same', () => {
    expect(build(CHINA, {}, { azureEnvironment: 'AzureChinaCloud' })).toEqual([]);
    expect(build('https://login.microsoftonline.com')).toEqual([]);
  });
});

describe('exceptions whose pods use the node’s identity', () => {
  const exception = (podLabels: { [key: string]: string }) => (chart: Chart) =>
    new AzurePodIdentityException(chart, 'exception', { podLabels });
  const message =
    'Warning: shop/exception: pods with "app=agent" use an identity of their node. They need the metadata service when NMI is gone: do not block it for them.';

  test('are in a warning at the last stage', () => {
    expect(warned({ stage: LAST, make: exception({ app: 'agent' }) })).toEqual([message]);
  });

  test.each([DUAL, PROXY, POD_IDENTITY])('and not at %s', (stage) => {
    expect(warned({ stage, make: exception({ app: 'agent' }) })).toEqual([]);
  });

  test.each([
    ['of MIC', exception({ component: 'mic' })],
    ['of AKS', (chart: Chart) => AzurePodIdentityException.forAksAddons(chart, 'aks')],
  ])('nor those %s', (_, make) => {
    expect(warned({ stage: LAST, make })).toEqual([]);
  });
});

describe('pods that a rollout does not replace', () => {
  const build = (apiVersion: string, kind: string, spec: object, stage: MigrationStage) => {
    const chart = shopChart();
    managed(chart).assignTo(object(chart, apiVersion, kind, 'web', { spec }));
    move(chart, stage);
    render(chart);
    return [...warnings];
  };
  const template = { template: { spec: app({}) } };
  const onDelete = { updateStrategy: { type: 'OnDelete' }, ...template };

  test.each([...USING, POD_IDENTITY])('are in a warning, at %s', (stage) => {
    const endless =
      'Warning: shop/job-web: is a Job at stage proxy: before Kubernetes 1.32 the proxy keeps its pods running forever. Set kubernetesVersion in WorkloadIdentity.';
    expect(build('batch/v1', 'Job', template, stage)).toEqual([
      'Warning: shop/job-web: is a Job, whose pod template cannot be changed. Delete it and create it again, or give it another name.',
      ...(stage === MigrationStage.PROXY ? [endless] : []),
    ]);
    warnings.length = 0;
    expect(build('v1', 'Pod', app({}), stage)).toEqual([
      'Warning: shop/pod-web: is a Pod: Kubernetes refuses the change. Delete it and create it again.',
    ]);
    for (const kind of ['StatefulSet', 'DaemonSet']) {
      warnings.length = 0;
      expect(build('apps/v1', kind, onDelete, stage)).toEqual([
        `Warning: shop/${kind.toLowerCase()}-web: is a ${kind} with updateStrategy OnDelete: its pods stay as they are until you delete them.`,
      ]);
    }
  });

  test.each([
    ['batch/v1', 'CronJob', { jobTemplate: { spec: template } }],
    ['apps/v1', 'StatefulSet', { updateStrategy: { type: 'RollingUpdate' }, ...template }],
    ['apps/v1', 'DaemonSet', template],
  ])('but not a %s %s', (apiVersion, kind, spec) => {
    expect(build(apiVersion, kind, spec, DUAL)).toEqual([]);
  });
});

describe('pods of one name in two namespaces that share a client id', () => {
  const build = (first: MigrationStage, second: MigrationStage, other = 'web') => {
    const chart = shopChart();
    const billing = otherChart(chart, 'billing');
    const orders = managed(chart);
    orders.assignTo(deployment(chart, 'web', {}, 'StatefulSet'), { stage: first });
    orders.inNamespace('billing').assignTo(deployment(billing, other, {}, 'StatefulSet'), { stage: second });
    render(chart);
    return [...warnings];
  };

  test('move together', () => {
    expect(build(DUAL, LAST)).toEqual([
      `Warning: billing/statefulset-web: pods named "web-0" in namespace "billing" and in namespace "shop" use the client id ${clientIdOf('orders')}, and only one of them is at the last stage: when MIC removes its identity, the other may lose it for some minutes. Move both together.`,
    ]);
  });

  test('when both have moved, all is well', () => {
    expect(build(LAST, LAST)).toEqual([]);
  });

  test('as when their names differ', () => {
    expect(build(DUAL, LAST, 'worker')).toEqual([]);
  });
});

test('a warning is printed once, and is in the metadata of the construct', () => {
  const chart = shopChart();
  const web = deployment(chart, 'web', { spec: credentials('dev') });
  managed(chart).assignTo(web);
  move(chart, DUAL);
  render(chart);
  managed(chart, 'other');
  render(chart);
  expect(warnings).toEqual([CREDENTIALS]);
  expect(web.node.metadata).toMatchObject([{ type: 'aad-pod-identity:warning', data: CREDENTIALS.replace(WEB, '') }]);
});

describe('a WorkloadIdentity over no assigned workload', () => {
  const NONE = 'Warning: shop/workload-identity: is for no workload: ';

  test('is in a warning, also when pods are labelled by hand', () => {
    const chart = shopChart();
    deployment(chart, 'web', { labels: { aadpodidbinding: 'orders' } });
    move(chart, DUAL);
    render(chart);
    expect(warnings).toEqual([expect.stringMatching(NONE)]);
  });

  test('is silent when a workload has an identity, before or after it', () => {
    for (const isFirst of [true, false]) {
      warnings.length = 0;
      const chart = shopChart();
      const web = deployment(chart, 'web');
      if (isFirst) move(chart, DUAL);
      managed(chart).assignTo(web);
      if (!isFirst) move(chart, DUAL);
      render(chart);
      expect(warnings).toEqual([]);
    }
  });
});

describe('pods that are labelled by hand, beside assigned ones', () => {
  const build = (stage: MigrationStage) => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'));
    deployment(chart, 'old', { labels: { aadpodidbinding: 'orders' } });
    move(chart, stage);
    render(chart);
    return [...warnings];
  };

  test.each([DUAL, PROXY])('are in a warning at %s', (stage) => {
    expect(build(stage)).toEqual([
      `Warning: shop/deployment-old: has pods with aadpodidbinding "orders", which stay with pod identity at stage ${stage}: use assignTo.`,
    ]);
  });

  test('and not without Workload Identity', () => {
    expect(build(POD_IDENTITY)).toEqual([]);
  });
});
