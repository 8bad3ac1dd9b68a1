import { Command, Option } from 'commander';
import type { Source } from '../install/helm/sources';
import { reasonOf } from '../manifests/source-files';
import { ProblemsError } from '../validate/problem';
import type { SubCommand } from './sub-command';
import { remark, type Terminal } from './terminal';
import { UserError } from './user-error';
import { writeResult } from './write';

interface RenderOptions {
  readonly releaseName: string;
  readonly namespace?: string;
  readonly kubeVersion?: string;
  readonly includeCrds: boolean;
  readonly lenient: boolean;
  readonly as: 'yaml' | 'typescript';
}

const EXAMPLES = `
Examples:
  helm get values aad-pod-identity -n kube-system -o yaml | aad-pod-identity render -f - --release-name aad-pod-identity -n kube-system
  aad-pod-identity render -f values.yaml --set mic.replicas=3 --release-name aad-pod-identity -n kube-system | kubectl diff -f -
  aad-pod-identity render -f values.yaml --release-name aad-pod-identity -n kube-system --as typescript > install.ts`;

/** `aad-pod-identity render`: values of the Helm chart to manifests, or to typed code. */
export const render: SubCommand = (io) => {
  // Helm takes all files first, then all --set, whatever their order on the line.
  const files: string[] = [];
  const sets: { set: string; asText: boolean }[] = [];
  const take = (asText: boolean) => (set: string) => void sets.push({ set, asText });
  return new Command('render')
    .description(
      'Print what the Helm chart 4.1.18 of AAD Pod Identity renders with given values, as helm template does',
    )
    .option(
      '-f, --values <file>',
      'file of values, - for standard input; later ones win (repeatable)',
      (file: string) => void files.push(file),
    )
    .option('--set <key=value>', 'single values, as for Helm: a.b=1,c={x,y} (repeatable)', take(false))
    .option('--set-string <key=value>', 'the same, always as text (repeatable)', take(true))
    .requiredOption('--release-name <name>', 'name of the release')
    .option('-n, --namespace <namespace>', 'namespace of the release (default: default)')
    .option(
      '--kube-version <version>',
      'version of Kubernetes that the rendered API versions are for (default: a current one)',
    )
    .option('--include-crds', 'print the definitions of the custom resources, too', false)
    .option('--lenient', 'say keys that the chart does not read, instead of refusing them', false)
    .addOption(
      new Option('--as <form>', 'what to print: manifests, or a chart in typed code that renders the same')
        .choices(['yaml', 'typescript'])
        .default('yaml'),
    )
    .addHelpText('after', EXAMPLES)
    .action((options: RenderOptions) => {
      const sources: Source[] = [...files.map((file) => sourceOf(io, file)), ...sets];
      writeResult(io, rendered(io, sources, options), undefined);
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
  const { releaseName, namespace = 'default', kubeVersion, includeCrds, lenient } = options;
  const { manifestsOf, yamlOf } = require('../install/helm/manifests') as typeof import('../install/helm/manifests');
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
    if (options.namespace === undefined) io.error('note: no namespace of the release given: taken for default (-n)\n');
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
