import { posix } from 'node:path';
import type { Manifest, ManifestMap } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';

/**
 * The file for the ServiceAccount of a workload that is a JSON file of its own; undefined when the account can stand in the
 * same file, or a new one would not be applied with it.
 */
export function accountFileFor(
  { document, prefix, file, written }: Manifest,
  { overlaid }: Manifests,
  folders: readonly string[],
): string | undefined {
  if (!document.isJson || prefix.length > 0) return undefined;
  const isFound = folders.some(
    (folder) => posix.normalize(file).startsWith(posix.normalize(`${folder}/`)) || isHere(folder),
  );
  if (!isFound || (overlaid?.renderingsOf(written) ?? []).length > 0) return undefined;
  const extension = posix.extname(file);
  return `${file.slice(0, file.length - extension.length)}.serviceaccount${extension}`;
}

const isHere = (folder: string) => posix.normalize(`${folder}/`) === './';

/** An object as JSON, in the style of a file. */
export function jsonLike(text: string, object: ManifestMap): string {
  const [, indent] = /^\s*\{\r?\n([ \t]+)/.exec(text) ?? [];
  const lineBreak = /\r\n/.test(text) ? '\r\n' : '\n';
  const json = JSON.stringify(object, null, indent ?? 0).replaceAll('\n', lineBreak);
  return json + (/\n$/.test(text) ? lineBreak : '');
}
