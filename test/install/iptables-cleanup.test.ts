import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { IptablesCleanup, type IptablesCleanupProps } from '../../lib';
import { IPTABLES_CLEANUP_SCRIPT } from '../../lib/install/objects/iptables-cleanup-script';
import { newChart, onlyManifest } from '../support/manifests';
import { complaints, shellCheckTest } from '../support/shell-check';

const daemonSet = (props?: IptablesCleanupProps) => {
  const chart = newChart();
  new IptablesCleanup(chart, 'cleanup', props);
  return onlyManifest(chart);
};

/** Runs lines in a network of their own, with the script as `$CLEANUP`; nothing of the machine is touched. */
const inNetwork = (lines: string) =>
  spawnSync('unshare', ['-n', 'bash', '-euo', 'pipefail', '-c', lines], {
    encoding: 'utf8',
    env: { ...process.env, CLEANUP: IPTABLES_CLEANUP_SCRIPT, NODE_NAME: 'node-1', NMI_PORT: '2579' },
  });
const worksWith = (program: string) => inNetwork(`${program} -t nat -S`).status === 0;
const networkTest = (...programs: string[]) => (programs.every(worksWith) ? test : test.skip);

// As NMI writes them, and as kube-proxy and others do.
const nmiRules = (iptables: string) => `
  ${iptables} -t nat -N aad-metadata
  ${iptables} -t nat -A aad-metadata -p tcp ! -s 127.0.0.1/32 -d 169.254.169.254 --dport 80 -j DNAT --to-destination 127.0.0.1:2579
  ${iptables} -t nat -A aad-metadata -j RETURN
  ${iptables} -t nat -I PREROUTING 1 -j aad-metadata`;
const otherRules = (iptables: string) => `
  ${iptables} -t nat -N KUBE-SERVICES
  ${iptables} -t nat -N aad-metadata-of-others
  ${iptables} -t nat -A PREROUTING -j KUBE-SERVICES
  ${iptables} -t nat -A PREROUTING -j aad-metadata-of-others
  ${iptables} -t nat -A KUBE-SERVICES -d 169.254.169.254/32 -p tcp -j RETURN
  ${iptables} -t nat -A OUTPUT -j KUBE-SERVICES
  ${iptables} -A INPUT -p tcp --dport 2579 -j ACCEPT`;
const rulesOf = (iptables: string) => `${iptables} -t nat -S; ${iptables} -S`;
const clean = 'sh -c "$CLEANUP"';

describe('the script, on rules in a network of its own', () => {
  for (const iptables of ['iptables-legacy', 'iptables-nft']) {
    networkTest(iptables)(
      `${iptables}: only what NMI wrote is gone, and there is nothing to do the second time`,
      () => {
        const { stdout, stderr, status } = inNetwork(`
        ${otherRules(iptables)}
        before=$(${rulesOf(iptables)})
        ${nmiRules(iptables)}
        ${iptables} -t nat -A PREROUTING -j aad-metadata
        [[ $(${rulesOf(iptables)}) != "$before" ]]
        ${clean}
        [[ $(${rulesOf(iptables)}) == "$before" ]]
        ${clean}
        [[ $(${rulesOf(iptables)}) == "$before" ]]
      `);
        // The one back end says that the other one is there.
        const said = stderr.replace(/^# Warning: iptables-legacy tables present.*\n/gm, '');
        expect([status, said, stdout]).toEqual([
          0,
          '',
          `node-1: removed by ${iptables}: the chain aad-metadata and the jump to it\nnode-1: nothing to remove\n`,
        ]);
      },
    );
  }

  networkTest('iptables-legacy', 'iptables-nft')('both back ends at once', () => {
    const both = ['iptables-legacy', 'iptables-nft'];
    const { stdout, status } = inNetwork(`
      ${both.map(otherRules).join('\n')}
      ${both.map(nmiRules).join('\n')}
      ${clean}
      ${both.map((iptables) => `${iptables} -t nat -S`).join('\n')}
    `);
    expect(status).toBe(0);
    expect(stdout).toContain('node-1: removed by iptables-legacy iptables-nft: ');
    expect(stdout.split('\n').filter((line) => / aad-metadata$/.test(line) || /DNAT/.test(line))).toEqual([]);
    expect(stdout.split('\n').filter((line) => line === '-A PREROUTING -j aad-metadata-of-others')).toHaveLength(2);
  });

  networkTest('iptables-nft')('while something listens on the port of NMI it touches nothing, and says so', () => {
    for (const address of ['127.0.0.1', '::']) {
      const listen = `require('net').createServer().listen(2579, '${address}', () => console.log('listening'))`;
      const { stdout, status } = inNetwork(`
        ${nmiRules('iptables-nft')}
        before=$(iptables-nft -t nat -S)
        coproc LISTENER { exec "${process.execPath}" -e "${listen}"; }
        read -r _ <&"\${LISTENER[0]}"
        ${clean}
        [[ $(iptables-nft -t nat -S) == "$before" ]]
        kill "$LISTENER_PID"
      `);
      expect([status, stdout]).toEqual([
        0,
        'node-1: nothing was touched: something listens on port 2579, as NMI does\n',
      ]);
    }
  });

  networkTest('iptables-nft')('a chain that others jump to as well is an error, not a success', () => {
    const { stdout, stderr, status } = inNetwork(`
      ${nmiRules('iptables-nft')}
      iptables-nft -t nat -A OUTPUT -j aad-metadata
      ${clean}
    `);
    expect(status).not.toBe(0);
    expect(stderr).toContain('aad-metadata');
    expect(stdout).toBe('');
  });

  networkTest('iptables-legacy')('looking does not load the back end that nobody uses', () => {
    const { stdout } = inNetwork(`${clean}; cat /proc/net/ip_tables_names`);
    expect(stdout).toBe('node-1: nothing to remove\n');
  });
});

test('the script can be read by sh', () => {
  expect(complaints('sh -n', IPTABLES_CLEANUP_SCRIPT)).toBe('');
});
shellCheckTest('ShellCheck has nothing to say', async () => {
  expect(complaints('shellcheck', `#!/bin/sh\n${IPTABLES_CLEANUP_SCRIPT}`)).toBe('');
});

test('the DaemonSet has the least privileges', () => {
  const { spec, metadata } = daemonSet();
  const { initContainers, containers, ...pod } = spec.template.spec;
  expect(metadata).toEqual({
    name: 'aad-pod-identity-iptables-cleanup',
    namespace: 'shop',
    labels: { app: 'aad-pod-identity-iptables-cleanup' },
  });
  const bare = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true };
  expect([...initContainers, ...containers].map(({ name, securityContext }) => [name, securityContext])).toEqual([
    ['cleanup', { ...bare, runAsUser: 0, capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW'] } }],
    ['done', { ...bare, runAsNonRoot: true, runAsUser: 65532, capabilities: { drop: ['ALL'] } }],
  ]);
  expect(pod).toEqual({
    automountServiceAccountToken: false,
    hostNetwork: true,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ operator: 'Exists' }],
    terminationGracePeriodSeconds: 1,
    securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    volumes: [{ name: 'iptableslock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } }],
  });
});

test('props go to their places, and the image of NMI is the default', () => {
  expect(daemonSet().spec.template.spec.containers[0].image).toBe(
    'mcr.microsoft.com/oss/azure/aad-pod-identity/nmi:v1.8.17',
  );
  const tolerations = [{ key: 'pool', operator: 'Equal', value: 'shop' }];
  const { metadata, spec } = daemonSet({
    ...{ image: 'registry.example/nmi:1', nmiPort: 2600, nodeSelector: { pool: 'shop' }, tolerations },
    metadata: { name: 'rules', namespace: 'kube-system' },
  });
  const pod = spec.template.spec;
  expect(metadata).toEqual({ name: 'rules', namespace: 'kube-system', labels: { app: 'rules' } });
  expect(spec.selector.matchLabels).toEqual({ app: 'rules' });
  expect(spec.template.metadata.labels).toEqual({ app: 'rules' });
  expect([pod.nodeSelector, pod.tolerations, pod.initContainers[0].env[1]]).toEqual([
    { pool: 'shop' },
    tolerations,
    { name: 'NMI_PORT', value: '2600' },
  ]);
  expect([pod.initContainers[0].image, pod.containers[0].image]).toEqual([
    'registry.example/nmi:1',
    'registry.example/nmi:1',
  ]);
});

test('wrong props are named together', () => {
  const wrong = { image: 'no image', nmiPort: 0, tolerations: [{ operator: 'Exists', value: 'x' }] };
  expect(() => daemonSet(wrong)).toThrow(
    /chart\/cleanup: image: got "no image"; .*\nchart\/cleanup: nmiPort: got 0; allowed: a whole number, 1 to 65535\nchart\/cleanup: tolerations\[0\]\.value: /,
  );
  expect(() => daemonSet({ port: 1 } as object)).toThrow(
    'chart/cleanup: props: unknown field "port"; known fields: image',
  );
});
