import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type canonical, PARITY, recorded } from './parity';

/** Values with what the real Helm makes of them. */
export interface ChartSample {
  readonly name: string;
  readonly values: string;
  readonly release: string;
  readonly namespace: string;
  readonly kubeVersion: string;
  readonly includeCrds: boolean;
  /** The path of the value that is refused, with its message. */
  readonly refused: string | undefined;
  /** Whether it is refused unless keys that Helm ignores are. */
  readonly lenient: boolean;
}

const FOLDER = join(PARITY, 'chart');

/** All of them; none where they are absent. */
export const chartSamples: readonly ChartSample[] = (existsSync(FOLDER) ? readdirSync(FOLDER).sort() : []).map(
  (name) => {
    const json = (file: string) => JSON.parse(readFileSync(join(FOLDER, name, file), 'utf8'));
    const isRefused = existsSync(join(FOLDER, name, 'error.json'));
    return {
      name,
      values: join(FOLDER, name, 'values.yaml'),
      ...json('options.json'),
      refused: isRefused ? json('error.json').value : undefined,
      lenient: name === 'unknown-and-dead-keys',
    };
  },
);

/** What Helm renders. */
export function renderedByHelm({ name }: ChartSample): ReturnType<typeof canonical> {
  return recorded(`chart/${name}/expected.yaml`);
}

/** The arguments of `render`. */
export function renderArgs(sample: ChartSample): string[] {
  return [
    ...['render', '-f', sample.values, '--release-name', sample.release, '-n', sample.namespace],
    ...['--kube-version', sample.kubeVersion],
    ...(sample.includeCrds ? ['--include-crds'] : []),
  ];
}
