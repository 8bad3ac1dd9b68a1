import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { examplesOf } from '../support/documents';
import type { Manifest } from '../support/manifests';
import { Scratch } from '../support/scratch';
import { readYaml } from '../support/yaml-1.1';

const examples = examplesOf('docs/install.md');
const files = Object.keys(examples);

let scratch: Scratch;
beforeAll(() => {
  scratch = new Scratch();
  for (const file of files) scratch.write(file, examples[file] as string);
});
afterAll(() => scratch.remove());

/** What an example writes to `dist/`. */
function synthesized(file: string): { [file: string]: Manifest[] } {
  scratch.removeFolder('dist');
  expect(scratch.node(file.replace('.ts', '.js'))).toEqual({ status: 0, output: '' });
  const dist = join(scratch.folder, 'dist');
  return Object.fromEntries(readdirSync(dist).map((name) => [name, readYaml(readFileSync(join(dist, name), 'utf8'))]));
}
const install = (file: string) => synthesized(file)['install.k8s.yaml'] as Manifest[];
const find = (manifests: Manifest[], kind: string) =>
  manifests.filter((manifest) => manifest.kind === kind) as [Manifest, ...Manifest[]];
const container = ([workload]: [Manifest, ...Manifest[]]) => workload.spec.template.spec.containers[0];

describe('the examples of docs/install.md', () => {
  test('compile', () => {
    const options = ['--module', 'node16', '--types', 'node', '--strict', '--skipLibCheck'];
    expect(scratch.tsc(...options, ...files)).toEqual({ status: 0, output: '' });
  });

  test('standard.ts: the namespace comes first, and both controllers are forced namespaced', () => {
    const charts = synthesized('standard.ts');
    expect(Object.keys(charts)).toEqual(['crds.k8s.yaml', 'install.k8s.yaml']);
    const manifests = charts['install.k8s.yaml'] as Manifest[];
    expect(manifests[0]).toMatchObject({
      kind: 'Namespace',
      metadata: { name: 'identity-system', labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
    });
    for (const kind of ['Deployment', 'DaemonSet']) {
      expect(container(find(manifests, kind)).env).toContainEqual({ name: 'FORCENAMESPACED', value: 'true' });
    }
  });

  test('managed.ts: no MIC', () => {
    const manifests = install('managed.ts');
    expect(find(manifests, 'Deployment')).toEqual([]);
    expect(container(find(manifests, 'DaemonSet')).args).toContain('--operation-mode=managed');
  });

  test('credentials.ts: MIC reads the Secret, NMI two others and no more', () => {
    const manifests = install('credentials.ts');
    expect(JSON.stringify(container(find(manifests, 'Deployment')).env)).toContain('"name":"mic-credentials"');
    expect(JSON.stringify(find(manifests, 'ClusterRole'))).not.toContain('secrets');
    expect(find(manifests, 'Role').map(({ metadata, rules }) => [metadata.namespace, rules[0].resourceNames])).toEqual([
      ['billing', ['billing-principal']],
      ['identity-system', ['shared-principal']],
    ]);
  });

  test('nodes.ts: what it says is where it belongs', () => {
    const manifests = install('nodes.ts');
    expect(container(find(manifests, 'Deployment')).image).toContain('@sha256:');
    expect(find(manifests, 'PodDisruptionBudget')[0].spec.minAvailable).toBe(1);
    const [nmi] = find(manifests, 'DaemonSet');
    expect(nmi.spec.updateStrategy.rollingUpdate.maxUnavailable).toBe('10%');
    expect(container([nmi]).args).toEqual(
      expect.arrayContaining(['--prometheus-port=9090', '--log-format=json', '--block-instance-metadata=true']),
    );
  });

  test('extras.ts: arguments, environment, volumes and containers are added', () => {
    const [{ spec }] = find(install('extras.ts'), 'Deployment');
    const { containers, volumes } = spec.template.spec;
    expect(containers.map(({ name }: { name: string }) => name)).toEqual(['mic', 'log-shipper']);
    expect(containers[0].args).toContain('--vmodule=cloudprovider*=5');
    expect(volumes).toContainEqual({ name: 'certificates', configMap: { name: 'company-certificates' } });
  });

  test('patches.ts: each object takes its own', () => {
    const manifests = install('patches.ts');
    expect(find(manifests, 'DaemonSet')[0].spec.template.spec.terminationGracePeriodSeconds).toBe(60);
    expect(find(manifests, 'Deployment')[0].spec.strategy).toEqual({ type: 'Recreate' });
    expect(find(manifests, 'ServiceAccount')[0].metadata.annotations).toEqual({ 'example.com/owner': 'platform' });
    for (const { metadata } of find(manifests, 'AzurePodIdentityException')) {
      expect(metadata.labels).toEqual({ team: 'platform' });
    }
  });

  test('gitops.ts: definitions before controllers', () => {
    const waves = Object.values(synthesized('gitops.ts')).map((manifests) => [
      ...new Set(manifests.map(({ metadata }) => metadata.annotations['argocd.argoproj.io/sync-wave'])),
    ]);
    expect(waves).toEqual([['-3'], ['-2']]);
  });

  test('are all run', () => {
    const text = readFileSync(__filename, 'utf8');
    expect(files.filter((file) => !text.includes(`'${file}'`))).toEqual([]);
  });

  test('the table names public fields only', () => {
    const declarations = ['aad-pod-identity', 'aad-pod-identity-crds', 'objects/mic', 'objects/nmi']
      .map((name) =>
        readFileSync(
          join(scratch.folder, `node_modules/cdk8s-aad-pod-identity/build/package/types/lib/install/${name}.d.ts`),
          'utf8',
        ),
      )
      .join('\n');
    const table =
      readFileSync('docs/install.md', 'utf8')
        .match(/^\| .*\|$/gm)
        ?.slice(2) ?? [];
    const fields = table.flatMap((row) => [...row.matchAll(/`(?:\w*\.)?([a-z]\w+)`/gi)].map(([, field]) => field));
    expect(fields.length).toBeGreaterThan(12);
    const others = ['undefined', 'AadPodIdentityCrds'];
    const isThere = (field = '') => others.includes(field) || declarations.includes(`readonly ${field}:`);
    expect(fields.filter((field) => !isThere(field))).toEqual([]);
  });
});
