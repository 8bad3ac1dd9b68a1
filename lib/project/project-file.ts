/** A file of a new project. */
export interface ProjectFile {
  /** Its path in the project, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** A new project, before anything of it is written. */
export interface Project {
  readonly files: readonly ProjectFile[];
  /** What the user should know, one line each. */
  readonly remarks: readonly string[];
}

/** This package, as a project depends on it. */
export interface OwnPackage {
  readonly version: string;
  /** As in a package.json. */
  readonly spec: string;
}
