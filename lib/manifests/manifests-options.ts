/** How manifests are read. */
export interface ManifestsOptions {
  /**
   * Namespace of objects without one.
   *
   * @default - `default`
   */
  readonly namespace?: string;

  /**
   * Whether to skip charts, kustomizations and templates of Helm instead of failing. `incomplete` then lists them.
   *
   * @default false
   */
  readonly allowPartial?: boolean;

  /**
   * Files and folders to leave out: globs with `*`, `?` and `**`, as `test` or `charts/web/ci/**`. One without a slash is a
   * name at any depth, others are paths from the folder that is read. A file that is named itself is always read.
   *
   * @default - none
   */
  readonly exclude?: readonly string[];
}

/** How much may be skipped because it must be rendered first, or is no concern of pod identity. */
export interface ReadingOptions extends ManifestsOptions {
  /** Whether to skip such files in folders, and what kubectl refuses, unless nothing else is there. */
  readonly skipInFolders?: boolean;
  /** The sub-command that reads, for messages. */
  readonly command?: string;
}

/** A document that is not an object of Kubernetes: a values file, a workflow, a patch that is a list, a string. */
export interface IgnoredDocument {
  /** Its file. */
  readonly file: string;

  /** Its first line, from 1; 1 for a whole file. */
  readonly line: number;
}
