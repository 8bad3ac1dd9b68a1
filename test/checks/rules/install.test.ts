import { describe, expect, test } from '@jest/globals';
import { Manifests } from '../../../lib';
import type { CheckOptions } from '../../../lib/checks/checked-cluster';
import { MIC, micWith, NMI, nmiWith } from '../../../lib/checks/examples/controller-examples';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../../lib/checks/examples/custom-resource-examples';
import { AKS_EXCEPTION } from '../../../lib/checks/examples/exception-examples';
import { SERVICE_PRINCIPAL } from '../../../lib/checks/examples/identity-examples';
import { MIC_ROLE } from '../../../lib/checks/examples/role-examples';
import { RULES } from '../../../lib/checks/rules';
import { Mode } from '../../../lib/upstream/mode';
import { findingsIn, findingsOf } from '../../support/checks';

const ruleOf = (id: string) => RULES.find((rule) => rule.id === id);
const badOf = (id: string) => ruleOf(id)?.bad ?? '';
const goodOf = (id: string) => ruleOf(id)?.good ?? '';
const inSpec = (yaml: string) => changed(WORKLOAD, '    spec:\n', `    spec:\n${yaml}`);
const running = (yaml: string) =>
  changed(WORKLOAD, 'image: registry.example/orders:1\n', `image: registry.example/orders:1\n${yaml}`);
const bound = (workload: string) => documents(IDENTITY, BINDING, workload);
const whole: CheckOptions = { wholeCluster: true };

test.each<[string, string, string, string | undefined]>([
  ['kubenet-not-allowed', 'DaemonSet default/nmi: args:', 'error', undefined],
  ['kubenet-without-policy', 'DaemonSet default/nmi: - --allow-network-plugin-kubenet=true', 'warning', undefined],
  ['mic-not-excepted', 'Deployment identity/mic: apiVersion: apps/v1', 'warning', undefined],
  [
    'aks-exception-elsewhere',
    'AzurePodIdentityException identity/aks-addon-exception: namespace: identity',
    'warning',
    'namespace: kube-system',
  ],
  ['aks-exception-missing', 'DaemonSet default/nmi: apiVersion: apps/v1', 'info', undefined],
  ['nmi-beside-addon', 'DaemonSet default/nmi: apiVersion: apps/v1', 'error', undefined],
  ['host-port-taken', 'DaemonSet monitoring/node-agent: hostPort: 8085', 'error', undefined],
  [
    'egress-to-nmi-blocked',
    'NetworkPolicy shop/orders: egress:',
    'warning',
    '- to:\n    - ipBlock:\n        cidr: 127.0.0.1/32\n  ports:\n    - port: 2579',
  ],
  [
    'definition-outdated',
    'CustomResourceDefinition azureidentitybindings.aadpodidentity.k8s.io: apiVersion: apiextensions.k8s.io/v1beta1',
    'error',
    undefined,
  ],
  [
    'definition-incomplete',
    'CustomResourceDefinition azureidentitybindings.aadpodidentity.k8s.io: properties:',
    'error',
    undefined,
  ],
  [
    'definition-missing',
    'AzurePodIdentityException monitoring/node-agent: kind: AzurePodIdentityException',
    'warning',
    undefined,
  ],
  [
    'metadata-header-not-required',
    'DaemonSet default/nmi: - --metadata-header-required=false',
    'warning',
    '- --metadata-header-required=true',
  ],
  ['metadata-header-missing', 'Deployment shop/orders: command:', 'warning', undefined],
  ['binding-on-host-network', 'Deployment shop/orders: hostNetwork: true', 'error', undefined],
  ['binding-on-windows', 'Deployment shop/orders: kubernetes.io/os: windows', 'error', undefined],
  ['binding-on-virtual-node', 'Deployment shop/orders: type: virtual-kubelet', 'error', undefined],
  ['nmi-not-on-node', 'Deployment shop/orders: - key: sku', 'error', undefined],
  ['client-id-not-named', 'Deployment shop/orders: aadpodidbinding: orders', 'warning', undefined],
  [
    'shared-identity-not-immutable',
    'AzureIdentity shop/orders: resourceID: /subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/azurekeyvaultsecretsprovider-shop',
    'warning',
    undefined,
  ],
  [
    'immutable-id-malformed',
    'Deployment default/mic: - "--immutable-user-msis=0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42, 7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42"',
    'error',
    '- --immutable-user-msis=0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42,7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42',
  ],
  ['finished-pods-keep-identity', 'Job shop/import-orders: spec:', 'warning', 'ttlSecondsAfterFinished: 3600'],
  [
    'assigned-identity-authored',
    'AzureAssignedIdentity shop/orders-0-shop-orders: apiVersion: aadpodidentity.k8s.io/v1',
    'error',
    undefined,
  ],
  [
    'identity-not-after-mic',
    'AzureIdentity shop/orders: argocd.argoproj.io/sync-wave: "-2"',
    'warning',
    'argocd.argoproj.io/sync-wave: "-1"',
  ],
  [
    'role-bound-in-other-namespace',
    'ClusterRoleBinding aad-pod-id-mic-binding: namespace: kube-system',
    'error',
    'namespace: default',
  ],
  [
    'controller-without-permissions',
    'Deployment default/mic: serviceAccountName: aad-pod-id-mic-service-account',
    'warning',
    undefined,
  ],
  [
    'nmi-cannot-read-secrets',
    'DaemonSet default/nmi: serviceAccountName: aad-pod-id-nmi-service-account',
    'error',
    undefined,
  ],
  ['mic-secret-without-key', 'Deployment default/mic: key: ClientID', 'error', 'key: clientID'],
  ['workload-excepted', 'Deployment shop/orders: app: orders', 'error', undefined],
  ['exception-by-one-label', 'AzurePodIdentityException monitoring/node-agent: podLabels:', 'info', undefined],
  [
    'exception-without-labels',
    'AzurePodIdentityException kube-system/aks-addon-exception: podLabels: {}',
    'warning',
    undefined,
  ],
  ['job-without-retry', 'Job shop/import-orders: backoffLimit: 0', 'warning', 'backoffLimit: 3'],
  ['init-container-asks-early', 'Deployment shop/orders: - name: settings', 'info', undefined],
  [
    'assigned-name-too-long',
    'Deployment shop/orders-web-of-the-european-shop-that-customers-see: name: orders-web-of-the-european-shop-that-customers-see',
    'warning',
    undefined,
  ],
])('%s: %s', (id, at, severity, fix) => {
  expect(findingsIn(badOf(id), ruleOf(id)?.options)).toMatchObject([{ rule: id, at, severity, ...(fix && { fix }) }]);
});

describe('found', () => {
  const exceptionOf = (namespace: string) =>
    `apiVersion: aadpodidentity.k8s.io/v1\nkind: AzurePodIdentityException\nmetadata:\n  name: mic\n  namespace: ${namespace}\nspec:\n  podLabels:\n    app: MIC\n`;
  const movedMic = MIC.replaceAll('namespace: default', 'namespace: identity');
  const cronJob = (limits: string) => `apiVersion: batch/v1
kind: CronJob
metadata:
  name: orders
  namespace: shop
spec:
  schedule: 0 4 * * *
${limits}  jobTemplate:
    spec:
      template:
        metadata:
          labels:
            aadpodidbinding: orders
        spec:
          restartPolicy: OnFailure
          containers:
            - name: orders
              image: registry.example/orders:1
`;
  test.each<[string, string, CheckOptions, object]>([
    [
      'an exception for MIC in another namespace',
      documents(movedMic, NMI, exceptionOf('default'), AKS_EXCEPTION),
      {},
      {
        rule: 'mic-not-excepted',
        at: 'AzurePodIdentityException default/mic: namespace: default',
        fix: 'namespace: identity',
      },
    ],
    [
      'less where the rest of the cluster is not known',
      documents(movedMic, NMI, exceptionOf('default'), AKS_EXCEPTION),
      {},
      { rule: 'mic-not-excepted', severity: 'warning' },
    ],
    ['a port of NMI twice', nmiWith('--prometheus-port=2579'), {}, { rule: 'host-port-taken', severity: 'warning' }],
    [
      'a container port in the network of the node',
      documents(
        NMI,
        changed(
          badOf('host-port-taken').split('---\n')[1] ?? '',
          '      containers:\n',
          '      hostNetwork: true\n      containers:\n',
        ).replace('8080\n              hostPort: 8085', '2579'),
      ),
      {},
      { rule: 'host-port-taken', at: 'DaemonSet monitoring/node-agent: - containerPort: 2579' },
    ],
    [
      'a policy that denies all',
      documents(
        bound(WORKLOAD),
        'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: none\n  namespace: shop\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n',
      ),
      {},
      { rule: 'egress-to-nmi-blocked' },
    ],
    [
      'a definition of 1.22 where the version is not known',
      badOf('definition-outdated'),
      {},
      { rule: 'definition-outdated', severity: 'warning' },
    ],
    [
      'MIC without the definition of what it assigns',
      documents(badOf('definition-missing').split('---\n')[0] ?? '', MIC),
      {},
      { rule: 'definition-missing', severity: 'warning', at: 'Deployment default/mic: apiVersion: apps/v1' },
    ],
    [
      'an httpGet without the header',
      bound(
        running(
          '          livenessProbe:\n            httpGet:\n              host: 169.254.169.254\n              path: /metadata/instance\n              port: 80\n',
        ),
      ),
      {},
      { rule: 'metadata-header-missing', severity: 'error' },
    ],
    [
      'Windows by spec.os',
      bound(inSpec('      os:\n        name: windows\n')),
      {},
      { rule: 'binding-on-windows', at: 'Deployment shop/orders: name: windows' },
    ],
    [
      'a pool that NMI does not select',
      documents(
        changed(
          NMI,
          '      hostNetwork: true\n',
          '      hostNetwork: true\n      nodeSelector:\n        agentpool: apps\n',
        ),
        bound(inSpec('      nodeSelector:\n        agentpool: jobs\n')),
      ),
      {},
      { rule: 'nmi-not-on-node', at: 'Deployment shop/orders: agentpool: jobs' },
    ],
    [
      'the identity of the kubelet',
      documents(IDENTITY, BINDING),
      { kubeletClientId: '0B9F5C3E-5a57-4b0e-8f0e-2d1c7a6b9e42' },
      {
        rule: 'shared-identity-not-immutable',
        severity: 'warning',
        at: 'AzureIdentity shop/orders: clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42',
      },
    ],
    [
      'one that MIC keeps by itself',
      documents(MIC, IDENTITY, BINDING),
      { kubeletClientId: '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42' },
      { rule: 'shared-identity-not-immutable', severity: 'info' },
    ],
    [
      'an id in upper case that the list cannot protect',
      documents(micWith('--immutable-user-msis=0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42'), badOf('client-id-upper-case')),
      {},
      { rule: 'client-id-upper-case', severity: 'error' },
    ],
    [
      'the history of a CronJob by default',
      bound(cronJob('')),
      {},
      { rule: 'finished-pods-keep-identity', severity: 'info' },
    ],
    [
      'a history as Kubernetes has it by default, written out',
      bound(cronJob('  successfulJobsHistoryLimit: 3\n  failedJobsHistoryLimit: 1\n')),
      {},
      { rule: 'finished-pods-keep-identity', severity: 'info' },
    ],
    [
      'a long history',
      bound(cronJob('  successfulJobsHistoryLimit: 10\n')),
      {},
      {
        rule: 'finished-pods-keep-identity',
        severity: 'warning',
        at: 'CronJob shop/orders: successfulJobsHistoryLimit: 10',
      },
    ],
    [
      'an account that is not there',
      documents(...MIC_ROLE.split('---\n').slice(1), MIC),
      { wholeCluster: true },
      { rule: 'controller-without-permissions', severity: 'error' },
    ],
    [
      'an account without a role',
      documents(MIC_ROLE.split('---\n')[0] ?? '', MIC),
      { wholeCluster: true },
      { rule: 'controller-without-permissions', severity: 'error' },
    ],
  ])('%s', (_, text, options, finding) => {
    expect(findingsIn(text, options)).toMatchObject([finding]);
  });

  test('where the rest of the cluster is known, as an error', () => {
    const findings = findingsIn(documents(movedMic, NMI, exceptionOf('default')), whole);
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'mic-not-excepted', severity: 'error' }));
    const permissions = findingsIn(documents(changed(MIC_ROLE, '[pods, nodes]', '[pods]'), MIC), whole);
    expect(permissions).toContainEqual(
      expect.objectContaining({
        rule: 'controller-without-permissions',
        severity: 'error',
        message:
          'The ServiceAccount default/aad-pod-id-mic-service-account lacks permission to list, watch nodes. The controller cannot work. Add it to the ClusterRole aad-pod-id-mic-role.',
      }),
    );
  });

  test('definitions of several kinds with their objects as one mistake', () => {
    const definition = badOf('definition-with-its-objects').split('---\n')[0] ?? '';
    const second = definition
      .replaceAll('AzureIdentityBinding', 'AzurePodIdentityException')
      .replaceAll('azureidentitybindings', 'azurepodidentityexceptions');
    const findings = findingsIn(documents(definition, second, IDENTITY, BINDING, AKS_EXCEPTION));
    expect(findings.filter(({ rule }) => rule === 'definition-with-its-objects')).toHaveLength(1);
  });

  test('definitions with their objects only in files of kubectl apply, as a note', () => {
    const text = badOf('definition-with-its-objects');
    const found = (file: string, content: string) =>
      findingsOf(Manifests.fromText(file, content))
        .filter(({ rule }) => rule === 'definition-with-its-objects')
        .map(({ severity }) => severity);
    expect(found('all.yaml', text)).toEqual(['info']);
    expect(found('<stdin>', text)).toEqual([]);
    const marks = [
      'labels: { app.kubernetes.io/managed-by: Helm }',
      'labels: { kustomize.toolkit.fluxcd.io/name: shop }',
      'annotations: { argocd.argoproj.io/sync-wave: "1" }',
      'annotations: { meta.helm.sh/release-name: shop }',
    ];
    const marked = (mark: string) => changed(text, '  name: orders-binding\n', `  name: orders-binding\n  ${mark}\n`);
    for (const mark of marks) expect(found('all.yaml', marked(mark))).toEqual([]);
    expect(found('all.yaml', marked('labels: { app.kubernetes.io/managed-by: kubectl }'))).toEqual(['info']);
  });

  test('MIC with a secret of its own is warned only', () => {
    const variable = (name: string) => `            - name: ${name}\n              value: x\n`;
    const withSecret = changed(
      changed(movedMic, '            - --cloudconfig=/etc/kubernetes/azure.json\n', '            - --logtostderr\n'),
      '          env:\n',
      `          env:\n${['CLOUD', 'TENANT_ID', 'CLIENT_ID', 'CLIENT_SECRET', 'SUBSCRIPTION_ID', 'RESOURCE_GROUP', 'VM_TYPE'].map(variable).join('')}`,
    );
    expect(findingsIn(documents(withSecret, NMI), whole)).toContainEqual(
      expect.objectContaining({ rule: 'mic-not-excepted', severity: 'warning' }),
    );
  });
});

describe('silent', () => {
  const egress = (rule: string) =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: orders\n  namespace: shop\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n${rule}`;
  const NO_TOLERATIONS = NMI.replace(/ {6}tolerations:\n.*\n/, '');
  test.each<[string, string, CheckOptions?]>([
    [
      'kubenet where the network is another',
      nmiWith('--allow-network-plugin-kubenet=true'),
      { networkPlugin: 'azure' },
    ],
    ['no opt-in where the network is not known', NMI],
    [
      'MIC in the namespace that NMI is told',
      documents(MIC.replaceAll('namespace: default', 'namespace: identity'), nmiWith('--MICNamespace=identity')),
    ],
    ['MIC alone, where exceptions may be elsewhere', MIC.replaceAll('namespace: default', 'namespace: identity')],
    ['the exception for AKS where it belongs', documents(NMI, AKS_EXCEPTION)],
    ['two NMI on pools of their own', goodOf('two-nmi')],
    [
      'NMI, and one for Windows under the old name of the label',
      documents(
        NMI.replace(
          '      hostNetwork: true\n',
          '      hostNetwork: true\n      nodeSelector:\n        kubernetes.io/os: linux\n',
        ),
        NMI.replaceAll('name: nmi', 'name: nmi-windows').replace(
          '      hostNetwork: true\n',
          '      nodeSelector:\n        beta.kubernetes.io/os: windows\n',
        ),
      ),
    ],
    ['one NMI in two versions', documents(NMI, changed(NMI, 'nmi:v1.8.17', 'nmi:v1.8.16'))],
    ['NMI and the add-on that is off', NMI, { aksAddon: false }],
    [
      'a port of a Deployment, which is on few nodes',
      documents(NMI, (badOf('host-port-taken').split('---\n')[1] ?? '').replace('DaemonSet', 'Deployment')),
    ],
    [
      'the same port for UDP',
      documents(
        NMI,
        (badOf('host-port-taken').split('---\n')[1] ?? '').replace(
          'hostPort: 8085',
          'hostPort: 8085\n              protocol: UDP',
        ),
      ),
    ],
    [
      'a policy that allows all but the metadata service',
      documents(
        bound(WORKLOAD),
        egress(
          '    - to:\n        - ipBlock:\n            cidr: 0.0.0.0/0\n            except: [169.254.169.254/32]\n',
        ),
      ),
    ],
    [
      'a policy for other pods',
      documents(
        bound(WORKLOAD),
        egress('    - {}\n')
          .replace('{}', '{ matchLabels: { app: web } }')
          .replace('    - {}', '    - to: [{ podSelector: {} }]'),
      ),
    ],
    [
      'a policy for pods without an identity',
      documents(WORKLOAD.replace('        aadpodidbinding: orders\n', ''), egress('    - to: [{ podSelector: {} }]\n')),
    ],
    [
      'policies that allow it together',
      documents(
        bound(WORKLOAD),
        egress('    - to: [{ podSelector: {} }]\n'),
        egress('    - ports: [{ port: 2000, endPort: 3000 }]\n').replace('name: orders', 'name: all'),
      ),
    ],
    ['an old definition for an old Kubernetes', badOf('definition-outdated'), { kubernetesVersion: '1.21.9' }],
    ['definitions that a chart has', goodOf('definition-with-its-objects')],
    ['a request with the header', goodOf('metadata-header-missing')],
    [
      'a request where NMI wants no header',
      documents(nmiWith('--metadata-header-required=false'), badOf('metadata-header-missing')),
    ],
    ['a Linux node selector', bound(inSpec('      nodeSelector:\n        kubernetes.io/os: linux\n'))],
    [
      'Windows without an identity',
      inSpec('      os:\n        name: windows\n').replace('        aadpodidbinding: orders\n', ''),
    ],
    [
      'the endpoint for programs of the node',
      bound(
        inSpec('      hostNetwork: true\n').replace(
          'image: registry.example/orders:1\n',
          'image: registry.example/orders:1\n          args: ["--tokens=http://127.0.0.1:2579/host/token"]\n',
        ),
      ),
    ],
    [
      'a taint that NMI tolerates',
      documents(
        changed(NMI, '        - operator: Exists\n', '        - key: sku\n          operator: Exists\n'),
        bound(inSpec('      tolerations:\n        - key: sku\n          value: gpu\n          effect: NoSchedule\n')),
      ),
    ],
    [
      'taints that every DaemonSet tolerates',
      documents(
        NO_TOLERATIONS,
        bound(
          inSpec(
            '      tolerations:\n        - key: node.kubernetes.io/not-ready\n          operator: Exists\n          effect: NoExecute\n',
          ),
        ),
      ),
    ],
    ['several identities, one named', goodOf('client-id-not-named')],
    [
      'several identities, named in a ConfigMap perhaps',
      badOf('client-id-not-named').replace(
        'image: registry.example/orders:1\n',
        'image: registry.example/orders:1\n          envFrom:\n            - configMapRef: { name: orders }\n',
      ),
    ],
    [
      'the identity of an add-on in managed mode',
      documents(IDENTITY.replace('es/orders', 'es/omsagent-shop'), BINDING),
      { mode: Mode.MANAGED },
    ],
    ['a list of immutable ids', goodOf('immutable-id-malformed')],
    [
      'a job that a CronJob has made',
      bound(
        (badOf('finished-pods-keep-identity').split('---\n')[2] ?? '').replace(
          '  namespace: shop\n',
          '  namespace: shop\n  ownerReferences:\n    - { apiVersion: batch/v1, kind: CronJob, name: orders, uid: x }\n',
        ),
      ),
    ],
    [
      'what MIC has made',
      documents(
        IDENTITY,
        BINDING,
        (badOf('assigned-identity-authored').split('---\n')[2] ?? '').replace(
          '  namespace: shop\n',
          '  namespace: shop\n  resourceVersion: "7"\n',
        ),
      ),
    ],
    ['MIC and identities without waves', documents(MIC, IDENTITY, BINDING)],
    [
      'MIC with the rights of a file',
      documents(micWith('--kubeconfig=/var/lib/kubelet/kubeconfig').replace(/ *serviceAccountName: .*\n/, '')),
    ],
    ['controllers whose rights are elsewhere', documents(MIC, NMI)],
    ['a service principal where the rights of NMI are elsewhere', documents(NMI, SERVICE_PRINCIPAL, BINDING)],
    [
      'a role that is not here',
      documents(MIC_ROLE.replace('  name: aad-pod-id-mic-role\nrules', '  name: another\nrules'), MIC),
    ],
    [
      'a right for all resources',
      documents(
        MIC_ROLE.replace(
          /rules:\n[\s\S]*?---/,
          "rules:\n  - apiGroups: ['*']\n    resources: ['*']\n    verbs: ['*']\n---",
        ),
        MIC,
      ),
    ],
    [
      'a Secret without data, which is filled in elsewhere',
      badOf('mic-secret-without-key').replace(/data:\n .*\n$/, ''),
    ],
    [
      'the exception of MIC, whose labels are alternatives',
      documents(
        MIC.replaceAll('namespace: default', 'namespace: identity'),
        AKS_EXCEPTION,
        'apiVersion: aadpodidentity.k8s.io/v1\nkind: AzurePodIdentityException\nmetadata:\n  name: mic\n  namespace: identity\nspec:\n  podLabels:\n    app: mic\n    component: mic\n',
      ),
    ],
    [
      'a job that is tried again on its node',
      badOf('job-without-retry').replace('restartPolicy: Never', 'restartPolicy: OnFailure'),
    ],
    ['an init container that asks for nothing', goodOf('init-container-asks-early')],
    [
      'a long name of a Deployment, whose pods have shorter ones',
      bound(WORKLOAD.replace('  name: orders\n', `  name: ${'o'.repeat(240)}\n`)),
    ],
  ])('%s', (_, text, options = {}) => {
    const ignored = ['metadata-header-not-required'];
    expect(findingsIn(text, options).filter(({ rule }) => !ignored.includes(rule))).toEqual([]);
  });
});
