import { listFrom, type Manifest, mapOf } from '../../manifests/manifest';
import { isBeforeExactFields, isDefinition } from '../../simulation/old-fields';
import { CHANGES } from '../../upstream/changes';
import { LAST_VERSION } from '../../upstream/images';
import type { CheckedCluster } from '../checked-cluster';
import { controllersOf } from './controllers';
import { objectsOfKinds } from './objects';

/** The definitions of the four custom resources among the manifests, by kind. */
export function definitionsOf(checked: CheckedCluster): ReadonlyMap<string, Manifest> {
  const definitions = new Map<string, Manifest>();
  for (const manifest of objectsOfKinds(checked, ['CustomResourceDefinition'])) {
    if (!isDefinition(manifest)) continue;
    const { names } = mapOf(manifest.value.spec);
    definitions.set(String(mapOf(names).kind), manifest);
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

/** The release whose definitions fit the controllers: their own before 1.6.0. */
export const releaseOfDefinitions = (checked: CheckedCluster): string =>
  controllersOf(checked).find(isBeforeExactFields)?.version?.join('.') ?? LAST_VERSION;

/** What to do about old definitions. Those of the last release do not fit controllers before 1.6.0. */
export function definitionAdvice(checked: CheckedCluster): string {
  const controllers = controllersOf(checked);
  if (controllers.some(isBeforeExactFields))
    return `Upgrade MIC and NMI to ${LAST_VERSION} first, then apply its CRDs by hand; Helm does not upgrade CRDs.`;
  const isKnown = controllers.length > 0 && controllers.every(({ release }) => release.has('readsExactFields'));
  const after = isKnown ? '' : `, once MIC and NMI are at ${CHANGES.readsExactFields} or newer`;
  return `Apply the CRDs of ${LAST_VERSION} by hand${after}; Helm does not upgrade CRDs.`;
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
