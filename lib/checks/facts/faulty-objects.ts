import type { FieldPath, Manifest } from '../../manifests/manifest';
import { placeholderAt } from '../../manifests/placeholder-fields';
import { API_GROUP } from '../../upstream/api';
import type { CheckedCluster } from '../checked-cluster';
import { knownFieldsOf } from '../known-fields';

/** The objects that will not be in the cluster as they are written. That is a mistake of its own: what misses them is not. */
export function leftOutOf({ cluster }: CheckedCluster): ReadonlySet<Manifest> {
  return new Set([
    ...cluster.refusals.map(({ manifest }) => manifest),
    ...cluster.conflicts.flatMap(({ first, second }) => [first, second]),
  ]);
}

/** Whether the API server refuses a field of an object, or one around it, so that its value is not known. */
export function refusalsIn({ cluster }: CheckedCluster): (manifest: Manifest, path: FieldPath) => boolean {
  const paths = new Map<Manifest, FieldPath[]>();
  // What follows from placeholders is left out elsewhere.
  for (const { manifest, path } of cluster.refusals)
    if (!placeholderAt(manifest, path)) paths.set(manifest, [...(paths.get(manifest) ?? []), path]);
  return (manifest, path) =>
    paths.get(manifest)?.some((refused) => refused.every((key, i) => key === path[i])) === true;
}

/** The selectors of bindings that would match if another mistake in them were mended. */
export const selectorsLeftOut = (checked: CheckedCluster): ReadonlySet<string> =>
  new Set(leftOutAs(checked, 'AzureIdentityBinding').map((manifest) => String(manifest.at(['spec', 'selector']))));

/** Whether a binding would find its identity if another mistake in that were mended. */
export function identitiesLeftOut(
  checked: CheckedCluster,
): (binding: { readonly namespace: string; readonly azureIdentity: string }) => boolean {
  const identities = leftOutAs(checked, 'AzureIdentity');
  const isRefused = refusalsIn(checked);
  const names = new Set<string>();
  // Of the others a part of the name is not known.
  const ofNamespaces = new Set<string>();
  const inAnyNamespace = new Set<string>();
  let isAny = false;
  for (const manifest of identities) {
    const [noName, noNamespace] = ['name', 'namespace'].map((field) => isRefused(manifest, ['metadata', field]));
    if (noName && (noNamespace || !manifest.hasNamespace)) isAny = true;
    else if (noName) ofNamespaces.add(manifest.namespace);
    else if (noNamespace) inAnyNamespace.add(manifest.name);
    else names.add(`${manifest.namespace}/${manifest.name}`);
  }
  return ({ namespace, azureIdentity }) =>
    isAny ||
    ofNamespaces.has(namespace) ||
    inAnyNamespace.has(azureIdentity) ||
    names.has(`${namespace}/${azureIdentity}`);
}

/** The objects of a kind that are left out, and those of unknown kinds. */
function leftOutAs(checked: CheckedCluster, kind: string): Manifest[] {
  return [...leftOutOf(checked)].filter(
    (manifest) => manifest.group === API_GROUP && (manifest.kind === kind || isUnknown(manifest)),
  );
}

/** `AzureIdentityBindings` and the like. */
export const isUnknown = ({ kind }: Manifest): boolean =>
  knownFieldsOf(kind).length === 0 && kind !== 'AzureAssignedIdentity';
