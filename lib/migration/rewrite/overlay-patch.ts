import type { Manifest } from '../../manifests/manifest';
import type { Path } from '../../validate/path';
import type { Wanted } from './object-edit';

/** A strategic merge patch for an overlay of kustomize, as JSON, which is YAML, too. */
export function overlayPatch(manifest: Manifest, wanted: readonly Wanted[], removed: readonly Path[]): string {
  const { apiVersion, kind } = manifest.value;
  const patch = { apiVersion, kind, metadata: { name: manifest.name } };
  for (const { path, value } of wanted) put(patch, path, value);
  // Null removes a key.
  for (const path of removed) put(patch, path, null);
  return JSON.stringify(patch);
}

type Tree = { [key: string]: unknown };

function put(tree: Tree, path: Path, value: string | null): void {
  const parent = path.slice(0, -1).reduce<Tree>((at, key) => {
    at[String(key)] ??= {};
    return at[String(key)] as Tree;
  }, tree);
  parent[String(path.at(-1))] = value;
}
