import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { outsideOf } from '../../project/project-file';

const NAME = 'cdk8s-aad-pod-identity';
const INSTALLED = `${sep}node_modules${sep}${NAME}${sep}`;

/** Where a new project gets this package. */
export interface PackageSource {
  /** As in a package.json. */
  readonly spec: string;
  /** What the user has to know about it. */
  readonly remarks: readonly string[];
}

/**
 * The tarball from which this command was installed, so that the project has the same package; else the version on npm.
 *
 * @param code the folder of this code
 * @param folder that of the project
 */
export function packageSource(code: string, folder: string, version: string): PackageSource {
  const onNpm = `^${version}`;
  const at = code.lastIndexOf(INSTALLED);
  if (at < 0) {
    return {
      spec: onNpm,
      remarks: [
        `note: this command runs from its source. While ${NAME} ${version} is not on npm, run npm pack there, and npm install ….tgz in the new project first`,
      ],
    };
  }
  const tarball = tarballOf(code.slice(0, at));
  if (tarball === undefined) return { spec: onNpm, remarks: [] };
  const path = relative(real(folder), tarball).replaceAll(sep, '/');
  const spec = `file:${path}`;
  const todo = outsideOf({ version, spec }) === undefined ? 'Commit it' : 'Copy it there as README.md shows';
  return {
    spec,
    remarks: [
      `note: ${NAME} comes from ${path}, from which this command was installed. CI needs it in the project. ${todo}`,
    ],
  };
}

/** The file from which npm installed this package into a folder. */
function tarballOf(root: string): string | undefined {
  try {
    const { packages } = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8'));
    const { resolved } = packages[`node_modules/${NAME}`];
    const path = /^file:(.*\.(?:tgz|tar\.gz))$/.exec(resolved)?.[1];
    const tarball = path === undefined ? '' : resolve(root, path);
    // In other paths npm would read an escape.
    return existsSync(tarball) && !/[%#?\\]/.test(tarball) ? realpathSync(tarball) : undefined;
  } catch {
    return undefined;
  }
}

/** The folder may not exist yet, but one above it does. */
function real(folder: string): string {
  const path = resolve(folder);
  if (existsSync(path)) return realpathSync(path);
  const parent = resolve(path, '..');
  return parent === path ? path : join(real(parent), path.slice(parent.length));
}
