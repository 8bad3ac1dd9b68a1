import { describe, expect, test } from '@jest/globals';
import type { CheckOptions } from '../../lib/checks/checked-cluster';
import { MIC, micWith, NMI, nmiWith } from '../../lib/checks/examples/controller-examples';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../lib/checks/examples/custom-resource-examples';
import { findingsIn, idsIn } from '../support/checks';

const OLD_REGISTRY = 'mcr.microsoft.com/k8s/aad-pod-identity';

/** Permissions of the accounts in manifests of a release. */
interface Roles {
  /** Verbs that NMI has for what it reads. */
  readonly nmi: string;
  /** Resources that MIC may use, besides pods and events. */
  readonly mic: string;
}

/** What the manifests of a release have. */
interface Shape {
  readonly mic: string;
  readonly nmi?: string;
  /** Whether the first argument is the program. */
  readonly named?: boolean;
  readonly hostIp?: boolean;
  readonly lock?: boolean;
  readonly probes?: boolean;
  readonly namespace?: boolean;
  readonly root?: boolean;
  readonly kubelet?: boolean;
  readonly exceptions?: boolean;
  readonly roles: Roles;
}

const TO_1_4: Roles = { nmi: 'get, list', mic: '' };
const TO_1_5_2: Roles = { nmi: 'get, list', mic: 'endpoints' };
const TO_1_5_5: Roles = { nmi: 'get, list, watch', mic: 'endpoints' };
const LATEST: Roles = { nmi: 'get, list, watch', mic: 'endpoints, configmaps' };

const SINCE_1_5 = { lock: true, probes: true, exceptions: true };
const SINCE_1_6 = { ...SINCE_1_5, namespace: true, roles: LATEST };

const SHAPES: { readonly [release: string]: Shape } = {
  '1.2': { mic: `${OLD_REGISTRY}/mic:1.2`, hostIp: true, roles: TO_1_4 },
  '1.3': {
    mic: `${OLD_REGISTRY}/mic:1.3`,
    nmi: `${OLD_REGISTRY}/nmi:1.4`,
    named: true,
    hostIp: true,
    lock: true,
    roles: TO_1_4,
  },
  '1.5': { ...SINCE_1_5, mic: `${OLD_REGISTRY}/mic:1.5`, hostIp: true, roles: TO_1_5_2 },
  '1.5.2': { ...SINCE_1_5, mic: `${OLD_REGISTRY}/mic:1.5.2`, hostIp: true, roles: TO_1_5_2 },
  '1.5.5': { ...SINCE_1_5, mic: `${OLD_REGISTRY}/mic:1.5.5`, hostIp: true, roles: TO_1_5_5 },
  '1.6.0': { ...SINCE_1_6, mic: `${OLD_REGISTRY}/mic:1.6.0`, hostIp: true },
  '1.6.1': { ...SINCE_1_6, mic: `${OLD_REGISTRY}/mic:1.6.1`, hostIp: true },
  '1.6.3': { ...SINCE_1_6, mic: 'mcr.microsoft.com/oss/azure/aad-pod-identity/mic:v1.6.3' },
  '1.7.0': { ...SINCE_1_6, mic: 'mcr.microsoft.com/oss/azure/aad-pod-identity/mic:v1.7.0', root: true, kubelet: true },
  '1.8.17': {
    ...SINCE_1_6,
    mic: 'mcr.microsoft.com/oss/azure/aad-pod-identity/mic:v1.8.17',
    root: true,
    kubelet: true,
  },
};

const when = (is: boolean | undefined, text: string) => (is ? text : '');

const probe = ({ probes }: Shape, port: number) =>
  when(probes, `          livenessProbe:\n            httpGet: {path: /healthz, port: ${port}}\n`);

const nmiOf = (shape: Shape) => `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nmi, namespace: default}
spec:
  selector: {matchLabels: {component: nmi}}
  template:
    metadata: {labels: {component: nmi}}
    spec:
      serviceAccountName: nmi
      hostNetwork: true
      volumes:
        - {name: lock, hostPath: {path: /run/xtables.lock, type: FileOrCreate}}
        - {name: kubelet, hostPath: {path: /etc/default/kubelet, type: FileOrCreate}}
      containers:
        - name: nmi
          image: ${shape.nmi ?? shape.mic.replace('/mic:', '/nmi:')}
          args:
${when(shape.named, '            - nmi\n')}${when(shape.hostIp, '            - --host-ip=$(HOST_IP)\n')}            - --node=$(NODE_NAME)
          env:
            - {name: HOST_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
            - {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
${probe(shape, 8080)}          securityContext: {privileged: true, ${when(shape.root, 'runAsUser: 0, ')}capabilities: {add: [NET_ADMIN]}}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
${when(shape.lock, '            - {name: lock, mountPath: /run/xtables.lock}\n')}${when(shape.kubelet, '            - {name: kubelet, mountPath: /etc/default/kubelet, readOnly: true}\n')}`;

const micOf = (shape: Shape) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: mic, namespace: default}
spec:
  selector: {matchLabels: {component: mic}}
  template:
    metadata: {labels: {component: mic}}
    spec:
      serviceAccountName: mic
      containers:
        - name: mic
          image: ${shape.mic}
          args:
${when(shape.named, '            - mic\n')}            - --cloudconfig=/etc/kubernetes/azure.json
            - --logtostderr
          env:
            - {name: UNUSED, value: '1'}
${when(shape.namespace, '            - {name: MIC_POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}\n')}${probe(shape, 8080)}          volumeMounts: [{name: cloud, mountPath: /etc/kubernetes/azure.json, readOnly: true}]
      volumes: [{name: cloud, hostPath: {path: /etc/kubernetes/azure.json}}]
`;

const account = (name: string, rules: string) => `apiVersion: v1
kind: ServiceAccount
metadata: {name: ${name}, namespace: default}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${name}}
rules:
${rules}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ${name}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name}}
subjects: [{kind: ServiceAccount, name: ${name}, namespace: default}]
`;

const rolesOf = ({ roles, exceptions, named, namespace, probes }: Shape) => {
  const kinds = `azureidentities, azureidentitybindings${when(exceptions, ', azurepodidentityexceptions')}`;
  const nodes = named || probes ? 'pods, nodes' : 'pods';
  return documents(
    account(
      'nmi',
      `  - {apiGroups: [''], resources: [pods], verbs: [${roles.nmi}]}
  - {apiGroups: [aadpodidentity.k8s.io], resources: [${kinds}, azureassignedidentities], verbs: [${roles.nmi}]}
`,
    ),
    account(
      'mic',
      `  - {apiGroups: [''], resources: [${nodes}], verbs: [list, watch]}
  - {apiGroups: [''], resources: [events], verbs: [create, patch]}
  - {apiGroups: [''], resources: [${roles.mic}], verbs: [get, create, update]}
  - {apiGroups: [aadpodidentity.k8s.io], resources: [azureassignedidentities], verbs: ['*']}
  - apiGroups: [aadpodidentity.k8s.io]
    resources: [azureidentities, azureidentitybindings${when(namespace, ', azurepodidentityexceptions')}]
    verbs: [get, list, watch${when(namespace, ', update')}]
`,
    ),
  );
};

const manifestsOf = (shape: Shape) => documents(nmiOf(shape), micOf(shape), rolesOf(shape));

describe('manifests in the shape of a release are silent', () => {
  test.each(Object.entries(SHAPES))('%s', (_release, shape) => {
    expect(findingsIn(manifestsOf(shape), { networkPlugin: 'azure' })).toEqual([]);
  });

  test.each(['latest', 'v1', '2.4.0'])('with the tag %s, whatever the release', (tag) => {
    for (const shape of Object.values(SHAPES)) {
      const text = manifestsOf(shape).replace(/(\/(?:mic|nmi)):\S+/g, `$1:${tag}`);
      // 1.2 alone has no lock, and it cannot be told from others.
      const found = findingsIn(text).filter(({ path }) => shape.lock || !path.endsWith('.volumeMounts'));
      expect(found).toEqual([]);
    }
  });
});

const tagged = (tag: string) => (text: string) => text.replaceAll(/(\/(?:mic|nmi)):v1\.8\.17/g, `$1:${tag}`);
const PROBED = changed(NMI, '            - --http-probe-port=8085\n', '');
const ON_8080 = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: shop}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - name: agent
          image: registry.example/agent:1
          ports: [{containerPort: 80, hostPort: 9090}]
`;
const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: orders, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]
`;
const CAPITALS = IDENTITY.replace('clientID:', 'ClientID:');
const ASKING = changed(
  WORKLOAD,
  'image: registry.example/orders:1\n',
  "image: registry.example/orders:1\n          command: [sh, -c, 'curl http://169.254.169.254/metadata/instance']\n",
);
const UPPER = IDENTITY.replace(/clientID: \S+/, (line) => line.toUpperCase().replace('CLIENTID:', 'clientID:'));
const IN_WAVE = (text: string) =>
  text.replace('metadata:\n', 'metadata:\n  annotations:\n    argocd.argoproj.io/sync-wave: "1"\n');
const SHARED = changed(IDENTITY, 'resourceGroups/shop', 'resourceGroups/shop.eu');

interface Row {
  readonly rule: string;
  readonly text: string;
  /** A release in which it is no mistake, or not one that is known. */
  readonly right: string;
  readonly wrong: string;
  /** Whether an unknown release is taken for one where it is wrong: without `--host-ip`, it is 1.6.2 or later. */
  readonly isToldByFlags?: boolean;
  readonly options?: CheckOptions;
}

const ROWS: { readonly [title: string]: Row } = {
  'NMI runs as the user of its image': {
    ...{ rule: 'nmi-cannot-set-rules', text: changed(NMI, '            runAsUser: 0\n', '') },
    ...{ right: '1.6.3', wrong: '1.7.0' },
  },
  '--host-ip': { rule: 'flag-removed', text: nmiWith('--host-ip=$(NODE_NAME)'), right: '1.6.1', wrong: '1.6.2' },
  '--debug': { rule: 'flag-removed', text: nmiWith('--debug'), right: '1.6.0', wrong: '1.6.1' },
  'the name of MIC before its flags': {
    ...{ rule: 'arguments-dropped', text: changed(MIC, '          args:\n', '          args:\n            - mic\n') },
    ...{ right: '1.3', wrong: '1.5' },
  },
  'no MIC_POD_NAMESPACE': {
    ...{ rule: 'mic-without-namespace', text: changed(MIC, 'name: MIC_POD_NAMESPACE', 'name: OTHER') },
    ...{ right: '1.5.5', wrong: '1.6.0' },
  },
  'no file of the kubelet': {
    ...{
      rule: 'kubelet-config-not-mounted',
      text: changed(NMI, 'mountPath: /etc/default/kubelet', 'mountPath: /etc/x'),
    },
    ...{ right: '1.6.3', wrong: '1.7.0' },
  },
  kubenet: {
    ...{ rule: 'kubenet-not-allowed', text: NMI, right: '1.6.3', wrong: '1.7.0' },
    options: { networkPlugin: 'kubenet' },
  },
  cilium: {
    ...{ rule: 'cilium-needs-redirect', text: NMI, right: '1.8.9', wrong: '1.8.10' },
    options: { networkPlugin: 'cilium' },
  },
  'fields in another case': {
    ...{ rule: 'field-in-other-case', text: documents(MIC, CAPITALS), right: '1.5.5', wrong: '1.6.0' },
  },
  'a request without the header': {
    ...{ rule: 'metadata-header-missing', text: documents(NMI, ASKING), right: '1.8.3', wrong: '1.8.4' },
  },
  'a client id in upper case': {
    ...{ rule: 'client-id-upper-case', text: documents(NMI, UPPER), right: '1.5.5', wrong: '1.6.0' },
  },
  'a probe of another port than the default': {
    ...{ rule: 'probe-port-differs', text: PROBED, right: '1.4', wrong: '1.5' },
  },
  'the port for metrics is taken': {
    ...{ rule: 'host-port-taken', text: documents(NMI, ON_8080), right: '1.5.3', wrong: '1.5.4' },
  },
  'a policy without the loopback address': {
    ...{ rule: 'egress-to-nmi-blocked', text: documents(NMI, WORKLOAD, POLICY), right: '1.6.1', wrong: '1.6.2' },
    isToldByFlags: true,
  },
  'identities in the wave of MIC': {
    ...{
      rule: 'identity-not-after-mic',
      text: documents(
        IN_WAVE(MIC),
        IDENTITY.replace('  annotations:\n', '  annotations:\n    argocd.argoproj.io/sync-wave: "1"\n'),
      ),
    },
    ...{ right: '1.6.0', wrong: '1.6.1' },
  },
  'a resource group that MIC does not find in errors': {
    ...{ rule: 'resource-id-not-separable', text: documents(MIC, SHARED, BINDING), right: '1.6.0', wrong: '1.6.1' },
  },
  'a flag of a later release': {
    ...{ rule: 'flag-unknown', text: nmiWith('--set-retry-after-header=true'), right: '1.8.2', wrong: '1.8.1' },
  },
  'a flag of a later MIC': {
    ...{ rule: 'flag-unknown', text: micWith('--immutable-user-msis='), right: '1.5.4', wrong: '1.5.3' },
  },
};

describe.each(Object.entries(ROWS))('%s', (_title, { rule, text, right, wrong, options, isToldByFlags = false }) => {
  const isFound = (tag: string) => idsIn(tagged(tag)(text), options).includes(rule);

  test(`is no mistake in ${right}`, () => {
    expect([isFound(right), isFound(`v${right}`)]).toEqual([false, false]);
  });

  test(`is one in ${wrong}`, () => {
    expect([isFound(wrong), isFound(`v${wrong}`)]).toEqual([true, true]);
  });

  test(isToldByFlags ? 'is told by the flags of an unknown release' : 'is not certain in an unknown release', () => {
    expect([isFound('latest'), isFound('stable@sha256:00ff')]).toEqual([isToldByFlags, isToldByFlags]);
  });
});

describe('what flags tell of an unknown release', () => {
  const latest = (text: string) => tagged('latest')(text);

  test('one with a flag of 1.7.0 has what 1.6.2 and 1.7.0 brought', () => {
    const text = latest(changed(nmiWith('--kubelet-config=/etc/kubelet'), '            runAsUser: 0\n', ''));
    expect(idsIn(text)).toEqual(['kubelet-config-not-mounted', 'nmi-cannot-set-rules']);
  });

  test('one with a flag that 1.6.2 removed is before it', () => {
    const text = latest(documents(nmiWith('--host-ip=$(NODE_NAME)'), WORKLOAD, POLICY));
    expect(idsIn(text)).not.toContain('egress-to-nmi-blocked');
  });
});

describe('permissions', () => {
  const lackingIn = (release: string, roles: string) =>
    findingsIn(
      documents(nmiOf(SHAPES[release] as Shape), micOf(SHAPES[release] as Shape), rolesOf(SHAPES[roles] as Shape)),
    )
      .filter(({ rule }) => rule === 'controller-without-permissions')
      .map(({ message }) => /lacks permission to (.*?)\. /.exec(message)?.[1]);

  test.each([
    ['1.5', '1.3', ['get, list azurepodidentityexceptions', 'create, get, update endpoints']],
    [
      '1.5.5',
      '1.5.2',
      [
        'watch pods; watch azureidentitybindings; watch azureidentities; watch azurepodidentityexceptions; watch azureassignedidentities',
      ],
    ],
    [
      '1.6.0',
      '1.5.5',
      [
        'get, create, update configmaps; update azureidentitybindings; update azureidentities; list, update azurepodidentityexceptions',
      ],
    ],
    ['1.8.17', '1.6.0', []],
    // Those of later releases are more than enough.
    ['1.2', '1.8.17', []],
  ])('%s with the roles of %s', (release, roles, lacking) => {
    expect(lackingIn(release, roles)).toEqual(lacking);
  });
});

describe('MIC and NMI of different releases', () => {
  const both = (mic: string, nmi: string) =>
    documents(changed(MIC, 'mic:v1.8.17', `mic:${mic}`), changed(NMI, 'nmi:v1.8.17', `nmi:${nmi}`));
  const finds = (mic: string, nmi: string) => idsIn(both(mic, nmi)).includes('controller-versions-differ');

  test('are right before 1.5, when they were released apart, and when they are equal or unknown', () => {
    expect([finds('1.3', '1.4'), finds('1.5', 'v1.5.0'), finds('latest', '1.8.3')]).toEqual([false, false, false]);
  });

  test('are wrong later', () => {
    expect([finds('1.5', '1.5.3'), finds('1.3', '1.5.3'), finds('v1.8', 'v1.8.17')]).toEqual([true, true, true]);
  });

  test('are of two installations when each has its partner', () => {
    const next = both('1.8.0', '1.8.0').replaceAll('namespace: default', 'namespace: other');
    expect(idsIn(documents(both('1.8.5', '1.8.5'), next))).not.toContain('controller-versions-differ');
    expect(idsIn(documents(both('1.8.5', '1.8.6'), next))).toContain('controller-versions-differ');
  });

  test('a flag of a later release is not reported beside it', () => {
    const text = both('v1.8.17', '1.5.5').replace(
      '--http-probe-port=8085',
      '--http-probe-port=8085\n            - --metadata-header-required=true',
    );
    expect(idsIn(text)).toContain('controller-versions-differ');
    expect(idsIn(text)).not.toContain('flag-unknown');
  });
});

describe('definitions', () => {
  const OLD = `apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
metadata: {name: azureidentities.aadpodidentity.k8s.io}
spec:
  group: aadpodidentity.k8s.io
  version: v1
  names: {kind: AzureIdentity, plural: azureidentities}
  scope: Namespaced
`;
  const PRUNING = changed(OLD, 'scope: Namespaced', 'scope: Namespaced\n  preserveUnknownFields: false');
  const adviceIn = (text: string) =>
    findingsIn(text).flatMap(({ rule, message }) =>
      rule === 'definition-outdated' ? [message.split('. ').at(-1)] : [],
    );

  test.each([
    ['1.5.5', 'Upgrade MIC and NMI to 1.8.17 first, then apply its CRDs by hand; Helm does not upgrade CRDs.'],
    ['1.6.0', 'Apply the CRDs of 1.8.17 by hand; Helm does not upgrade CRDs.'],
    ['latest', 'Apply the CRDs of 1.8.17 by hand, once MIC and NMI are at 1.6.0 or newer; Helm does not upgrade CRDs.'],
  ])('beside controllers of %s: %s', (tag, advice) => {
    expect(adviceIn(documents(tagged(tag)(NMI), OLD))).toEqual([advice]);
  });

  test.each([
    ['old controllers', documents(tagged('1.5.5')(MIC), OLD, CAPITALS), false],
    [
      'old controllers whose definitions drop what they do not know',
      documents(tagged('1.5.5')(MIC), PRUNING, CAPITALS),
      true,
    ],
    ['definitions of an unknown release', documents(OLD, CAPITALS), false],
    ['nothing', CAPITALS, true],
    ['controllers of 1.6.0', documents(tagged('1.6.0')(MIC), OLD, CAPITALS), true],
  ])('fields in another case beside %s', (_what, text, isFound) => {
    expect(idsIn(text).includes('field-in-other-case')).toBe(isFound);
  });

  test('MIC before 1.6.0 gets those of its own release', () => {
    const crd = changed(OLD, 'v1beta1', 'v1');
    const [message] = findingsIn(documents(tagged('1.5.5')(MIC), crd)).flatMap(({ rule, message: text }) =>
      rule === 'definition-missing' ? [text] : [],
    );
    expect(message).toMatch(/Add the CRDs of 1\.5\.5\.$/);
  });
});

describe('a controller whose image does not start it', () => {
  const named = (...args: string[]) =>
    changed(
      tagged('1.3')(MIC),
      '            - --cloudconfig=/etc/kubernetes/azure.json\n',
      args.map((arg) => `            - ${arg}\n`).join(''),
    );

  test.each([
    ['mic', []],
    ['/bin/mic', []],
    ['nmi', ['arguments-dropped']],
  ])('is named %s', (name, found) => {
    const ids = idsIn(named(name, '--cloudconfig=/etc/kubernetes/azure.json'));
    expect(ids.filter((id) => id === 'arguments-dropped')).toEqual(found);
  });

  test('has the flags after its name', () => {
    expect(
      findingsIn(named('mic', '--cloudconfig=/etc/other.json')).map(({ rule, path }) => `${rule} ${path}`),
    ).toEqual(['mic-without-credentials spec.template.spec.containers[0].args[1]']);
  });
});

test('an explicit false is reported in every release that has the flag', () => {
  const open = nmiWith('--metadata-header-required=false');
  for (const tag of ['1.6.0', 'v1.8.17', 'latest']) {
    expect([tag, idsIn(tagged(tag)(open))]).toEqual([tag, ['metadata-header-not-required']]);
  }
  expect(idsIn(tagged('1.6.0')(changed(NMI, '            runAsUser: 0\n', '')))).toEqual([]);
});

test('the namespace of a subject is compared with a namespace that is written only', () => {
  const shape = SHAPES['1.6.1'] as Shape;
  const text = (namespace: string) =>
    documents(
      micOf(shape).replace('namespace: default', namespace),
      account('mic', '  []\n').replaceAll('namespace: default', 'namespace: kube-system'),
    );
  expect(idsIn(text('namespace: default'))).toContain('role-bound-in-other-namespace');
  expect(idsIn(text('labels: {app: mic}'))).not.toContain('role-bound-in-other-namespace');
});

test('MIC of the time of service principals needs no exception, unless it is a managed identity', () => {
  const mic = MIC.replace('name: mic\n', 'name: aad-pod-identity-mic\n');
  const finds = (text: string, tag: string) => idsIn(tagged(tag)(documents(text, NMI))).includes('mic-not-excepted');
  const own = changed(mic, '            - --cloudconfig=/etc/kubernetes/azure.json\n', '            - --v=1\n').replace(
    '          env:\n',
    "          env:\n            - {name: USE_MSI, value: 'true'}\n",
  );
  const secret = changed(
    own,
    "{name: USE_MSI, value: 'true'}",
    '{name: CLIENT_SECRET, valueFrom: {secretKeyRef: {name: mic, key: ClientSecret}}}',
  );
  expect([finds(secret, '1.5.5'), finds(secret, '1.6.0')]).toEqual([false, true]);
  expect([finds(mic, '1.5.5'), finds(mic, '1.6.0'), finds(mic, 'latest'), finds(own, '1.5.5')]).toEqual([
    false,
    true,
    true,
    true,
  ]);
});
