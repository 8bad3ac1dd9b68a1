import { isAbsolute } from 'node:path';

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

/** The tarball that a project depends on, when it is outside of the folder of the project. */
export function outsideOf({ spec }: OwnPackage): string | undefined {
  const path = spec.startsWith('file:') ? spec.slice('file:'.length) : undefined;
  return path !== undefined && (path.startsWith('../') || isAbsolute(path)) ? path : undefined;
}
