// Writes imports/ (or the folder given) from crds/: the generated classes, and the definitions as a module,
// because reading a YAML file in a construct would start a process (cdk8s Yaml.load) or touch the file system.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Yaml } from 'cdk8s';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = resolve(process.argv[2] ?? join(root, 'imports'));
const source = 'crds/aadpodidentity.k8s.io.yaml';
const cdk8s = join(dirname(createRequire(import.meta.url).resolve('cdk8s-cli/package.json')), 'bin/cdk8s');

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
execFileSync(
  process.execPath,
  [
    cdk8s,
    'import',
    source,
    '--language',
    'typescript',
    '--class-prefix',
    'Kube',
    '--output',
    target,
    '--no-save',
    '--no-check-upgrade',
  ],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);

const definitions = Yaml.load(join(root, source));
writeFileSync(
  join(target, 'aadpodidentity.k8s.io.crds.ts'),
  `// generated from ${source}\n\n/** The four CustomResourceDefinitions. */\nexport const crds: readonly any[] = ${JSON.stringify(definitions, undefined, 2)};\n`,
);
