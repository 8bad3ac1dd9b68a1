import { describe, expect, test } from '@jest/globals';
import { Manifests } from '../../../lib';
import type { CheckOptions } from '../../../lib/checks/checked-cluster';
import { MIC, micWith, NMI, nmiWith } from '../../../lib/checks/examples/controller-examples';
import { changed, documents } from '../../../lib/checks/examples/custom-resource-examples';
import { mapOf } from '../../../lib/manifests/manifest';
import * as checks from '../../support/checks';
import { DERIVED_RULES } from '../../support/derived-rules';

const findingsIn = (text: string, options: CheckOptions = {}) => checks.findingsIn(text, options, DERIVED_RULES);
const placesIn = (text: string, options: CheckOptions = {}) => checks.placesIn(text, options, DERIVED_RULES);

const CONTAINER = 'spec.template.spec.containers[0]';
const at = (rule: string, field = '') => `${rule} ${CONTAINER}${field}`;

/** What is found, and the corrected line. */
const fixes = (text: string) => findingsIn(text).map(({ rule, fix }) => [rule, fix]);
const without = (text: string, part: string) => changed(text, part, '');
const withEnv = (text: string, name: string, value: string) =>
  changed(text, '          env:\n', `          env:\n            - name: ${name}\n              ${value}\n`);

describe('arguments', () => {
  test('five mistakes are five findings', () => {
    const text = micWith(
      '--clientqps=5',
      '--syncRetryDuration=3600',
      '--createDeleteBatch=0',
      '--enableProfile=yes',
      '--log-format=xml',
    );
    expect(fixes(text)).toEqual([
      ['duration-without-unit', '- --syncRetryDuration=3600s'],
      ['flag-unknown', '- --clientQps=5'],
      ['flag-value-refused', '- --enableProfile=true'],
      ['flag-value-refused', undefined],
      ['flag-value-too-small', '- --createDeleteBatch=20'],
    ]);
  });

  test.each<[string, string, string, string | undefined]>([
    ['a flag of the other one', micWith('--operation-mode=managed'), 'flag-unknown', undefined],
    ['one that is like none', nmiWith('--colour=blue'), 'flag-unknown', undefined],
    ['no flag at all', micWith('---v=1'), 'flag-unknown', undefined],
    ['one dash for NMI', nmiWith('-forceNamespaced=true'), 'flag-unknown', '- --forceNamespaced=true'],
    ['flag and value in one argument', nmiWith('--forceNamespaced true'), 'flag-unknown', '- --forceNamespaced=true'],
    ['an unknown flag with its value behind it', micWith('--sync-retry', "'5'"), 'flag-unknown', undefined],
    ['a boolean without a value', nmiWith('--enableScaleFeatures='), 'flag-value-refused', undefined],
    ['an exponent', micWith('--createDeleteBatch=1e+06'), 'flag-value-refused', '- --createDeleteBatch=1000000'],
    [
      'seconds with their unit',
      nmiWith('--ipt-update-interval-sec=60s'),
      'flag-value-refused',
      '- --ipt-update-interval-sec=60',
    ],
    ['no value', micWith('--custom-user-agent'), 'flag-value-refused', undefined],
    ['another mode', nmiWith('--operation-mode=standart'), 'flag-value-refused', '- --operation-mode=standard'],
    ['days', micWith('--syncRetryDuration=1d'), 'duration-without-unit', '- --syncRetryDuration=24h'],
    ['a blank', micWith("'--syncRetryDuration=5 m'"), 'duration-without-unit', '- --syncRetryDuration=5m'],
    ['minutes spelt out', micWith('--syncRetryDuration=5min'), 'duration-without-unit', '- --syncRetryDuration=5m'],
    ['a duration with a sign behind it', micWith('--syncRetryDuration=5m!'), 'duration-without-unit', undefined],
    ['no duration', micWith('--syncRetryDuration=soon'), 'duration-without-unit', undefined],
    ['an empty duration', micWith('--syncRetryDuration='), 'duration-without-unit', undefined],
    [
      'a ticker of 0',
      micWith('--identity-assignment-reconcile-interval=0'),
      'flag-value-too-small',
      '- --identity-assignment-reconcile-interval=3m',
    ],
    ['a duration below 0', micWith('--syncRetryDuration=-5m'), 'flag-value-too-small', '- --syncRetryDuration=1h'],
    ['no burst', micWith('--clientQps=0.5'), 'flag-value-too-small', '- --clientQps=5'],
    [
      'no attempts',
      nmiWith('--retry-attempts-for-created=0', '--retry-attempts-for-assigned=0'),
      'flag-value-too-small',
      '- --retry-attempts-for-assigned=4',
    ],
    ['--version', nmiWith('--version'), 'version-flag', undefined],
    ['a split boolean of NMI', nmiWith('--forceNamespaced', "'false'"), 'boolean-flag-split', undefined],
    [
      'a split boolean of MIC, and flags behind it',
      micWith('--forceNamespaced', "'false'", '--clientQps=7'),
      'boolean-flag-split',
      undefined,
    ],
    ['a word for MIC', micWith('/bin/mic', '--clientQps=7'), 'arguments-dropped', undefined],
    ['two dashes for NMI', nmiWith("'--'", '--forceNamespaced=true'), 'arguments-dropped', undefined],
    [
      'the last one of a name counts',
      micWith('--createDeleteBatch=20', '--createDeleteBatch=-1'),
      'flag-value-too-small',
      '- --createDeleteBatch=20',
    ],
  ])('%s', (_what, text, rule, fix) => {
    expect(fixes(text)).toEqual([[rule, fix]]);
  });

  test.each([
    [
      'durations',
      micWith('--syncRetryDuration=1h30m', '--update-user-msi-retry-interval=0', '--leader-election-duration=.5m'),
    ],
    ['numbers', micWith('--clientQps=-1', '--createDeleteBatch=0x10', '-v=5', '--v=5')],
    ['booleans', micWith('--enableProfile=F', '--enable-type-upgrade=0', '-alsologtostderr')],
    ['a value behind a flag', micWith('--log-format', 'json')],
    ['a word behind all flags', micWith('mic')],
    ['a word for NMI', nmiWith('nmi', '-v5', '-v', "'5'")],
    ['a mode in capitals', nmiWith('--operation-mode=Standard')],
    ['one attempt', nmiWith('--retry-attempts-for-created=0', '--retry-attempts-for-assigned=1')],
    [
      'no attempts in managed mode',
      nmiWith(
        '--operation-mode=managed',
        '--forceNamespaced',
        '--retry-attempts-for-created=0',
        '--retry-attempts-for-assigned=0',
      ),
    ],
    ['--version=false', micWith('--version=false')],
    ['the last one of a name counts', micWith('--createDeleteBatch=0', '--createDeleteBatch=20')],
    ['--host-ip of an old version', changed(nmiWith('--host-ip=10.0.0.1'), ':v1.8.17', ':v1.6.0')],
    ['--host-ip of a version that is not told', changed(nmiWith('--host-ip=10.0.0.1'), ':v1.8.17', '@sha256:00')],
    ['a shell', changed(nmiWith('--colour=blue'), '          args:\n', '          command: [sh]\n          args:\n')],
    ['the program itself', changed(NMI, '          args:\n', '          command: [/bin/nmi]\n          args:\n')],
  ])('nothing to say: %s', (_what, text) => {
    expect(placesIn(text)).toEqual([]);
  });
});

describe('namespaced', () => {
  const MANAGED = nmiWith('--operation-mode=Managed');
  const forced = (text: string, value = "value: 'true'") => withEnv(text, 'FORCENAMESPACED', value);
  const FROM_SECRET = 'valueFrom: { secretKeyRef: { name: a, key: b } }';
  const SECOND = changed(MIC, 'name: mic\n', 'name: mic-2\n');

  test.each<[string, string, string[]]>([
    ['managed, by variable', forced(MANAGED), []],
    ['managed, by a variable that cannot be read', forced(MANAGED, FROM_SECRET), []],
    [
      'managed, by a variable in capitals: one mistake',
      forced(MANAGED, "value: 'TRUE'"),
      [at('force-namespaced-not-true', '.env[0].value')],
    ],
    ['managed, not namespaced', MANAGED, [at('managed-without-namespaced', '.args[2]')]],
    ['managed, switched off', forced(MANAGED, "value: 'false'"), [at('managed-without-namespaced', '.args[2]')]],
    [
      'managed, by a flag that is misspelt: one mistake',
      nmiWith('--operation-mode=managed', '--forcenamespaced'),
      [at('flag-unknown', '.args[3]')],
    ],
    ['1', forced(MIC, "value: '1'"), [at('force-namespaced-not-true', '.env[0].value')]],
    ['yes, in blanks', forced(NMI, "value: ' yes '"), [at('force-namespaced-not-true', '.env[0].value')]],
    ['no', forced(MIC, "value: 'no'"), []],
    ['True, and the flag', forced(micWith('--forceNamespaced'), "value: 'True'"), []],
    ['NMI alone, by variable', documents(MIC, forced(NMI)), [at('nmi-namespaced-alone', '.args')]],
    ['MIC alone: it works', documents(forced(MIC), NMI), []],
    ['MIC cannot be read', documents(forced(MIC, FROM_SECRET), forced(NMI)), []],
    [
      'MIC has True: one mistake',
      documents(forced(MIC, "value: 'True'"), forced(NMI)),
      [at('force-namespaced-not-true', '.env[0].value')],
    ],
    [
      'MIC is misspelt: one mistake',
      documents(micWith('--forcenamespaced'), forced(NMI)),
      [at('flag-unknown', '.args[1]')],
    ],
    [
      'MIC drops the flag: one mistake',
      documents(micWith('mic', '--forceNamespaced'), forced(NMI)),
      [at('arguments-dropped', '.args[1]')],
    ],
    ['NMI without MIC: it may be elsewhere', forced(NMI), []],
    ['one MIC of two: one mistake', documents(MIC, forced(SECOND), forced(NMI)), [at('mics-disagree', '.args')]],
    ['two MICs alike', documents(MIC, SECOND), []],
  ])('%s', (_what, text, told) => {
    expect(placesIn(text)).toEqual(told);
  });

  test('what the caller says about the mode and namespaces counts', () => {
    expect(placesIn(documents(MIC, forced(NMI)), { forceNamespaced: true })).toEqual([]);
  });
});

describe('the pods of NMI', () => {
  const NODE = '--node=$(NODE_NAME)';
  const FIELD = 'fieldPath: spec.nodeName';
  const security = (text: string) => changed(NMI, 'add: [DAC_READ_SEARCH, NET_ADMIN, NET_RAW]', text);

  test.each<[string, string, string[]]>([
    ['--node of one name for all', changed(NMI, NODE, '--node=node-1'), [at('nmi-without-node', '.args[0]')]],
    ['--node is empty', changed(NMI, NODE, '--node='), [at('nmi-without-node', '.args[0]')]],
    [
      '--node from a variable that is not there',
      changed(NMI, NODE, '--node=$(NODE)'),
      [at('nmi-without-node', '.args[0]')],
    ],
    [
      '--node from another field',
      changed(NMI, FIELD, 'fieldPath: status.hostIP'),
      [at('nmi-without-node', '.env[0].valueFrom.fieldRef.fieldPath')],
    ],
    [
      '--node from a Secret',
      changed(
        NMI,
        '                fieldRef:\n                  fieldPath: spec.nodeName',
        '                secretKeyRef: { name: a, key: b }',
      ),
      [at('nmi-without-node', '.env[0]')],
    ],
    ['--nodes: one mistake', changed(NMI, NODE, '--nodes=$(NODE_NAME)'), [at('flag-unknown', '.args[0]')]],
    [
      'variables from a Secret',
      changed(
        changed(NMI, NODE, '--node=$(NODE)'),
        '          env:\n',
        '          envFrom: [{ secretRef: { name: a } }]\n          env:\n',
      ),
      [],
    ],
    [
      'not in the network of the node',
      without(NMI, '      hostNetwork: true\n'),
      ['nmi-cannot-set-rules spec.template.spec'],
    ],
    [
      'another user',
      changed(NMI, 'runAsUser: 0', 'runAsUser: 1000'),
      [at('nmi-cannot-set-rules', '.securityContext.runAsUser')],
    ],
    [
      'the user of the image',
      without(NMI, '            runAsUser: 0\n'),
      [at('nmi-cannot-set-rules', '.securityContext.runAsUser')],
    ],
    [
      'root by the pod',
      changed(
        without(NMI, '            runAsUser: 0\n'),
        '      containers:',
        '      securityContext: { runAsUser: 0 }\n      containers:',
      ),
      [],
    ],
    [
      'the user of an image of one’s own',
      changed(
        without(NMI, '            runAsUser: 0\n'),
        'mcr.microsoft.com/oss/azure/aad-pod-identity',
        'registry.example',
      ),
      [],
    ],
    [
      'NET_RAW dropped',
      security('add: [NET_ADMIN]'),
      [at('nmi-cannot-set-rules', '.securityContext.capabilities.add')],
    ],
    ['NET_RAW by default', changed(security('add: [NET_ADMIN]'), '              drop: [ALL]\n', ''), []],
    ['all', security('add: [ALL]'), []],
    ['privileged', changed(security('add: []'), 'runAsUser: 0', 'runAsUser: 0\n            privileged: true'), []],
    [
      'without the lock',
      without(NMI, '            - name: iptables-lock\n              mountPath: /run/xtables.lock\n'),
      [at('nmi-cannot-set-rules', '.volumeMounts')],
    ],
    ['the lock in its folder', changed(NMI, 'mountPath: /run/xtables.lock', 'mountPath: /var/run/'), []],
    [
      'kubenet allowed, without the file',
      changed(
        nmiWith('--allow-network-plugin-kubenet'),
        '/etc/default/kubelet\n              readOnly',
        '/etc/other\n              readOnly',
      ),
      [],
    ],
    [
      'another file than is mounted',
      nmiWith('--kubelet-config=/etc/kubelet'),
      [at('kubelet-config-not-mounted', '.args[2]')],
    ],
    [
      'an old version without the file',
      changed(changed(NMI, 'mountPath: /etc/default/kubelet', 'mountPath: /etc/other'), ':v1.8.17', ':v1.6.3'),
      [],
    ],
    [
      '11 seconds',
      changed(NMI, '      hostNetwork: true\n', '      hostNetwork: true\n      terminationGracePeriodSeconds: 11\n'),
      [],
    ],
    [
      '0 seconds',
      changed(NMI, '      hostNetwork: true\n', '      hostNetwork: true\n      terminationGracePeriodSeconds: 0\n'),
      ['nmi-grace-period-short spec.template.spec.terminationGracePeriodSeconds'],
    ],
  ])('%s', (_what, text, told) => {
    expect(placesIn(text)).toEqual(told);
  });
});

test('a pod that is put on its node by hand knows the name', () => {
  const [object] = Manifests.fromText('nmi.yaml', changed(NMI, '--node=$(NODE_NAME)', '--node=node-1')).objects;
  const spec = mapOf(object?.at(['spec', 'template', 'spec']));
  const pod = (nodeName: string) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'nmi' }, spec: { ...spec, nodeName } });
  expect(placesIn(pod('node-1'))).toEqual([]);
  expect(placesIn(pod('node-2'))).toEqual(['nmi-without-node spec.containers[0].args[0]']);
});

describe('probes', () => {
  const probed = (port: string, ...args: string[]) => changed(nmiWith(...args), 'port: 8085', `port: ${port}`);

  test.each<[string, string, string[]]>([
    [
      'by default at 8080',
      changed(without(NMI, '            - --http-probe-port=8085\n'), 'port: 8085', 'port: 8080'),
      [],
    ],
    [
      'without the flag',
      without(NMI, '            - --http-probe-port=8085\n'),
      [at('probe-port-differs', '.livenessProbe.httpGet.port')],
    ],
    ['metrics', probed('9090'), []],
    [
      'a port by its name',
      changed(
        probed('health'),
        '          livenessProbe:',
        '          ports: [{ name: health, containerPort: 8085 }]\n          livenessProbe:',
      ),
      [],
    ],
    [
      'a name of another port',
      changed(
        probed('health'),
        '          livenessProbe:',
        '          ports: [{ name: health, containerPort: 8086 }]\n          livenessProbe:',
      ),
      [at('probe-port-differs', '.livenessProbe.httpGet.port')],
    ],
    ['a port in quotes', probed("'8085'"), []],
    [
      'readiness',
      changed(
        NMI,
        '          livenessProbe:',
        '          readinessProbe: { httpGet: { port: 1 } }\n          livenessProbe:',
      ),
      [at('probe-port-differs', '.readinessProbe.httpGet.port')],
    ],
    [
      'not by HTTP',
      changed(
        NMI,
        '          livenessProbe:\n            httpGet:\n              path: /healthz\n              port: 8085',
        '          livenessProbe:\n            tcpSocket:\n              port: 1',
      ),
      [],
    ],
    [
      'MIC at 8080',
      changed(MIC, '          env:\n', '          livenessProbe: { httpGet: { port: 8080 } }\n          env:\n'),
      [],
    ],
  ])('%s', (_what, text, told) => {
    expect(placesIn(text)).toEqual(told);
  });
});

describe('what MIC needs', () => {
  const VARIABLE =
    '            - name: MIC_POD_NAMESPACE\n              valueFrom:\n                fieldRef:\n                  fieldPath: metadata.namespace\n';
  const BARE = changed(MIC, '--cloudconfig=/etc/kubernetes/azure.json', '--logtostderr');
  const values = (names: string[]) =>
    names.reduce((text, name) => withEnv(text, name, 'valueFrom: { secretKeyRef: { name: azure, key: k } }'), BARE);
  const AZURE = ['CLOUD', 'SUBSCRIPTION_ID', 'RESOURCE_GROUP'];

  test.each<[string, string, string[]]>([
    [
      'the namespace under another name',
      changed(MIC, 'name: MIC_POD_NAMESPACE', 'name: MIC_POD_NAMESPACES'),
      [at('mic-without-namespace', '.env[0]')],
    ],
    [
      'an empty namespace',
      changed(MIC, VARIABLE, "            - name: MIC_POD_NAMESPACE\n              value: ''\n"),
      [at('mic-without-namespace', '.env[0].value')],
    ],
    [
      'variables from a Secret',
      changed(MIC, `          env:\n${VARIABLE}`, '          envFrom: [{ secretRef: { name: a } }]\n'),
      [],
    ],
    ['an old version without it', changed(without(MIC, `          env:\n${VARIABLE}`), ':v1.8.17', ':v1.5.5'), []],
    ['a service principal', values([...AZURE, 'TENANT_ID', 'CLIENT_ID', 'CLIENT_SECRET']), []],
    [
      'a service principal without its secret',
      values([...AZURE, 'TENANT_ID', 'CLIENT_ID']),
      [at('mic-without-credentials', '.env')],
    ],
    [
      'all from a Secret',
      changed(BARE, '          env:\n', '          envFrom: [{ secretRef: { name: azure } }]\n          env:\n'),
      [],
    ],
    ['a managed identity', withEnv(values(AZURE), 'USE_MSI', "value: 'True'"), []],
    [
      'a managed identity switched off',
      withEnv(values(AZURE), 'USE_MSI', "value: 'false'"),
      [at('mic-without-credentials', '.env')],
    ],
    [
      'the file is not mounted',
      changed(MIC, 'mountPath: /etc/kubernetes/azure.json', 'mountPath: /etc/azure.json'),
      [at('mic-without-credentials', '.args[0]')],
    ],
    [
      'the folder of the file is mounted',
      changed(MIC, 'mountPath: /etc/kubernetes/azure.json', 'mountPath: /etc/kubernetes'),
      [],
    ],
    ['--cloud-config: one mistake', changed(MIC, '--cloudconfig', '--cloud-config'), [at('flag-unknown', '.args[0]')]],
    [
      'an instance for each replica',
      withEnv(
        micWith('--leader-election-instance=$(POD)'),
        'POD',
        'valueFrom: { fieldRef: { fieldPath: metadata.name } }',
      ),
      [],
    ],
    [
      'an instance from nowhere',
      micWith('--leader-election-instance=$(POD)'),
      [at('leader-instance-shared', '.args[1]')],
    ],
    [
      'no replicas in managed mode: one mistake',
      documents(changed(MIC, 'replicas: 2', 'replicas: 0'), nmiWith('--operation-mode=managed', '--forceNamespaced')),
      ['managed-with-dead-objects '],
    ],
  ])('%s', (_what, text, told) => {
    expect(placesIn(text)).toEqual(told);
  });
});
