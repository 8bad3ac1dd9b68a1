/** Manifests that cannot be answered for: one line for each problem, with the file and the line where there is one. */
export class ManifestError extends Error {
  constructor(
    /** The problems, one by one. */
    public readonly problems: readonly string[],
  ) {
    super(problems.join('\n'));
  }
}
