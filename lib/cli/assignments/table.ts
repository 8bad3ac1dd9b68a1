import type { GrantedIdentity } from '../../simulation/granted-identity';
import { printable } from '../../validate/printable';
import type { Style } from '../../validate/style';
import {
  headOf,
  identityName,
  isAssignedAnyway,
  NODE_IDENTITIES,
  othersIn,
  plain,
  type Report,
  type ReportedNamespace,
  type ReportedWorkload,
  wayOf,
} from './report';

const MOST_NAMES = 5;

interface Line {
  /** Text in columns; the last one may be longer than its column. */
  readonly cells: readonly string[];
  readonly paint?: (text: string) => string;
}

/** The answer for people: a table for each namespace. */
export function* table(report: Report, style: Style): Iterable<string> {
  const { settings, namespaces, answer } = report;
  yield `${settings}.\n`;
  for (const namespace of namespaces) {
    yield '\n';
    yield* tableOf(namespace, report, style);
  }
  if (answer.workloads.length === 0) yield '\nNo workloads.\n';
}

/** Makes the lines twice, first for the widths of the columns: there may be more lines than fit in memory. */
function* tableOf(one: ReportedNamespace, report: Report, style: Style): Iterable<string> {
  const { namespace, workloads } = one;
  yield `${style.bold(plain(namespace))}\n`;
  const head = headOf(report).map((name) => name.toUpperCase());
  const columns = columnsOf(workloads, head, report, style);
  if (columns.count > 0) yield textOf({ cells: head.slice(0, columns.count), paint: style.dim }, columns.widths);
  for (const workload of workloads)
    for (const line of linesOf(workload, report, style)) yield textOf(line, columns.widths);
  yield othersOf(one, report, style);
}

function columnsOf(
  workloads: readonly ReportedWorkload[],
  head: readonly string[],
  report: Report,
  style: Style,
): { count: number; widths: readonly number[] } {
  let count = 0;
  const widths = head.map(() => 0);
  const widen = (cells: readonly string[]) =>
    cells.slice(0, -1).forEach((cell, i) => {
      widths[i] = Math.max(widths[i] as number, cell.length);
    });
  for (const workload of workloads) {
    for (const { cells } of linesOf(workload, report, style)) {
      count = Math.max(count, cells.length);
      widen(cells);
    }
  }
  widen(head.slice(0, count));
  return { count, widths };
}

function textOf({ cells, paint = String }: Line, widths: readonly number[]): string {
  const line = cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i] as number))).join('  ');
  return `  ${paint(line.trimEnd())}\n`;
}

function* linesOf(workload: ReportedWorkload, report: Report, style: Style): Iterable<Line> {
  const { answer, title } = workload;
  const label = answer.label === undefined ? '-' : answer.label === '' ? '""' : plain(answer.label);
  let first = [title, label, ...accountOf(answer)];
  for (const { cells, paint } of whatItGets(workload, report, style)) {
    yield { cells: [...first, ...cells].map(printable), ...(paint && { paint }) };
    first = first.map(() => '');
  }
}

const accountOf = ({ serviceAccount }: ReportedWorkload['answer']) =>
  serviceAccount === undefined ? [] : [plain(serviceAccount)];

/** Without the columns about the workload. */
function* whatItGets(workload: ReportedWorkload, report: Report, style: Style): Iterable<Line> {
  const { answer, bypass, notes } = workload;
  if (bypass) yield { cells: [`${NODE_IDENTITIES}: ${bypass}`], paint: style.warn };
  for (const one of answer.identities) {
    const { binding = '-' } = one;
    const [identity, way] = [identityName(one), wayOf(one)];
    if (isAssignedAnyway(workload, one)) yield { cells: [`assigned anyway: ${identity}, binding ${binding}`] };
    else yield { cells: [identity, ...(way === undefined ? [] : [way]), binding, clientIdOf(one, report)] };
  }
  if (bypass || answer.identities.length > 0) {
    for (const note of notes) yield { cells: [`not: ${note}`], paint: style.warn };
    return;
  }
  const [reason = 'no binding selects it', ...rest] = notes;
  yield { cells: [`nothing: ${reason}`], paint: style.bad };
  for (const note of rest) yield { cells: [`         ${note}`], paint: style.bad };
}

/** An empty one with what that means. */
function clientIdOf(one: GrantedIdentity, { withoutClientId }: Report): string {
  const words = withoutClientId?.(one);
  return words === undefined ? plain(one.clientID) : `"" (${words})`;
}

function othersOf(one: ReportedNamespace, report: Report, style: Style): string {
  const { others } = one;
  if (others.length === 0) return '';
  const names = others.slice(0, MOST_NAMES).join(', ');
  const more = others.length > MOST_NAMES ? ` and ${others.length - MOST_NAMES} more` : '';
  return `  ${style.dim(`${othersIn(one, report)}: ${names}${more}`)}\n`;
}
