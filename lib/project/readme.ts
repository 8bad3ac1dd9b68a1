import { basename } from 'node:path';
import { quote } from '../validate/shell-word';
import { type OwnPackage, outsideOf, type ProjectFile } from './project-file';

/**
 * A README of a project: what it is, and the commands.
 *
 * @param fails when its test fails
 */
export function readme(
  own: OwnPackage,
  about: string,
  next: string,
  fails = 'fails when a workload gains or loses an identity',
): ProjectFile {
  const text = `# Which workload may use which identity

${about}

\`\`\`sh
npm install          # once; then commit package-lock.json
npm run synth        # writes the manifests to dist/, and fails for mistakes that would fail silently
npm test             # ${fails}
npm run assignments  # lists which workload may use which identity
\`\`\`

${next}

Put this folder at the root of a repository: GitHub runs only workflows that are there. The documents of the package are in
\`node_modules/cdk8s-aad-pod-identity/docs/\`.
${vendored(own)}`;
  return { path: 'README.md', text };
}

/** What CI needs while the package is a file that only this machine has. */
function vendored(own: OwnPackage): string {
  const tarball = outsideOf(own);
  if (tarball === undefined) return '';
  return `
## Before you push

The package is installed from a file outside of this folder, which CI does not have. Copy it here, and commit it:

\`\`\`sh
mkdir -p vendor
cp -- ${quote(tarball)} vendor/
npm install ${quote(`./vendor/${basename(tarball)}`)}
\`\`\`
`;
}
