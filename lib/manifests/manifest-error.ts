import { printable } from '../values/printable';

/** Manifests that cannot be answered for: one line for each problem, with the file and the line where there is one. */
export class ManifestError extends Error {
  /** The problems, one by one, each on one line. */
  public readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const lines = problems.map(printable);
    super(lines.join('\n'));
    this.problems = lines;
  }
}
