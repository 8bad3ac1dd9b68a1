import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/** What Helm and the plain YAML installed is replaced by ours, and nothing changes: `kubectl diff` of ours is empty. */
export function adoption({ kubectl, expectOk, work, parity }) {
  const folder = join(parity, 'chart');
  for (const sample of readdirSync(folder).sort()) chartSample(sample, join(folder, sample));
  rawVariants();

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
    const { AadPodIdentity, CloudCredentials, InstallNames } = require('../../build/lib');
    const credentials = { cloudCredentials: CloudCredentials.fromSecret('aadpodidentity-admin-secret') };
    const raw = { names: InstallNames.raw(), crds: true, installMicException: false };
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
}
