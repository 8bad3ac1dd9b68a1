import type { Manifest, ManifestMap } from '../../manifests/manifest';
import type { Path } from '../../validate/path';
import type { WorkloadPatch } from './steps';

/**
 * A strategic merge patch for kustomize.
 *
 * @param namespace by which kustomize finds the object; that of the file by default
 */
export function overlayPatch(
  { apiVersion, kind, name, metadata }: Manifest,
  { wanted, removed }: Pick<WorkloadPatch, 'wanted' | 'removed'>,
  namespace = metadata.namespace,
): ManifestMap {
  const patch: ManifestMap = { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } };
  for (const { path, value } of wanted) put(patch, path, value);
  // Null removes a key.
  for (const path of removed) put(patch, path, null);
  return patch;
}

function put(tree: ManifestMap, path: Path, value: string | null): void {
  const parent = path.slice(0, -1).reduce<ManifestMap>((at, key) => {
    at[String(key)] ??= {};
    return at[String(key)] as ManifestMap;
  }, tree);
  parent[String(path.at(-1))] = value;
}
