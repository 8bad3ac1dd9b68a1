import type { ProjectFile } from './project-file';

/** A README of a project: what it is, and the commands. */
export function readme(about: string, next: string): ProjectFile {
  const text = `# Which workload may use which identity

${about}

\`\`\`sh
npm install          # once; then commit package-lock.json
npm run synth        # writes the manifests to dist/, and fails for mistakes that would fail silently
npm test             # fails when a workload gains or loses an identity
npm run assignments  # lists which workload may use which identity
\`\`\`

${next}

Put this folder at the root of a repository: GitHub runs only workflows that are there. The documents of the package are in
\`node_modules/cdk8s-aad-pod-identity/docs/\`.
`;
  return { path: 'README.md', text };
}
