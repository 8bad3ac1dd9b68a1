import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import {
  AadPodIdentity,
  AadPodIdentityCrds,
  type AadPodIdentityProps,
  AzureIdentity,
  AzureIdentityBinding,
  Cloud,
  CloudCredentials,
  GitOps,
  InstallNames,
  Mode,
} from '../../lib';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID, TENANT_ID } from '../support/ids';
import { type Manifest, newChart } from '../support/manifests';

let warnings: string[] = [];
beforeEach(() => {
  warnings = [];
  jest.spyOn(console, 'warn').mockImplementation((text) => void warnings.push(text));
});
afterEach(() => {
  jest.restoreAllMocks();
});

function synth(props: AadPodIdentityProps, chart = newChart({})) {
  new AadPodIdentity(chart, 'install', props);
  const manifests = Testing.synth(chart);
  const find = (kind: string, name?: string): Manifest =>
    manifests.find((manifest) => manifest.kind === kind && (name === undefined || manifest.metadata.name === name));
  return { manifests, find, kinds: manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`) };
}

const containerOf = (workload: Manifest) => workload.spec.template.spec.containers[0];
const refusal = (props: object) => () => new AadPodIdentity(newChart({}), 'install', props as AadPodIdentityProps);

describe('modes', () => {
  test('managed: no MIC, and NMI namespaced', () => {
    const { kinds, find } = synth({ mode: Mode.MANAGED });
    expect(kinds).toEqual([
      'AzurePodIdentityException aks-addon-exception',
      'ServiceAccount aad-pod-identity-nmi',
      'ClusterRole aad-pod-identity-nmi',
      'ClusterRoleBinding aad-pod-identity-nmi',
      'DaemonSet aad-pod-identity-nmi',
    ]);
    expect(containerOf(find('DaemonSet')).args).toEqual(
      expect.arrayContaining(['--operation-mode=managed', '--forceNamespaced']),
    );
    expect(JSON.stringify(find('ClusterRole').rules)).not.toContain('azureassignedidentities');
  });

  test('forced namespaced: both controllers, by environment as the chart, by flag as nobody forbids the plain YAML', () => {
    const helm = synth({ forceNamespaced: true });
    const variable = { name: 'FORCENAMESPACED', value: 'true' };
    expect(containerOf(helm.find('Deployment')).env).toContainEqual(variable);
    expect(containerOf(helm.find('DaemonSet')).env).toContainEqual(variable);
    const raw = synth({ forceNamespaced: true, names: InstallNames.raw() });
    expect(containerOf(raw.find('Deployment')).args).toContain('--forceNamespaced=true');
    expect(containerOf(raw.find('DaemonSet')).args).toContain('--forceNamespaced');
  });

  test.each<[object, string]>([
    [{ mode: 'managed', forceNamespaced: false }, 'forceNamespaced: got false; allowed: true or nothing'],
    [{ mode: 'managed', mic: {} }, 'mic: got a map; allowed: nothing, with mode "managed"'],
    [{ mode: 'Managed' }, 'mode: got "Managed"; allowed: "standard", "managed"'],
    [{ nmi: { retryAttemptsForCreated: 0, retryAttemptsForAssigned: 0 } }, 'nmi.retryAttemptsForAssigned: got 0'],
    [{ mode: 'managed', nmi: { version: '1.5.5' } }, 'nmi.version: got "1.5.5"; allowed: 1.6.0 or newer'],
    [{ mic: { probePort: 8888 } }, 'mic.prometheusPort: got 8888; allowed: another port than probePort'],
    [{ mic: { replica: 3 } }, 'mic: unknown field "replica"; known fields:'],
    [{ rbac: { enabled: 'false' } }, 'rbac.enabled: got "false"; allowed: true or false'],
  ])('%j is refused', (props, message) => {
    expect(refusal(props)).toThrow(`chart/install: ${message}`);
  });

  test('an assignment across namespaces is refused when the install is namespaced', () => {
    const chart = newChart({ namespace: 'shop' });
    new AadPodIdentity(chart, 'install', { mode: Mode.MANAGED });
    const identity = AzureIdentity.userAssigned(chart, 'orders', {
      resourceId: RESOURCE_ID,
      clientId: CLIENT_ID,
      namespaced: false,
    });
    const pod = new ApiObject(chart, 'pod', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'billing' },
      spec: { containers: [{ name: 'web', image: 'web' }] },
    });
    const assign = () => {
      identity.assignTo(pod);
      Testing.synth(chart);
    };
    expect(assign).toThrow('billing');
  });
});

describe('the namespace', () => {
  const elsewhere = { namespace: 'identity-system' };

  test('takes with it what belongs to it', () => {
    const { find, manifests } = synth(elsewhere);
    expect(containerOf(find('Deployment')).args).toContain('--leader-election-namespace=identity-system');
    expect(containerOf(find('DaemonSet')).args).toContain('--MICNamespace=identity-system');
    expect(find('AzurePodIdentityException', 'mic').metadata.namespace).toBe('identity-system');
    const subjects = manifests.flatMap((manifest) => manifest.subjects ?? []);
    expect(subjects.map(({ namespace }) => namespace)).toEqual(['identity-system', 'identity-system']);
  });

  test('does not move the lock and the namespace of MIC when told so, as the chart does not', () => {
    const { find } = synth({ ...elsewhere, followNamespace: false });
    const args = [...containerOf(find('Deployment')).args, ...containerOf(find('DaemonSet')).args];
    expect(args.filter((arg) => /amespace/.test(arg))).toEqual([]);
  });

  test('comes with the labels that NMI needs, on request', () => {
    const { find } = synth({ ...elsewhere, createNamespace: true });
    expect(find('Namespace')).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'identity-system',
        labels: {
          'pod-security.kubernetes.io/audit': 'privileged',
          'pod-security.kubernetes.io/enforce': 'privileged',
          'pod-security.kubernetes.io/warn': 'privileged',
        },
      },
    });
  });
});

describe('rights', () => {
  test('single Secrets instead of all', () => {
    const secrets = [{ name: 'b', namespace: 'shop' }, { name: 'a', namespace: 'shop' }, { name: 'c' }];
    const { find, manifests } = synth({ rbac: { secrets } });
    expect(JSON.stringify(find('ClusterRole', 'aad-pod-identity-nmi').rules)).not.toContain('secrets');
    const roles = manifests.filter(({ kind }) => kind === 'Role');
    expect(roles.map(({ metadata, rules }) => [metadata.namespace, rules])).toEqual([
      ['shop', [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['a', 'b'] }]],
      ['default', [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['c'] }]],
    ]);
    const bindings = manifests.filter(({ kind }) => kind === 'RoleBinding');
    expect(bindings.map(({ subjects }) => subjects)).toEqual(
      Array(2).fill([{ kind: 'ServiceAccount', name: 'aad-pod-identity-nmi', namespace: 'default' }]),
    );
  });

  test.each<[object, string]>([
    [{ rbac: { secrets: [{ name: 'a' }], allowAccessToSecrets: true } }, 'rbac.allowAccessToSecrets: got true'],
    [{ rbac: { secrets: [{ name: 'a' }], enabled: false } }, 'rbac.secrets: got [{"name":"a"}]; allowed: nothing'],
    [{ rbac: { secrets: ['a'] } }, 'rbac.secrets[0]: got a string'],
    [{ rbac: { pspEnable: true } }, 'rbac: unknown field "pspEnable"'],
  ])('%j is refused', (props, message) => {
    expect(refusal(props)).toThrow(`chart/install: ${message}`);
  });
});

describe('credentials', () => {
  const rendered = {
    cloud: Cloud.AZURE_PUBLIC_CLOUD,
    subscriptionId: SUBSCRIPTION_ID,
    resourceGroup: 'nodes',
    vmType: 'vmss',
    tenantId: TENANT_ID,
    clientId: CLIENT_ID,
    clientSecret: 'hunter2',
  };

  test('of an existing Secret take the place of azure.json', () => {
    const { find } = synth({
      mic: { cloudCredentials: CloudCredentials.fromSecret('mic-credentials', { useMsi: true }) },
    });
    const container = containerOf(find('Deployment'));
    expect(container.args).toEqual(['--logtostderr']);
    expect(container.securityContext).toEqual({ readOnlyRootFilesystem: true });
    expect(container.env.slice(2).map(({ name }: { name: string }) => name)).toEqual([
      ...['CLOUD', 'SUBSCRIPTION_ID', 'RESOURCE_GROUP', 'VM_TYPE', 'TENANT_ID', 'CLIENT_ID', 'CLIENT_SECRET'],
      ...['USE_MSI', 'USER_ASSIGNED_MSI_CLIENT_ID'],
    ]);
    expect(new Set(container.env.slice(2).map((env: Manifest) => env.valueFrom.secretKeyRef.name))).toEqual(
      new Set(['mic-credentials']),
    );
    expect(find('Secret')).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  test('that are rendered are in a Secret, with a warning, and change the checksum', () => {
    const first = synth({ mic: { cloudCredentials: CloudCredentials.rendered(rendered) } });
    const other = { ...rendered, clientSecret: 'hunter3' };
    const second = synth({ mic: { cloudCredentials: CloudCredentials.rendered(other) } });
    expect(Buffer.from(first.find('Secret').data.ClientSecret, 'base64').toString()).toBe('hunter2');
    expect(warnings[0]).toBe(
      'Warning: chart/install: mic.cloudCredentials: the client secret is written to the manifest: anyone who can read it can read the secret',
    );
    const checksum = ({ find }: typeof first) =>
      find('Deployment').spec.template.metadata.annotations['checksum/config'];
    expect(checksum(first)).not.toBe(checksum(second));
  });

  test('the secret is in no message', () => {
    const make = () =>
      CloudCredentials.rendered({ ...rendered, cloud: 'Azure' as Cloud, clientSecret: 5 as unknown as string });
    expect(make).toThrow('CloudCredentials.rendered: clientSecret: got a number; allowed: a string that is not empty');
    expect(make).toThrow('cloud: got "Azure"; allowed: AzureCloud, AzurePublicCloud');
    const text = () => new AadPodIdentity(newChart({}), 'i', { mic: { cloudCredentials: 'hunter2' as never } });
    expect(text).toThrow('mic.cloudCredentials: got a string');
  });
});

describe('images', () => {
  test.each([
    ['registry.example/nmi@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', true],
    ['registry.example/nmi:v1.5.5', false],
    ['registry.example:5000/nmi', true],
    ['registry.example/nmi:latest', true],
  ])('%s', (image, isCurrent) => {
    const { find } = synth({ nmi: { image } });
    const { args } = containerOf(find('DaemonSet'));
    expect(args.includes('--operation-mode=standard')).toBe(isCurrent);
    expect(args.includes('--host-ip=$(HOST_IP)')).toBe(!isCurrent);
  });

  test('a version says what a digest does not', () => {
    const digest = `registry.example/nmi@sha256:${'0'.repeat(64)}`;
    const { find } = synth({ nmi: { image: digest, version: '1.6.0' } });
    expect(containerOf(find('DaemonSet')).args[0]).toBe('--host-ip=$(HOST_IP)');
  });
});

describe('what has no prop', () => {
  test('further arguments, variables, volumes and containers come behind the others', () => {
    const { find } = synth({
      mic: {
        extraArgs: ['--enable-type-upgrade=false'],
        extraEnv: [{ name: 'HTTPS_PROXY', value: 'http://proxy:3128' }],
        extraVolumes: [{ name: 'certificates', hostPath: { path: '/etc/ssl' } }],
        extraVolumeMounts: [{ name: 'certificates', mountPath: '/etc/ssl' }],
        extraContainers: [{ name: 'proxy', image: 'proxy:1' }],
      },
    });
    const { spec } = find('Deployment').spec.template;
    expect(spec.containers[0].args.at(-1)).toBe('--enable-type-upgrade=false');
    expect(spec.containers[0].env.at(-1)).toEqual({ name: 'HTTPS_PROXY', value: 'http://proxy:3128' });
    expect(spec.containers[0].volumeMounts.at(-1)).toEqual({ name: 'certificates', mountPath: '/etc/ssl' });
    expect(spec.volumes.at(-1)).toEqual({ name: 'certificates', hostPath: { path: '/etc/ssl' } });
    expect(spec.containers[1]).toEqual({ name: 'proxy', image: 'proxy:1' });
  });

  test('every object takes JSON patches', () => {
    const chart = newChart({});
    const install = new AadPodIdentity(chart, 'install', {
      createNamespace: true,
      crds: true,
      rbac: { createUserFacingClusterRoles: true, pspEnabled: true, secrets: [{ name: 'a' }] },
      mic: { podDisruptionBudget: { minAvailable: 1 } },
    });
    const { mic, nmi } = install;
    const objects = [
      ...[mic?.deployment, mic?.serviceAccount, mic?.clusterRole, mic?.clusterRoleBinding],
      ...[nmi.daemonSet, nmi.serviceAccount, nmi.clusterRole, nmi.clusterRoleBinding],
      ...[install.namespace, install.podDisruptionBudget, ...install.exceptions, ...install.userFacingClusterRoles],
      ...[...install.secretRoles, ...install.podSecurityPolicies, ...(install.crds?.definitions ?? [])],
    ];
    const all = chart.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
    expect(new Set(objects)).toEqual(new Set(all));
    for (const object of objects) object?.addJsonPatch(JsonPatch.add('/metadata/finalizers', ['a/b']));
    for (const manifest of Testing.synth(chart)) expect(manifest.metadata.finalizers).toEqual(['a/b']);
  });

  test.each<[object, string]>([
    [{ mic: { tolerations: [{ key: 'a' }, { operator: 'Exsts' }] } }, 'mic.tolerations[1].operator: got "Exsts"'],
    [
      { nmi: { affinity: { nodeAffinty: {} } } },
      'nmi.affinity.nodeAffinty: unknown field "nodeAffinty"; known fields: nodeAffinity',
    ],
    [{ mic: { resources: { limits: { cpu: '1 core' } } } }, 'mic.resources.limits["cpu"]: got "1 core"'],
    [
      { mic: { podLabels: { 'app.kubernetes.io/component': 'x' } } },
      'got "x"; allowed: a label that the install does not set',
    ],
    [
      { mic: { podDisruptionBudget: {} } },
      'mic.podDisruptionBudget: got {}; allowed: either minAvailable or maxUnavailable',
    ],
    [{ mic: { podDisruptionBudget: { minAvailable: '150%' } } }, 'mic.podDisruptionBudget.minAvailable: got "150%"'],
    [{ nmi: { updateStrategy: { type: 'OnDelete', maxUnavailable: 1 } } }, 'nmi.updateStrategy.maxUnavailable: got 1'],
    [{ mic: { extraEnv: [{ value: 'x' }] } }, 'mic.extraEnv[0].name: got nothing; allowed: a name'],
    [{ imagePullSecrets: ['A b'] }, 'imagePullSecrets[0]: got "A b"'],
    [{ imagePullPolicy: 'Sometimes' }, 'imagePullPolicy: got "Sometimes"'],
  ])('%j is refused', (props, message) => {
    expect(refusal(props)).toThrow(message);
  });
});

describe('definitions of the custom resources', () => {
  test('in the install, or for the plain YAML without labels and, managed, without MIC’s own', () => {
    expect(synth({ crds: true }).kinds.filter((kind) => kind.startsWith('CustomResource'))).toHaveLength(4);
    const chart = newChart({});
    new AadPodIdentityCrds(chart, 'crds', { names: InstallNames.raw(), mode: Mode.MANAGED });
    const manifests = Testing.synth(chart);
    expect(manifests.map(({ metadata }) => metadata.labels)).toEqual([undefined, undefined, undefined]);
    expect(manifests.map(({ metadata }) => metadata.name)).not.toContain(
      'azureassignedidentities.aadpodidentity.k8s.io',
    );
  });
});

describe('GitOps', () => {
  function charts() {
    const app = new App();
    const install = new Chart(app, 'install', { namespace: 'identity-system' });
    new AadPodIdentity(install, 'install', { crds: true, createNamespace: true });
    const shop = new Chart(app, 'shop', { namespace: 'shop' });
    return { app, install, shop };
  }

  const annotation = (manifests: Manifest[], key: string) =>
    Object.fromEntries(manifests.map(({ kind, metadata }) => [kind, metadata.annotations?.[key]]));

  test('Argo CD: definitions before controllers before identities, and the first are never deleted', () => {
    const { app, install, shop } = charts();
    GitOps.argoCd(app);
    // Later ones, too.
    const identity = AzureIdentity.userAssigned(shop, 'orders', { resourceId: RESOURCE_ID, clientId: CLIENT_ID });
    new AzureIdentityBinding(shop, 'orders-binding', { identity });
    const manifests = [...Testing.synth(install), ...Testing.synth(shop)];
    expect(annotation(manifests, 'argocd.argoproj.io/sync-wave')).toEqual({
      CustomResourceDefinition: '-3',
      Namespace: '-3',
      AzurePodIdentityException: '-2',
      ServiceAccount: '-2',
      ClusterRole: '-2',
      ClusterRoleBinding: '-2',
      Deployment: '-2',
      DaemonSet: '-2',
      AzureIdentity: '-1',
      AzureIdentityBinding: '-1',
    });
    const kept = manifests.filter(
      ({ metadata }) => metadata.annotations['argocd.argoproj.io/sync-options'] === 'Prune=false,Delete=false',
    );
    expect(new Set(kept.map(({ kind }) => kind))).toEqual(new Set(['CustomResourceDefinition', 'Namespace']));
  });

  test('Flux: definitions and the namespace are never deleted; other apps and scopes are left alone', () => {
    const { install, shop } = charts();
    GitOps.flux(install);
    AzureIdentity.userAssigned(shop, 'orders', { resourceId: RESOURCE_ID, clientId: CLIENT_ID });
    const manifests = [...Testing.synth(install), ...Testing.synth(shop)];
    const kept = manifests.filter(
      ({ metadata }) => metadata.annotations?.['kustomize.toolkit.fluxcd.io/prune'] === 'disabled',
    );
    expect(new Set(kept.map(({ kind }) => kind))).toEqual(new Set(['CustomResourceDefinition', 'Namespace']));
    expect(synth({ crds: true }).manifests[0].metadata.annotations).not.toHaveProperty(
      'kustomize.toolkit.fluxcd.io/prune',
    );
  });

  test('an annotation that is there already stays', () => {
    const { app, install } = charts();
    GitOps.argoCd(app);
    const { deployment } = (install.node.findChild('install') as AadPodIdentity).mic ?? {};
    deployment?.metadata.addAnnotation('argocd.argoproj.io/sync-wave', '7');
    const manifest = Testing.synth(install).find(({ kind }: Manifest) => kind === 'Deployment');
    expect(manifest.metadata.annotations['argocd.argoproj.io/sync-wave']).toBe('7');
  });
});
