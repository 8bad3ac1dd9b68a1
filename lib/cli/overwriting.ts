import { realpathSync, statSync } from 'node:fs';
import type { Manifests } from '../manifests/manifests';
import type { SourceFile } from '../manifests/source-files';
import { UserError } from './user-error';

/**
 * Refuses to write a file that is read too, by another path as well: its content would be lost.
 *
 * @param outputs of `--output`
 * @throws UserError
 */
export function refuseInput(
  outputs: readonly (string | undefined)[],
  inputs: Iterable<string>,
  advice = 'Name another file',
): void {
  const written = new Map(outputs.flatMap((output) => (output === undefined ? [] : keyed(output))));
  if (written.size === 0) return;
  for (const input of inputs) {
    const output = written.get(identityOf(input) ?? '');
    if (output === undefined) continue;
    const file = input === output ? 'a file' : `${input}, a file`;
    throw new UserError(`--output ${output}: it is ${file} that is read. ${advice}`);
  }
}

function keyed(path: string): [string, string][] {
  const identity = identityOf(path);
  return identity === undefined ? [] : [[identity, path]];
}

/** The files of a selection that must not be overwritten: all but JSON that is no manifest, as an answer of ours in a folder. */
export function inputsOf(sources: readonly SourceFile[], { objects, others }: Manifests): Iterable<string> {
  const answers = new Set(
    others
      .filter(({ file, content }) => file.endsWith('.json') && typeof content === 'object' && !Array.isArray(content))
      .map(({ file }) => file),
  );
  for (const { file } of answers.size > 0 ? objects : []) answers.delete(file);
  return sources.filter(({ file, isFound }) => !isFound || !answers.has(file)).map(({ file }) => file);
}

/** The same for all paths of a regular file; undefined for what is none. */
function identityOf(path: string): string | undefined {
  try {
    const stats = statSync(path, { bigint: true });
    return stats.isFile() ? `${stats.dev}/${stats.ino || realpathSync.native(path)}` : undefined;
  } catch {
    return undefined;
  }
}
