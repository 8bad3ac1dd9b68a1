import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { injected } from '../../lib/workload-identity/written-injection';
import type { Manifest } from '../support/manifests';
import { PARITY, parityTest } from '../support/parity';
import { readYaml } from '../support/yaml-1.1';

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const folder = join(PARITY, 'webhook');
const cases = existsSync(folder) ? readdirSync(folder).sort() : ['(absent)'];
const ANNOTATION = 'azure.workload.identity';

/** What is the same but for order, the name of the volume, the images' tags and the proxy's user. */
function comparable(spec: Manifest): unknown {
  const text = JSON.stringify(spec)
    .replaceAll('"azure-workload-identity"', '"wi-token"')
    .replaceAll(/"(?:mcr[^"]*)?\/(proxy|proxy-init):[^"]*"/g, '"/$1:"');
  const copy = JSON.parse(text) as Manifest;
  const byName = (list: Manifest[] = []) => [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const list of ['initContainers', 'containers'] as const) {
    if (!copy[list]) continue;
    for (const container of copy[list]) {
      container.env = byName(container.env).map(({ name, value, ...rest }) => ({
        name,
        ...(value && { value }),
        ...rest,
      }));
      container.volumeMounts = byName(container.volumeMounts);
      if (container.name === 'azwi-proxy' && container.image === '/proxy:') container.securityContext.runAsUser = 1501;
    }
    copy[list] = byName(copy[list]);
  }
  copy.volumes = byName(copy.volumes);
  return copy;
}

/** Whether the API server would refuse the pod: a mount path or container name twice, or a port out of range. */
function isRefused({ containers = [], initContainers = [] }: Manifest): boolean {
  const all = [...containers, ...initContainers];
  const isTwice = (texts: string[]) => new Set(texts).size < texts.length;
  if (isTwice(all.map(({ name }) => name))) return true;
  return all.some(
    ({ volumeMounts = [], ports = [] }: Manifest) =>
      isTwice(volumeMounts.map((mount: Manifest) => mount.mountPath)) ||
      ports.some(({ containerPort }: Manifest) => containerPort < 1 || containerPort > 65535),
  );
}

function templateOf(documents: Manifest[]): { pod: Manifest; namespace: string } {
  const workload = documents.find(({ kind }) => kind !== 'ServiceAccount') as Manifest;
  const { spec } = workload;
  const pod = workload.kind === 'Pod' ? workload : (spec.jobTemplate?.spec?.template ?? spec.template);
  return { pod, namespace: workload.metadata.namespace };
}

let compared = 0;

describe('a pod template written out by Injection.MANIFEST is what the webhook would make of it', () => {
  for (const name of cases) {
    parityTest(`webhook/${name}`, () => {
      const expected = JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8'))['1.35'];
      if (!expected.pod || isRefused(expected.pod.spec)) return;
      const documents = readYaml(readFileSync(join(folder, name, 'cluster.yaml'), 'utf8'));
      const { pod } = templateOf(documents);
      const accountName = pod.spec.serviceAccountName ?? 'default';
      const account = documents.find(
        ({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === accountName,
      );
      const ofAccount = account?.metadata.annotations ?? {};
      const annotations = pod.metadata?.annotations ?? {};
      const at = (key: string) => annotations[`${ANNOTATION}/${key}`];
      const isProxied = at('inject-proxy-sidecar') !== undefined;
      const written = injected(pod.spec, {
        clientId: ofAccount[`${ANNOTATION}/client-id`] ?? '',
        tenantId: ofAccount[`${ANNOTATION}/tenant-id`] ?? TENANT,
        azureEnvironment: 'AzurePublicCloud',
        tokenExpiration: Number(
          at('service-account-token-expiration') || ofAccount[`${ANNOTATION}/service-account-token-expiration`] || 3600,
        ),
        skipped: at('skip-containers'),
        proxyPort: isProxied ? Number(at('proxy-sidecar-port') ?? 8000) : undefined,
      });
      expect(comparable(written as Manifest)).toEqual(comparable(expected.pod.spec));
      compared++;
    });
  }

  parityTest('for at least 112 admitted pods that the API server takes', () => {
    expect(compared).toBeGreaterThanOrEqual(112);
  });
});
