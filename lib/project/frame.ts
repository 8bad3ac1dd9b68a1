import { DEPENDENCIES, TOOLS } from './dependencies';
import type { OwnPackage, ProjectFile } from './project-file';

/** The file with the findings that are accepted. */
export const BASELINE = 'checks.yaml';

/**
 * The files of a project around its code.
 *
 * @param hasBaseline whether findings are accepted in a file
 */
export function frame(own: OwnPackage, hasBaseline: boolean): ProjectFile[] {
  return [
    { path: 'package.json', text: json(packageJson(own.spec, hasBaseline)) },
    { path: 'tsconfig.json', text: json(TSCONFIG) },
    { path: 'cdk8s.yaml', text: cdk8sYaml(own.version, hasBaseline) },
    { path: '.gitignore', text: '/build/\n/dist/\n/node_modules/\n' },
    { path: '.github/workflows/identities.yml', text: WORKFLOW },
  ];
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

function packageJson(spec: string, hasBaseline: boolean): object {
  return {
    private: true,
    engines: { node: '>=20' },
    scripts: {
      build: 'tsc',
      synth: 'cdk8s synth --no-check-upgrade',
      test: 'tsc && jest',
      assignments: 'aad-pod-identity assignments dist',
      check: `aad-pod-identity check dist${hasBaseline ? ` --config ${BASELINE}` : ''}`,
    },
    dependencies: sorted({ 'cdk8s-aad-pod-identity': spec, ...DEPENDENCIES }),
    devDependencies: TOOLS,
    jest: { roots: ['<rootDir>/build'] },
  };
}

const sorted = (map: { readonly [name: string]: string }) =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

const TSCONFIG = {
  compilerOptions: {
    rootDir: '.',
    outDir: 'build',
    target: 'es2022',
    module: 'node16',
    types: ['node'],
    strict: true,
    noEmitOnError: true,
    skipLibCheck: true,
  },
  include: ['*.ts'],
};

function cdk8sYaml(version: string, hasBaseline: boolean): string {
  return `language: typescript
# Compiles first, so that the output is that of the current code; to stderr, because cdk8s hides stdout.
app: node node_modules/typescript/bin/tsc 1>&2 && node build/main.js
output: dist
# Mistakes that would fail silently in the cluster make synth exit with code 2.
validations:
  - package: ./node_modules/cdk8s-aad-pod-identity
    class: AadPodIdentityValidation
    version: ${version}
${hasBaseline ? `    properties:\n      config: ./${BASELINE}\n` : ''}`;
}

const WORKFLOW = `name: identities
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: npm run synth
      - run: npm test
      # Who may use which identity, on the page of the run.
      - run: npx --no-install aad-pod-identity assignments dist --format markdown >> "$GITHUB_STEP_SUMMARY"
`;
