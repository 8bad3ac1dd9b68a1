import * as fc from 'fast-check';
import { CLIENT_ID, RESOURCE_ID } from './ids';

/** How a file of manifests is written, in plain data. */
export interface YamlStyle {
  readonly lineBreak: '\n' | '\r\n';
  readonly step: 2 | 4;
  /** Whether items of lists are further in than their key. */
  readonly indentsLists: boolean;
  readonly endsLastLine: boolean;
  readonly startsWithSeparator: boolean;
  readonly asList: 'no' | 'yaml' | 'json' | 'compact json';
  /** Numbers that decide on comments, flow style, quotes and anchors. */
  readonly choices: readonly number[];
}

export const yamlStyle: fc.Arbitrary<YamlStyle> = fc.record({
  lineBreak: fc.constantFrom('\n' as const, '\r\n' as const),
  step: fc.constantFrom(2 as const, 4 as const),
  indentsLists: fc.boolean(),
  endsLastLine: fc.boolean(),
  startsWithSeparator: fc.boolean(),
  asList: fc.constantFrom('no' as const, 'no' as const, 'yaml' as const, 'json' as const, 'compact json' as const),
  choices: fc.array(fc.nat(99), { minLength: 40, maxLength: 200 }),
});

const NAMES = ['web', 'bücher', '東京'];

interface WorkloadChoice {
  readonly kind: number;
  readonly labels: 'own' | 'first';
  readonly account: 'none' | 'default' | 'own' | 'empty annotations';
}

export const workloadChoices = fc.array(
  fc.record<WorkloadChoice>({
    kind: fc.nat(2),
    labels: fc.constantFrom('own' as const, 'first' as const),
    account: fc.constantFrom('none' as const, 'default' as const, 'own' as const, 'empty annotations' as const),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Objects of a cluster: one identity, some workloads with it. */
export function objectsOf(choices: readonly WorkloadChoice[]): object[] {
  const workloads = choices.map(({ kind, labels, account }, i) => {
    const label =
      labels === 'own' ? { aadpodidbinding: 'orders', app: `w${i}` } : { app: `w${i}`, aadpodidbinding: 'orders' };
    const template = {
      metadata: { labels: label, ...(account === 'empty annotations' && { annotations: {} }) },
      spec: {
        ...(account === 'default' && { serviceAccountName: 'default' }),
        ...(account === 'own' && { serviceAccountName: 'orders-own' }),
        containers: [
          { name: 'main', image: 'example.com/main:1', args: ['--long', 'x y '.repeat(40), `text: ${NAMES[i % 3]}`] },
          { name: 'other', image: 'b', env: [{ name: 'TEXT', value: `line 1\nline 2 ${NAMES[i % 3]}\n` }] },
        ],
      },
    };
    const metadata = {
      name: `w${i}`,
      namespace: 'shop',
      ...(i % 2 === 1 && { annotations: { 'example.com/über': NAMES[i % 3] } }),
    };
    if (kind === 0)
      return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: { replicas: 2, selector: { matchLabels: { app: `w${i}` } }, template },
      };
    if (kind === 1) {
      const job = { ...template, spec: { restartPolicy: 'Never', ...template.spec } };
      return {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata,
        spec: { schedule: '* * * * *', jobTemplate: { spec: { template: job } } },
      };
    }
    return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, labels: label }, spec: template.spec };
  });
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'orders-own', namespace: 'shop' } },
    ...workloads,
    {
      apiVersion: 'aadpodidentity.k8s.io/v1',
      kind: 'AzureIdentity',
      metadata: { name: 'orders', namespace: 'shop' },
      spec: { type: 0, resourceID: RESOURCE_ID, clientID: CLIENT_ID },
    },
    {
      apiVersion: 'aadpodidentity.k8s.io/v1',
      kind: 'AzureIdentityBinding',
      metadata: { name: 'orders', namespace: 'shop' },
      spec: { azureIdentity: 'orders', selector: 'orders' },
    },
  ];
}

/** The objects in a style. */
export function written(objects: readonly object[], style: YamlStyle): string {
  if (style.asList.endsWith('json')) {
    const list = { apiVersion: 'v1', kind: 'List', items: objects };
    const text = JSON.stringify(list, null, style.asList === 'json' ? style.step : 0);
    return `${text}${style.endsLastLine ? '\n' : ''}`.replaceAll('\n', style.lineBreak);
  }
  const writer = new Writer(style);
  const documents =
    style.asList === 'no'
      ? objects.map((one) => writer.map(one, 0))
      : [writer.map({ apiVersion: 'v1', kind: 'List', items: objects }, 0)];
  const text =
    (style.startsWithSeparator ? '---\n' : '') + documents.join(writer.pick(3) === 0 ? '---  # next\n' : '---\n');
  return (style.endsLastLine ? text : text.replace(/\n+$/, '')).replaceAll('\n', style.lineBreak);
}

class Writer {
  private at = 0;
  private anchors = 0;

  constructor(private readonly style: YamlStyle) {}

  public pick(count: number): number {
    const { choices } = this.style;
    return (choices[this.at++ % choices.length] as number) % count;
  }

  public map(value: object, column: number): string {
    return Object.entries(value)
      .map(([key, one]) => this.comment(column) + ' '.repeat(column) + this.entry(key, one, column))
      .join('');
  }

  private comment(column: number): string {
    const kind = this.pick(9);
    if (kind === 0) return `${' '.repeat(column)}# a comment: "with" {signs}\n`;
    if (kind === 1) return '\n';
    return kind === 2 ? '   # further in or out\n' : '';
  }

  private entry(key: string, value: unknown, column: number): string {
    const head = `${this.pick(6) === 0 ? JSON.stringify(key) : key}:`;
    const { step, indentsLists } = this.style;
    if (typeof value !== 'object' || value === null) return `${head}${this.scalar(value, column)}`;
    const isEmpty = Object.keys(value).length === 0;
    if (isEmpty && this.pick(2) === 0) return `${head}${this.tail()}`;
    if (isEmpty || this.pick(7) === 0) return `${head} ${this.anchor()}${this.flow(value)}${this.tail()}`;
    const anchor = this.anchor().trimEnd();
    const start = `${head}${anchor && ` ${anchor}`}${this.tail()}`;
    if (!Array.isArray(value)) return start + this.map(value, column + step);
    const dash = indentsLists ? column + step : column;
    return start + value.map((item) => this.item(item, dash)).join('');
  }

  private item(item: unknown, dash: number): string {
    const head = `${' '.repeat(dash)}- `;
    if (typeof item !== 'object' || item === null) return `${head}${this.flow(item)}\n`;
    const lines = this.map(item, dash + 2);
    // Comments before the first key would stand in its place.
    return lines.replace(/^(?:[ ]*#[^\n]*\n|\n)*/, '').replace(/^ +/, head);
  }

  private anchor(): string {
    return this.pick(8) === 0 ? `&a${this.anchors++} ` : '';
  }

  private tail(): string {
    return this.pick(6) === 0 ? ' # why: because\n' : '\n';
  }

  private scalar(value: unknown, column: number): string {
    if (typeof value === 'string' && value.includes('\n')) {
      const indent = ' '.repeat(column + this.style.step);
      return ` |\n${value
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => indent + line)
        .join('\n')}\n`;
    }
    return ` ${this.anchor()}${this.flow(value)}${this.tail()}`;
  }

  private flow(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map((one) => this.flow(one)).join(', ')}]`;
    if (typeof value === 'object' && value !== null) {
      const [open, close] = this.pick(2) === 0 ? ['{ ', ' }'] : ['{', '}'];
      return (
        open +
        Object.entries(value)
          .map(([key, one]) => `${key}: ${this.flow(one)}`)
          .join(', ') +
        close
      );
    }
    if (typeof value !== 'string') return String(value);
    const quotes = this.pick(3);
    if (quotes === 0 && !/[\n']/.test(value)) return `'${value}'`;
    return quotes === 1 || !/^[\w./-]+$/.test(value) ? JSON.stringify(value) : value;
  }
}
