import { Command, Option } from 'commander';
import type { Source } from '../install/helm/sources';
import { CHART_VERSION } from '../upstream/images';
import { ProblemsError } from '../validate/problem';
import { reasonOf } from '../validate/system-error';
import { refuseInput } from './overwriting';
import type { SubCommand } from './sub-command';
import { remark, type Terminal } from './terminal';
import { UserError } from './user-error';
import { OUTPUT, writeResult } from './write';

interface RenderOptions {
  readonly releaseName: string;
  readonly namespace?: string;
  readonly kubeVersion?: string;
  readonly includeCrds?: true;
  readonly lenient?: true;
  readonly as: 'yaml' | 'typescript';
  readonly output?: string;
}

const EXAMPLES = `
Examples:
  helm get values aad-pod-identity -n kube-system -o yaml | aad-pod-identity render -f - --release-name aad-pod-identity -n kube-system
  aad-pod-identity render -f values.yaml --set mic.replicas=3 --release-name aad-pod-identity -n kube-system | kubectl diff -f -
  aad-pod-identity render -f values.yaml --release-name aad-pod-identity -n kube-system --as typescript > install.ts`;

/** `aad-pod-identity render`: renders values of the Helm chart as manifests or as TypeScript code. */
export const render: SubCommand = (io) => {
  // Helm reads all files first, then all --set, whatever their order on the command line.
  const files: string[] = [];
  const sets: { set: string; asText: boolean }[] = [];
  const collect = (asText: boolean) => (set: string) => void sets.push({ set, asText });
  return new Command('render')
    .description(
      `Print what the Helm chart ${CHART_VERSION} of AAD Pod Identity renders with your values, like helm template`,
    )
    .option(
      '-f, --values <file>',
      'values file, - for standard input; later files win (repeatable)',
      (file: string) => void files.push(file),
    )
    .option('--set <key=value>', 'single values, as in Helm: a.b=1,c={x,y} (repeatable)', collect(false))
    .option('--set-string <key=value>', 'the same, always as strings (repeatable)', collect(true))
    .requiredOption('--release-name <name>', 'release name')
    .option('-n, --namespace <namespace>', 'namespace of the release (default: "default")')
    .option('--kube-version <version>', 'Kubernetes version, which decides the API versions (default: a current one)')
    .option('--include-crds', 'also print the CRDs')
    .option('--lenient', 'warn about unknown keys instead of failing')
    .addOption(
      new Option('--as <form>', 'output: manifests, or TypeScript code that renders the same')
        .choices(['yaml', 'typescript'])
        .default('yaml'),
    )
    .option(...OUTPUT)
    .addHelpText('after', EXAMPLES)
    .action((options: RenderOptions) => {
      refuseInput([options.output], files);
      const sources: Source[] = [...files.map((file) => sourceOf(io, file)), ...sets];
      writeResult(io, rendered(io, sources, options), options.output);
    });
};

function sourceOf(io: Terminal, file: string): Source {
  if (file !== '-') return { values: file };
  try {
    return { file: 'standard input', bytes: io.input() };
  } catch (error) {
    throw new UserError(`standard input: ${reasonOf(error)}`);
  }
}

function rendered(io: Terminal, sources: readonly Source[], options: RenderOptions): string {
  const { releaseName, namespace = 'default', kubeVersion, includeCrds = false, lenient = false } = options;
  const { manifestsOf, yamlOf } =
    require('../install/objects/manifests') as typeof import('../install/objects/manifests');
  const { unwritable, yamlSurprise } = require('../synth/yaml-text') as typeof import('../synth/yaml-text');
  const { installOfSources } = require('../install/helm/sources') as typeof import('../install/helm/sources');
  const release = { releaseName, namespace, kubeVersion, includeCrds, lenient };
  try {
    const install = installOfSources('', sources, release);
    const isCode = options.as === 'typescript';
    const manifests = manifestsOf(install, isCode ? yamlSurprise : unwritable);
    let text = '';
    if (isCode) {
      const { chartCode } = require('../install/code/chart-code') as typeof import('../install/code/chart-code');
      text = chartCode(install, manifests);
    } else {
      text = yamlOf(manifests);
    }
    if (options.namespace === undefined) io.error('note: no release namespace given: using default (-n)\n');
    remark(
      io,
      install.warnings.map((warning) => `warning: ${warning}`),
    );
    return text;
  } catch (error) {
    throw error instanceof ProblemsError || (error as Error).constructor === Error
      ? new UserError((error as Error).message.split('\n'))
      : error;
  }
}
