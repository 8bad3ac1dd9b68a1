import { printable } from '../validate/printable';
import { Problems } from '../validate/problems';
import { list, text } from '../validate/shape';

/** Problems in manifests, a line for each, with file and line where known. */
export class ManifestError extends Error {
  /** The problems, each on one line. */
  public readonly problems: readonly string[];

  /** @throws Error when the problems are not a list of strings */
  constructor(problems: readonly string[]) {
    const found = Problems.in('new ManifestError');
    list(text())(found, 'problems', problems);
    found.throwIfAny();
    const lines = problems.map(printable);
    super(lines.join('\n'));
    this.problems = lines;
  }
}
