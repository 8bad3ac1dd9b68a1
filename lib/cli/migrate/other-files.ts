import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Exclusion } from '../../manifests/exclusion';
import { sourceFiles } from '../../manifests/source-files';

/**
 * Says which file beside some paths needs a ServiceAccount that is written in them: of the same Git repository, else of the
 * same folder. Files are read when it is first asked.
 *
 * @param exclude what is not read of the paths
 */
export function otherFiles(
  paths: readonly string[],
  exclude: Exclusion,
): (namespace: string, account: string) => string | undefined {
  let known: readonly { readonly file: string; readonly text: string }[] | undefined;
  return (namespace, account) => {
    known ??= textsBeside(paths, exclude);
    const name = account.replaceAll('.', '\\.');
    const uses = new RegExp(
      `service_?account(?:_?name)?["']?\\s*[:=]\\s*(?:\\{\\s*)?(?:["']?create["']?\\s*:\\s*\\w+\\s*,?\\s*)?(?:["']?name["']?\\s*:\\s*)?["']?${name}(?![\\w.-])`,
      'i',
    );
    const found = known.filter(({ text }) => uses.test(text) && mayBeIn(text, namespace));
    // With one of their own they do not need this one.
    const makes = new RegExp(
      `kind["']?:\\s*["']?ServiceAccount["']?[\\s\\S]{0,200}?name["']?:\\s*["']?${name}(?![\\w.-])`,
    );
    return known.some(({ text }) => makes.test(text) && mayBeIn(text, namespace)) ? undefined : found[0]?.file;
  };
}

/** Whether objects of a text can be in a namespace: it names that one, or none. */
function mayBeIn(text: string, namespace: string): boolean {
  const named = [...text.matchAll(/\bnamespace["']?:\s*["']?([\w.-]+)/g)].map(([, name]) => name);
  return named.length === 0 || named.includes(namespace);
}

function textsBeside(paths: readonly string[], exclude: Exclusion) {
  const own = new Set(sourceFiles(paths, [], exclude).map(({ file }) => realpathSync(file)));
  const roots = new Set(paths.map((path) => rootOf(realpathSync(path))));
  const seen = new Set<string>();
  return [...roots].flatMap((root) =>
    sourceFiles([root], []).flatMap(({ file, read: bytes }) => {
      if (own.has(file) || seen.has(file)) return [];
      seen.add(file);
      try {
        const near = relative(process.cwd(), file);
        return [{ file: near.startsWith('..') ? file : near, text: Buffer.from(bytes()).toString() }];
      } catch {
        return [];
      }
    }),
  );
}

/** The Git repository around a path, else its folder. */
function rootOf(path: string): string {
  const own = statSync(path).isDirectory() ? path : dirname(path);
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return own;
  }
}
