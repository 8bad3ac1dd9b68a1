import { listFrom, type Manifest, mapOf } from '../../manifests/manifest';
import { API_GROUP } from '../../upstream/api';
import type { CheckedCluster } from '../checked-cluster';

/** The definitions of the four custom resources among the manifests, by kind. */
export function definitionsOf({ cluster }: CheckedCluster): ReadonlyMap<string, Manifest> {
  const definitions = new Map<string, Manifest>();
  for (const manifest of cluster.manifests.objects) {
    if (manifest.kind !== 'CustomResourceDefinition') continue;
    const { group, names } = mapOf(manifest.value.spec);
    if (group === API_GROUP) definitions.set(String(mapOf(names).kind), manifest);
  }
  return definitions;
}

/** Where a definition has the properties of a version's objects; undefined without a schema. */
export function schemasOf(definition: Manifest) {
  const { versions, validation } = mapOf(definition.value.spec);
  const whole = mapOf(validation).openAPIV3Schema;
  const ofVersions = listFrom(versions).flatMap((version, i) => {
    const { schema } = mapOf(version);
    const path = ['spec', 'versions', i, 'schema', 'openAPIV3Schema'];
    return schema === undefined ? [] : [{ path, schema: mapOf(mapOf(schema).openAPIV3Schema) }];
  });
  return whole === undefined
    ? ofVersions
    : [{ path: ['spec', 'validation', 'openAPIV3Schema'], schema: mapOf(whole) }, ...ofVersions];
}

/** A definition as short as it can be. */
export const definition = (
  version: string,
  properties: readonly string[],
) => `apiVersion: apiextensions.k8s.io/${version}
kind: CustomResourceDefinition
metadata:
  name: azureidentitybindings.aadpodidentity.k8s.io
spec:
  group: aadpodidentity.k8s.io
  scope: Namespaced
  names:
    kind: AzureIdentityBinding
    plural: azureidentitybindings
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
${properties.map((name) => `                ${name}: { type: ${name === 'weight' ? 'integer' : name === 'metadata' ? 'object' : 'string'} }\n`).join('')}`;
