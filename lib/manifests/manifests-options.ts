/** How manifests are read. */
export interface ManifestsOptions {
  /**
   * The namespace of objects that state none.
   *
   * @default - `default`
   */
  readonly namespace?: string;

  /**
   * Whether kustomizations and templates of Helm are left out instead of refused. They are then named in `incomplete`.
   *
   * @default false
   */
  readonly allowPartial?: boolean;
}

/** A document that is no object of Kubernetes: a values file, a patch that is a list, a text. */
export interface IgnoredDocument {
  /** The file that it is in. */
  readonly file: string;

  /** The line that it begins at, from 1. */
  readonly line: number;
}
