import { posix } from 'node:path';
import type { Manifest } from '../../manifests/manifest';
import type { Overlaid } from '../../manifests/overlays';
import { listOf } from '../../validate/format';

/** Names that need no quotes in a shell. */
const PLAIN = /^[\w.@+][\w.@+-]*$/;

/** How many names an example has at most. */
const MOST = 4;

/** That the paths are those of several environments: the first object that is in several, its files, and what to run. */
export function severalEnvironments(overlaid: Overlaid): string {
  const common = 'Take one environment at a time';
  const found = firstIn(overlaid);
  if (!found)
    return `the folders have the same objects for several environments. ${common}, and leave out the others with --exclude`;
  const { manifest, files, isRendered } = found;
  const where = isRendered ? `${listOf(files)} render it` : `it is in ${listOf(files)}`;
  const names = differing(files);
  const example = names ? `: ${names.map((name) => runOf(name, names)).join(', then ')}` : '';
  return `the folders have the same objects for several environments, first ${manifest.title}: ${where}. ${common}, and leave out the others with --exclude${example}`;
}

const runOf = (name: string, names: readonly string[]) =>
  `${names
    .filter((one) => one !== name)
    .map((one) => `--exclude ${one}`)
    .join(' ')} for ${name}`;

/** The first object that is there for several environments, and the files that say so. */
function firstIn({ objects, environments, renderingsOf }: Overlaid) {
  const of = new Map<Manifest, number[]>();
  environments.forEach((all, i) => {
    for (const { origin } of all) of.set(origin, [...(of.get(origin) ?? []), i]);
  });
  const known = new Map<string, Manifest>();
  for (const { origin: manifest } of objects) {
    const tops = renderingsOf(manifest).map(({ top }) => top.document.file);
    if (tops.length > 1) return { manifest, files: tops, isRendered: true };
    const key = `${manifest.group} ${manifest.title}`;
    const first = known.get(key);
    if (!first) known.set(key, manifest);
    else if (!of.get(first)?.some((i) => of.get(manifest)?.includes(i)))
      return { manifest: first, files: [first.file, manifest.file], isRendered: false };
  }
  return undefined;
}

/** The folders in which some files differ first; undefined when there are none, or they have no plain names. */
function differing(files: readonly string[]): readonly string[] | undefined {
  const parts = files.map((file) => posix.normalize(file).split('/'));
  const at = parts[0]?.findIndex((part, i) => parts.some((others) => others[i] !== part)) ?? -1;
  const names = parts.map((all) => (at < all.length - 1 ? (all[at] ?? '') : ''));
  const isUsable = at >= 0 && names.length <= MOST && names.every((name) => PLAIN.test(name));
  return isUsable && new Set(names).size === names.length ? names : undefined;
}
