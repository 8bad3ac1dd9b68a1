/** How manifests are read. */
export interface ManifestsOptions {
  /**
   * Namespace of objects without one.
   *
   * @default - `default`
   */
  readonly namespace?: string;

  /**
   * Whether to skip kustomizations and Helm templates instead of failing. `incomplete` then lists their files.
   *
   * @default false
   */
  readonly allowPartial?: boolean;
}

/** A document that is not an object of Kubernetes: a values file, a patch that is a list, a string. */
export interface IgnoredDocument {
  /** Its file. */
  readonly file: string;

  /** Its first line, from 1. */
  readonly line: number;
}
