import { type FieldPath, listFrom, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import type { Workload } from '../../simulation/workload';
import { nmiWith } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { readableIn } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

/** NMI matches the first word without case, the second with (pkg/nmi/server/server.go, Run). */
const PATH = /\/[mM][eE][tT][aA][dD][aA][tT][aA]\/instance/;

const REGION = `apiVersion: v1
kind: Pod
metadata:
  name: region
  namespace: shop
spec:
  containers:
    - name: region
      image: registry.example/curl:1
      args: ['-H', 'Metadata: true', 'http://169.254.169.254/metadata/instance?api-version=2021-02-01']
`;

/** A workload that requests what NMI blocks. */
export const instanceMetadataBlocked: Rule = {
  id: 'instance-metadata-blocked',
  title: 'A workload requests instance metadata, which NMI blocks',
  severity: Severity.INFO,
  why: 'With --block-instance-metadata NMI answers requests for /metadata/instance with 403, in this case only: /metadata/Instance is not blocked. Add-ons that read the region or the name of the machine fail.',
  symptom: 'Requests for /metadata/instance fail with 403.',
  bad: documents(nmiWith('--block-instance-metadata=true'), REGION),
  good: documents(
    nmiWith('--block-instance-metadata=true'),
    changed(REGION, 'namespace: shop\nspec:', 'namespace: shop\nspec:\n  hostNetwork: true'),
  ),
  source: 'pkg/nmi/server/server.go (Run)',
  check: (checked) => {
    if (!readableIn(checked, 'nmi').some((nmi) => nmi.flags.isOn('block-instance-metadata'))) return [];
    return checked.workloads
      .filter(({ workload }) => !workload.hostNetwork)
      .flatMap(({ workload }) => {
        const path = requestIn(workload);
        if (!path) return [];
        const message =
          'The container requests /metadata/instance, which NMI blocks. The request fails with 403. Remove --block-instance-metadata from NMI, or the request.';
        return [{ object: workload.manifest, path, message }];
      });
  },
};

function requestIn({ manifest, template }: Workload): FieldPath | undefined {
  const spec = [...template, 'spec'];
  for (const kind of ['containers', 'initContainers']) {
    for (const [i, container] of listFrom(manifest.at([...spec, kind])).entries()) {
      const path = requestOf(mapOf(container));
      if (path) return [...spec, kind, i, ...path];
    }
  }
  return undefined;
}

function requestOf(container: ManifestMap): FieldPath | undefined {
  const asks = (value: YamlValue | undefined) => typeof value === 'string' && PATH.test(value);
  for (const field of ['command', 'args']) {
    const at = listFrom(container[field]).findIndex(asks);
    if (at >= 0) return [field, at];
  }
  const at = listFrom(container.env).findIndex((variable) => asks(mapOf(variable).value));
  return at >= 0 ? ['env', at, 'value'] : undefined;
}
