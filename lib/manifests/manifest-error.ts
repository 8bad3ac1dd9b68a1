import { printable } from '../validate/printable';

/** Problems in manifests, a line for each, with file and line where known. */
export class ManifestError extends Error {
  /** The problems, each on one line. */
  public readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const lines = problems.map(printable);
    super(lines.join('\n'));
    this.problems = lines;
  }
}
