import type { Manifest } from '../../manifests/manifest';
import type { CheckedCluster } from '../checked-cluster';
import { customResourcesOf } from './custom-fields';

/** The objects that will not be in the cluster as they are written. That is a mistake of its own: what misses them is not. */
export function leftOutOf({ cluster }: CheckedCluster): ReadonlySet<Manifest> {
  return new Set([
    ...cluster.refusals.map(({ manifest }) => manifest),
    ...cluster.conflicts.flatMap(({ first, second }) => [first, second]),
  ]);
}

/** The selectors of bindings that would match if another mistake in them were mended. */
export function selectorsLeftOut(checked: CheckedCluster): ReadonlySet<string> {
  const leftOut = leftOutOf(checked);
  return new Set(
    customResourcesOf(checked, 'AzureIdentityBinding')
      .filter((manifest) => leftOut.has(manifest))
      .map((manifest) => String(manifest.at(['spec', 'selector']))),
  );
}

/** `namespace/name` of the identities that would be there if another mistake in them were mended. */
export function identitiesLeftOut(checked: CheckedCluster): ReadonlySet<string> {
  const leftOut = leftOutOf(checked);
  return new Set(
    customResourcesOf(checked, 'AzureIdentity')
      .filter((manifest) => leftOut.has(manifest))
      .map(({ namespace, name }) => `${namespace}/${name}`),
  );
}
