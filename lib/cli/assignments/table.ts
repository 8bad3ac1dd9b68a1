import { counted } from '../../validate/counted';
import { printable } from '../../validate/printable';
import type { Style } from '../../validate/style';
import { NODE_IDENTITIES, plain, type Report, type ReportedNamespace, type ReportedWorkload } from './report';

const HEAD = ['WORKLOAD', 'LABEL', 'IDENTITY', 'BINDING', 'CLIENT ID'] as const;
const MOST_NAMES = 5;

interface Line {
  /** Text in columns; the last one may be longer than its column. */
  readonly cells: readonly string[];
  readonly paint?: (text: string) => string;
}

/** The answer for people: a table for each namespace. */
export function* table({ settings, namespaces, answer }: Report, style: Style): Iterable<string> {
  yield `${settings}.\n`;
  for (const namespace of namespaces) {
    yield '\n';
    yield* tableOf(namespace, style);
  }
  if (answer.workloads.length === 0) yield '\nNo workloads.\n';
}

/** Makes the lines twice, first for the widths of the columns: there may be more lines than fit in memory. */
function* tableOf({ namespace, workloads, others }: ReportedNamespace, style: Style): Iterable<string> {
  yield `${style.bold(plain(namespace))}\n`;
  const columns = columnsOf(workloads, style);
  if (columns.count > 0) yield textOf({ cells: HEAD.slice(0, columns.count), paint: style.dim }, columns.widths);
  for (const workload of workloads) for (const line of linesOf(workload, style)) yield textOf(line, columns.widths);
  yield othersOf(others, style);
}

function columnsOf(workloads: readonly ReportedWorkload[], style: Style): { count: number; widths: readonly number[] } {
  let count = 0;
  const widths = HEAD.map(() => 0);
  const widen = (cells: readonly string[]) =>
    cells.slice(0, -1).forEach((cell, i) => {
      widths[i] = Math.max(widths[i] as number, cell.length);
    });
  for (const workload of workloads) {
    for (const { cells } of linesOf(workload, style)) {
      count = Math.max(count, cells.length);
      widen(cells);
    }
  }
  widen(HEAD.slice(0, count));
  return { count, widths };
}

function textOf({ cells, paint = String }: Line, widths: readonly number[]): string {
  const line = cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i] as number))).join('  ');
  return `  ${paint(line.trimEnd())}\n`;
}

function* linesOf(workload: ReportedWorkload, style: Style): Iterable<Line> {
  const { answer, title } = workload;
  const label = answer.label === undefined ? '-' : answer.label === '' ? '""' : plain(answer.label);
  let first = [title, label];
  for (const { cells, paint } of whatItGets(workload, style)) {
    yield { cells: [...first, ...cells].map(printable), ...(paint && { paint }) };
    first = ['', ''];
  }
}

/** Without the first two columns. */
function* whatItGets({ answer, bypass, notes }: ReportedWorkload, style: Style): Iterable<Line> {
  if (bypass) yield { cells: [`${NODE_IDENTITIES}: ${bypass}`], paint: style.warn };
  for (const { namespace, name, binding, clientID } of answer.identities) {
    const identity = `${namespace}/${name}`;
    if (bypass) yield { cells: [`assigned anyway: ${identity}, binding ${binding}`] };
    else yield { cells: [identity, binding, plain(clientID)] };
  }
  if (bypass || answer.identities.length > 0) {
    for (const note of notes) yield { cells: [`not: ${note}`], paint: style.warn };
    return;
  }
  const [reason = 'no binding selects it', ...rest] = notes;
  yield { cells: [`nothing: ${reason}`], paint: style.bad };
  for (const note of rest) yield { cells: [`         ${note}`], paint: style.bad };
}

function othersOf(others: readonly string[], style: Style): string {
  if (others.length === 0) return '';
  const names = others.slice(0, MOST_NAMES).join(', ');
  const more = others.length > MOST_NAMES ? ` and ${others.length - MOST_NAMES} more` : '';
  return `  ${style.dim(`${counted(others.length, 'workload')} without the label: ${names}${more}`)}\n`;
}
