import { realpathSync, statSync } from 'node:fs';
import type { Manifests } from '../manifests/manifests';
import type { SourceFile } from '../manifests/source-files';
import { UserError } from './user-error';

/**
 * Refuses a file of `--output` that is read too, by another path as well: its content would be lost.
 *
 * @throws UserError
 */
export function refuseInput(output: string | undefined, inputs: Iterable<string>): void {
  const written = output === undefined ? undefined : identityOf(output);
  if (written === undefined) return;
  for (const input of inputs) {
    if (input !== '-' && identityOf(input) === written) {
      const by = input === output ? 'it is' : `it is ${input},`;
      throw new UserError(`--output ${output}: ${by} a file that is read. Name another file`);
    }
  }
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
