// node test/cluster/run.mjs TOOLS: holds what we render against a real API server.
//
// TOOLS is the folder of build.sh and start.sh, which make and start one; recorded answers of the real Helm lie in
// PARITY (default ../shared/parity). Requires Go, etcd and kubectl. For each sample: Helm's rendering is applied, ours must be
// accepted with strict validation, and `kubectl diff` of ours must be empty.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const require = createRequire(import.meta.url);
const tools = resolve(process.argv[2] ?? '../shared/tools/kube-apiserver');
const parity = resolve(process.env.PARITY ?? '../shared/parity');
const bin = process.env.BIN ?? join(tmpdir(), 'bin');
const work = mkdtempSync(join(tmpdir(), 'cluster-'));

if (!existsSync(join(bin, 'kube-apiserver'))) {
  execFileSync('bash', [join(tools, 'build.sh'), join(bin, 'kube-apiserver')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
const env = { ...process.env, BIN: bin, KUBECONFIG: join(work, 'kubeconfig') };
execFileSync('bash', [join(tools, 'start.sh'), work], { env, stdio: ['ignore', 'ignore', 'inherit'] });

const results = { passed: 0, failed: 0 };
try {
  main();
} finally {
  for (const name of ['apiserver', 'etcd']) {
    try {
      process.kill(Number(readFileSync(join(work, `${name}.pid`), 'utf8')));
    } catch {
      // It has ended by itself.
    }
  }
  rmSync(work, { recursive: true, force: true });
}
console.log(`Tests: ${results.passed} passed, ${results.failed} failed`);
process.exitCode = results.failed === 0 ? 0 : 1;

function main() {
  expectOk('the CRDs', kubectl(['apply', '-f', 'crds/aadpodidentity.k8s.io.yaml']));
  kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
  for (const namespace of ['identity-system', 'shop']) kubectl(['create', 'namespace', namespace]);
  demo();
  const folder = join(parity, 'chart');
  for (const sample of readdirSync(folder).sort()) chartSample(sample, join(folder, sample));
  rawVariants();
}

/** All that main.ts writes. */
function demo() {
  const dist = join(work, 'dist');
  const main = spawnSync(process.execPath, [resolve('build/main.js')], {
    cwd: work,
    env: { ...process.env, CDK8S_OUTDIR: dist },
    encoding: 'utf8',
  });
  expectOk('main.ts is synthesized', main);
  expectOk('main.ts: dist/ is accepted', kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', dist]));
}

function chartSample(sample, folder) {
  if (existsSync(join(folder, 'error.json'))) return;
  const { release, namespace, kubeVersion, includeCrds } = JSON.parse(
    readFileSync(join(folder, 'options.json'), 'utf8'),
  );
  // Objects of API versions that this server has no more.
  if (Number(kubeVersion.split('.')[1]) < 25) return;
  const ours = join(work, 'ours.yaml');
  const args = ['build/lib/cli/main.js', 'render', '-f', join(folder, 'values.yaml'), '--release-name', release];
  args.push('-n', namespace, '--kube-version', kubeVersion, '--lenient', ...(includeCrds ? ['--include-crds'] : []));
  const rendered = spawnSync(process.execPath, args, { encoding: 'utf8' });
  writeFileSync(ours, rendered.stdout);
  adopt(`chart/${sample}`, join(folder, 'expected.yaml'), ours);
}

/** The plain YAML; its Secret holds placeholders that the API server refuses, so both sides go without. */
function rawVariants() {
  const { App, Chart, Yaml } = require('cdk8s');
  const { AadPodIdentity, CloudCredentials, Names } = require('../../build/lib');
  const credentials = { cloudCredentials: CloudCredentials.fromSecret('aadpodidentity-admin-secret') };
  const raw = { names: Names.raw(), crds: true, installMicException: false };
  const variants = {
    'standard-rbac': raw,
    'standard-no-rbac': { ...raw, rbac: { enabled: false } },
    'no-azure-json-rbac': { ...raw, mic: credentials },
    'no-azure-json-no-rbac': { ...raw, mic: credentials, rbac: { enabled: false } },
    managed: { ...raw, mode: 'managed', namespace: 'kube-system' },
  };
  for (const [name, props] of Object.entries(variants)) {
    const chart = new Chart(new App(), 'chart', { namespace: 'default' });
    new AadPodIdentity(chart, 'install', props);
    const theirs = readFileSync(join(parity, 'raw', `${name}.yaml`), 'utf8').split(/^---$/m);
    writeFileSync(join(work, 'theirs.yaml'), theirs.filter((text) => !/^kind: Secret$/m.test(text)).join('---\n'));
    writeFileSync(join(work, 'ours.yaml'), Yaml.stringify(...chart.toJson()));
    adopt(`raw/${name}`, join(work, 'theirs.yaml'), join(work, 'ours.yaml'));
  }
}

/** Nothing of what runs may change when ours takes its place. */
function adopt(name, theirs, ours) {
  const applied = kubectl(['apply', '-f', theirs]);
  expectOk(`${name}: theirs is accepted`, applied);
  expectOk(`${name}: ours is accepted`, kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', ours]));
  const difference = kubectl(['diff', '-f', withoutDescriptions(ours)]);
  expectOk(`${name}: kubectl diff of ours is empty`, difference, difference.stdout === '');
  // The CRDs stay: deleting them deletes all custom resources.
  kubectl(['delete', '--ignore-not-found', '--wait=false', '-f', withoutDefinitions(theirs)]);
}

/** The recorded CRDs have no descriptions; ours are our own. */
function withoutDescriptions(file) {
  const { YamlText } = require('../../build/lib/manifests/yaml');
  const { Yaml } = require('cdk8s');
  const strip = (value) => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([key, item]) => key !== 'description' || typeof item !== 'string');
    return Object.fromEntries(entries.map(([key, item]) => [key, strip(item)]));
  };
  const documents = new YamlText(file, readFileSync(file, 'utf8')).documents.map(({ value }) => value);
  const stripped = documents.map((value) => (value?.kind === 'CustomResourceDefinition' ? strip(value) : value));
  const target = join(work, 'stripped.yaml');
  writeFileSync(target, Yaml.stringify(...stripped));
  return target;
}

function withoutDefinitions(file) {
  const documents = readFileSync(file, 'utf8').split(/^---$/m);
  const target = join(work, 'delete.yaml');
  writeFileSync(target, documents.filter((text) => !/^kind: CustomResourceDefinition$/m.test(text)).join('---\n'));
  return target;
}

function kubectl(args) {
  return spawnSync('kubectl', args, { env, encoding: 'utf8' });
}

function expectOk(name, { status, stdout, stderr }, also = true) {
  if (status === 0 && also) {
    results.passed++;
    return;
  }
  results.failed++;
  console.log(`FAILED: ${name}\n${stdout}${stderr}`);
}
