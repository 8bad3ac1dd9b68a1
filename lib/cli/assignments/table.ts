import { counted } from '../../validate/counted';
import type { Style } from '../../validate/style';
import { NODE_IDENTITIES, plain, type Report, type ReportedNamespace, type ReportedWorkload } from './report';

const HEAD = ['WORKLOAD', 'LABEL', 'IDENTITY', 'BINDING', 'CLIENT ID'] as const;
const MOST_NAMES = 5;

interface Line {
  /** Text in columns, the last one may be longer than its column. */
  readonly cells: readonly string[];
  readonly paint?: (text: string) => string;
}

/** The answer for people: a table for each namespace. */
export function table({ settings, namespaces, answer }: Report, style: Style): string {
  const tables = namespaces.map((namespace) => tableOf(namespace, style));
  const none = answer.workloads.length === 0 ? ['No workloads.\n'] : [];
  return [`${settings}.\n`, ...tables, ...none].join('\n');
}

function tableOf({ namespace, workloads, others }: ReportedNamespace, style: Style): string {
  const lines = workloads.flatMap((workload) => linesOf(workload, style));
  const columns = Math.max(0, ...lines.map(({ cells }) => cells.length));
  const rows: Line[] = lines.length > 0 ? [{ cells: HEAD.slice(0, columns), paint: style.dim }, ...lines] : [];
  const widths = HEAD.map((_head, i) =>
    Math.max(...rows.map(({ cells }) => (i < cells.length - 1 ? width(cells, i) : 0)), 0),
  );
  const text = rows.map(({ cells, paint = String }) => {
    const line = cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i] as number))).join('  ');
    return `  ${paint(line.trimEnd())}\n`;
  });
  return `${style.bold(plain(namespace))}\n${text.join('')}${othersOf(others, style)}`;
}

const width = (cells: readonly string[], i: number) => cells[i]?.length ?? 0;

function linesOf({ answer, title, bypass, notes }: ReportedWorkload, style: Style): Line[] {
  const label = answer.label === undefined ? '-' : answer.label === '' ? '""' : plain(answer.label);
  const rows: Line[] = bypass ? [{ cells: ['', '', `${NODE_IDENTITIES}: ${bypass}`], paint: style.warn }] : [];
  for (const { namespace, name, binding, clientID } of answer.identities) {
    const assigned = bypass ? [`assigned all the same: ${namespace}/${name}, binding ${binding}`] : undefined;
    rows.push({ cells: ['', '', ...(assigned ?? [`${namespace}/${name}`, binding, plain(clientID)])] });
  }
  if (rows.length === 0) {
    const [first = 'nobody asks for it', ...rest] = notes;
    rows.push({ cells: ['', '', `nothing: ${first}`], paint: style.bad });
    for (const note of rest) rows.push({ cells: ['', '', `         ${note}`], paint: style.bad });
  } else for (const note of notes) rows.push({ cells: ['', '', `not: ${note}`], paint: style.warn });
  return rows.map((row, i) => (i === 0 ? { ...row, cells: [title, label, ...row.cells.slice(2)] } : row));
}

function othersOf(others: readonly string[], style: Style): string {
  if (others.length === 0) return '';
  const names = others.slice(0, MOST_NAMES).join(', ');
  const more = others.length > MOST_NAMES ? ` and ${others.length - MOST_NAMES} more` : '';
  return `  ${style.dim(`${counted(others.length, 'workload')} without the label: ${names}${more}`)}\n`;
}
