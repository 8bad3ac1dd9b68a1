import { expect, test } from '@jest/globals';
import { CRDS, deployment, mic, nmi, yaml } from '../support/cluster';
import { command } from '../support/command';
import { testScripts } from '../support/shell-check';
import { useStandIns } from '../support/stand-ins';

const standIns = useStandIns();
const USED = { 'azure.workload.identity/use': 'true' };
const INSTALL = [mic(['--cloudconfig=/etc/kubernetes/azure.json']), nmi(['--node=$(NODE_NAME)'])];
const MOVED = [
  ...INSTALL,
  deployment('shop', 'web', { app: 'web', ...USED }),
  deployment('pay', 'api', { app: 'api' }),
];

async function script(objects: object[]): Promise<string> {
  const { code, out, error } = await command(['azure', 'uninstall', '-'], yaml(...objects));
  if (code !== 0) throw new Error(error);
  return out;
}
const policy = (namespace: string, cidr = '169.254.169.254/32') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'no-metadata', namespace },
  spec: { egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [cidr] } }, { ipBlock: { cidr: '::/0' } }] }] },
});
const start = (...policies: object[]) => standIns({ objects: [...CRDS, ...MOVED, ...policies] });
const isThere = ({ state }: ReturnType<typeof start>, name: string) =>
  state.objects.some(
    ({ kind, metadata }: { kind: string; metadata: { name: string } }) => kind !== 'Pod' && metadata.name === name,
  );

test('with the metadata service blocked, it deletes MIC and NMI, and keeps the workloads', async () => {
  const kubernetes = start(policy('shop'), policy('pay', '169.254.0.0/16'));
  const { status, stdout } = kubernetes.run(await script(MOVED));
  expect(status).toBe(0);
  expect(stdout).toContain('Namespace pay: the NetworkPolicy no-metadata blocks the metadata service\n');
  expect(['nmi', 'mic', 'web', 'api'].map((name) => isThere(kubernetes, name))).toEqual([false, false, true, true]);
});

test('without, it stops before it deletes anything', async () => {
  for (const policies of [[], [policy('shop')], [policy('shop'), policy('pay', '10.0.0.0/8')]]) {
    const kubernetes = start(...policies);
    const { status, stderr } = kubernetes.run(await script(MOVED));
    expect([status, kubernetes.writes]).toEqual([3, []]);
    expect(stderr).toContain('Stopped: nothing was deleted. Block the metadata service in pay first');
  }
});

test('without, and with a yes for each namespace, it goes on', async () => {
  const kubernetes = start();
  expect(kubernetes.run(await script(MOVED), { input: 'y\nyes\n' }).status).toBe(0);
  expect(isThere(kubernetes, 'nmi')).toBe(false);
});

test('manifests without Workload Identity ask nothing', async () => {
  expect(await script([...INSTALL, deployment('pay', 'api', { app: 'api' })])).not.toContain('metadata_blocked');
});

test('manifests without NMI ask nothing', async () => {
  const text = await script([INSTALL[0] as object, deployment('shop', 'web', { app: 'web', ...USED })]);
  expect(text).not.toContain('metadata_blocked');
});

test('a workload at dual is not deleted for its old label: there is no script', async () => {
  const dual = deployment('shop', 'web', { aadpodidbinding: 'web', ...USED });
  const { code, out, error } = await command(['azure', 'uninstall', '-'], yaml(...INSTALL, dual));
  expect([code, out]).toEqual([1, '']);
  expect(error).toContain(
    'Deployment shop/web: it is at stage dual: it has Workload Identity, and still the label aadpodidbinding. This script deletes every workload with that label, because it needs NMI; it would delete this one, too. Take it to stage workload-identity first, which removes the label: aad-pod-identity migrate rewrite PATH --to workload-identity',
  );
});

testScripts([['the last phase', () => script(MOVED)]]);
