import { describe, expect, test } from '@jest/globals';
import type { CheckOptions } from '../../../lib/checks/checked-cluster';
import { MIC, NMI } from '../../../lib/checks/examples/controller-examples';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../../lib/checks/examples/custom-resource-examples';
import { MIC_ROLE, NMI_ROLE } from '../../../lib/checks/examples/role-examples';
import { findingsIn } from '../../support/checks';

const told = (texts: readonly string[], options: CheckOptions = {}) =>
  findingsIn(documents(...texts), options).map(
    ({ rule, severity, object, path }) => `${rule} ${severity} ${object} ${path}`,
  );
const inSpec = (text: string, yaml: string) => changed(text, '      containers:\n', `${yaml}      containers:\n`);

describe('controller-without-token', () => {
  const OFF = 'automountServiceAccountToken: false\n';
  const ON = 'automountServiceAccountToken: true\n';
  const ofPod = (text: string, field: string) => inSpec(text, `      ${field}`);
  const ofAccount = (text: string, field: string) =>
    changed(text, 'kind: ServiceAccount\n', `kind: ServiceAccount\n${field}`);

  test.each<[string, string[], string[]]>([
    [
      'of the pods of both',
      [MIC_ROLE, NMI_ROLE, ofPod(MIC, OFF), ofPod(NMI, OFF)],
      [
        'controller-without-token error DaemonSet default/nmi spec.template.spec.automountServiceAccountToken',
        'controller-without-token error Deployment default/mic spec.template.spec.automountServiceAccountToken',
      ],
    ],
    [
      'of the ServiceAccount',
      [ofAccount(NMI_ROLE, OFF), NMI],
      [
        'controller-without-token error ServiceAccount default/aad-pod-id-nmi-service-account automountServiceAccountToken',
      ],
    ],
  ])('%s', (_what, texts, expected) => {
    expect(told(texts)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['the pod wins', [ofAccount(NMI_ROLE, OFF), ofPod(NMI, ON)]],
    [
      'the ServiceAccount of another namespace',
      [
        NMI_ROLE,
        NMI,
        ofAccount(NMI_ROLE.split('---\n')[0] ?? '', OFF).replace('namespace: default', 'namespace: shop'),
      ],
    ],
    [
      'another ServiceAccount',
      [NMI_ROLE, NMI, ofAccount(NMI_ROLE.split('---\n')[0] ?? '', OFF).replace('aad-pod-id-nmi', 'other')],
    ],
    ['other workloads', [IDENTITY, BINDING, ofPod(WORKLOAD, OFF)]],
    [
      'a token that is mounted by hand',
      [
        NMI_ROLE,
        ofPod(
          changed(
            changed(
              NMI,
              '          volumeMounts:\n',
              '          volumeMounts:\n            - name: token\n              mountPath: /var/run/secrets/kubernetes.io/serviceaccount\n',
            ),
            '      volumes:\n',
            '      volumes:\n        - name: token\n          projected:\n            sources: []\n',
          ),
          OFF,
        ),
      ],
    ],
    [
      'a kubeconfig',
      [ofPod(changed(MIC, '          args:\n', '          args:\n            - --kubeconfig=/etc/kubeconfig\n'), OFF)],
    ],
  ])('silent: %s', (_what, texts) => {
    expect(told(texts)).toEqual([]);
  });
});

describe('manifests without RBAC', () => {
  const bare = (text: string) => text.replace(/ {6}serviceAccountName: .*\n/, '');

  test('are told of the manifest with RBAC', () => {
    // One of the two alone says nothing about the rest of the install.
    expect(told([bare(NMI)])).toEqual([]);
    const found = findingsIn(documents(bare(MIC), bare(NMI)));
    const roles = found.filter(({ rule }) => rule === 'controller-without-permissions');
    expect(roles.map(({ object, severity }) => `${severity} ${object}`)).toEqual([
      'warning DaemonSet default/nmi',
      'warning Deployment default/mic',
    ]);
    for (const { message } of roles)
      expect(message).toContain("Apply upstream's manifest with RBAC, deployment-rbac.yaml.");
  });

  test('are right when the default account has the role', () => {
    const role = NMI_ROLE.replaceAll('aad-pod-id-nmi-service-account', 'default');
    expect(told([bare(NMI), role])).toEqual([]);
  });

  test('are not meant by an account of which the role is elsewhere', () => {
    expect(told([NMI])).toEqual([]);
  });
});

describe('NMI on fewer nodes than the pods', () => {
  const POOL = '      nodeSelector:\n        agentpool: apps\n';
  const within = (key: string, values: string) =>
    `      affinity:\n        nodeAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n            nodeSelectorTerms:\n              - matchExpressions:\n                  - { key: ${key}, operator: In, values: [${values}] }\n`;
  const bound = (nmi: string, workload: string) => told([nmi, IDENTITY, BINDING, workload]);
  const OF_NMI = 'nmi-not-on-node warning DaemonSet default/nmi spec.template.spec.';

  test('by its node selector', () => {
    expect(bound(inSpec(NMI, POOL), WORKLOAD)).toEqual([`${OF_NMI}nodeSelector.agentpool`]);
  });

  test('by its affinity', () => {
    expect(bound(inSpec(NMI, within('agentpool', 'apps, jobs')), WORKLOAD)).toEqual([`${OF_NMI}affinity`]);
  });

  test('when the pods only say what every node has', () => {
    expect(
      bound(inSpec(NMI, POOL), inSpec(WORKLOAD, '      nodeSelector:\n        kubernetes.io/os: linux\n')),
    ).toEqual([`${OF_NMI}nodeSelector.agentpool`]);
  });

  test.each<[string, string, string]>([
    ['the nodes of Linux', inSpec(NMI, '      nodeSelector:\n        kubernetes.io/os: linux\n'), WORKLOAD],
    ['no virtual nodes', inSpec(NMI, within('type', 'virtual-kubelet').replace('In,', 'NotIn,')), WORKLOAD],
    ['all but system pools', inSpec(NMI, '      nodeSelector:\n        kubernetes.azure.com/mode: user\n'), WORKLOAD],
    ['the same nodes', inSpec(NMI, POOL), inSpec(WORKLOAD, POOL)],
    [
      'pods with another label of nodes, which may be the same',
      inSpec(NMI, POOL),
      inSpec(WORKLOAD, '      nodeSelector:\n        team: shop\n'),
    ],
    ['pods with an affinity', inSpec(NMI, POOL), inSpec(WORKLOAD, within('team', 'shop'))],
    ['pods without the label', inSpec(NMI, POOL), changed(WORKLOAD, 'aadpodidbinding', 'tier')],
  ])('silent: %s', (_what, nmi, workload) => {
    expect(bound(nmi, workload).filter((line) => line.startsWith('nmi-not-on-node'))).toEqual([]);
  });

  test('silent: one NMI for each pool', () => {
    const second = changed(
      inSpec(NMI, POOL.replace('apps', 'jobs')),
      'name: nmi\n  namespace',
      'name: nmi-jobs\n  namespace',
    );
    expect(told([inSpec(NMI, POOL), second, IDENTITY, BINDING, WORKLOAD])).toEqual([]);
  });
});

describe('a namespace that injects a sidecar', () => {
  const namespace = (metadata: string, name = 'shop') =>
    `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n${metadata}`;
  const labels = (text: string) => `  labels: { ${text} }\n`;
  const annotations = (text: string) => `  annotations: { ${text} }\n`;
  const pod = (text: string) =>
    changed(WORKLOAD, '    metadata:\n      labels:', `    metadata:\n      annotations: { ${text} }\n      labels:`);
  const sidecars = (of: string, workload = WORKLOAD) =>
    findingsIn(documents(IDENTITY, BINDING, workload, of)).map(({ rule, fix }) => `${rule}: ${fix}`);
  const ISTIO = 'sidecar-captures-requests: traffic.sidecar.istio.io/excludeOutboundIPRanges: 169.254.169.254/32';
  const LINKERD = 'sidecar-captures-requests: config.linkerd.io/skip-outbound-ports: "80"';
  const KUMA = 'sidecar-captures-requests: traffic.kuma.io/exclude-outbound-ports: "80"';

  test.each<[string, string, string]>([
    ['Istio', labels('istio-injection: enabled'), ISTIO],
    ['a revision of Istio', labels('istio.io/rev: stable'), ISTIO],
    ['Linkerd', annotations('linkerd.io/inject: enabled'), LINKERD],
    ['Kuma', labels('kuma.io/sidecar-injection: enabled'), KUMA],
    ['Kuma by its annotation', annotations('kuma.io/sidecar-injection: enabled'), KUMA],
  ])('%s', (_what, metadata, expected) => {
    expect(sidecars(namespace(metadata))).toEqual([expected]);
  });

  test('is named in the message', () => {
    const [found] = findingsIn(documents(IDENTITY, BINDING, WORKLOAD, namespace(labels('istio-injection: enabled'))));
    expect(found?.message).toBe(
      'The sidecar that istio-injection of the namespace shop adds intercepts token requests to 169.254.169.254. They fail until the sidecar runs. Exclude them with the pod annotation traffic.sidecar.istio.io/excludeOutboundIPRanges.',
    );
  });

  test.each<[string, string, string | undefined]>([
    ['a pod that opts out', labels('istio-injection: enabled'), pod("sidecar.istio.io/inject: 'false'")],
    [
      'a pod that opts out by its label',
      labels('istio-injection: enabled'),
      changed(
        WORKLOAD,
        '        app: orders\n        aad',
        "        app: orders\n        sidecar.istio.io/inject: 'false'\n        aad",
      ),
    ],
    [
      'the address excluded',
      labels('istio-injection: enabled'),
      pod('traffic.sidecar.istio.io/excludeOutboundIPRanges: 169.254.169.254/32'),
    ],
    ['injection disabled, whatever the revision', labels('istio-injection: disabled, istio.io/rev: stable'), undefined],
    ['Linkerd without this pod', annotations('linkerd.io/inject: enabled'), pod('linkerd.io/inject: disabled')],
    [
      'Linkerd with the port skipped for all',
      annotations("linkerd.io/inject: enabled, config.linkerd.io/skip-outbound-ports: '80'"),
      undefined,
    ],
    [
      'the port excluded from Kuma',
      labels('kuma.io/sidecar-injection: enabled'),
      pod("traffic.kuma.io/exclude-outbound-ports: '80,443'"),
    ],
    [
      'Open Service Mesh, whose exclusions for all pods are not in the manifests',
      annotations('openservicemesh.io/sidecar-injection: enabled'),
      undefined,
    ],
    ['an annotation of that name for Istio', annotations('istio-injection: enabled'), undefined],
  ])('silent: %s', (_what, metadata, workload) => {
    expect(sidecars(namespace(metadata), workload)).toEqual([]);
  });

  test('silent: another namespace', () => {
    expect(sidecars(namespace(labels('istio-injection: enabled'), 'billing'))).toEqual([]);
  });

  test('silent: the host network, which has no sidecar', () => {
    const text = documents(
      IDENTITY,
      BINDING,
      inSpec(WORKLOAD, '      hostNetwork: true\n'),
      namespace(labels('istio-injection: enabled')),
    );
    expect(findingsIn(text).map(({ rule }) => rule)).toEqual(['binding-on-host-network']);
  });

  test('Consul, when its transparent proxy is on', () => {
    const of = (text: string) => findingsIn(documents(IDENTITY, BINDING, pod(text))).map(({ rule }) => rule);
    const ON = "consul.hashicorp.com/connect-inject: 'true', consul.hashicorp.com/transparent-proxy: 'true'";
    expect(of(ON)).toEqual(['sidecar-captures-requests']);
    expect(of("consul.hashicorp.com/connect-inject: 'true'")).toEqual([]);
    expect(of(`${ON}, consul.hashicorp.com/transparent-proxy-exclude-outbound-cidrs: 169.254.169.254/32`)).toEqual([]);
  });
});

describe('Cilium by its policies', () => {
  const POLICY = `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata:\n  name: web\n  namespace: billing\nspec:\n  endpointSelector: {}\n  ingress: [{}]\n`;

  test('also where the plugin is called azure, as az does', () => {
    const expected = ['cilium-needs-redirect info DaemonSet default/nmi spec.template.spec.containers[0].args'];
    expect(told([NMI, POLICY])).toEqual(expected);
    expect(told([NMI, POLICY], { networkPlugin: 'azure' })).toEqual(expected);
    expect(told([NMI], { networkPlugin: 'azure' })).toEqual([]);
  });
});
