import type { GrantedIdentity } from '../../simulation/granted-identity';
import { most } from '../../validate/most';
import { printable } from '../../validate/printable';
import {
  headOf,
  identityName,
  isAssignedAnyway,
  NODE_IDENTITIES,
  othersIn,
  type Report,
  type ReportedWorkload,
  wayOf,
} from './report';

/** The answer as Markdown of GitHub: a table for each namespace. */
export function* markdown(report: Report): Iterable<string> {
  const { settings, namespaces, answer } = report;
  const names = headOf(report);
  const head = `| ${names.join(' | ')} |\n|${' --- |'.repeat(names.length)}`;
  yield `${settings}.\n`;
  for (const file of answer.incomplete ?? []) yield `\nIncomplete: ${code(file)} was skipped.\n`;
  for (const one of namespaces) {
    const { namespace, workloads, others } = one;
    yield `\n### ${escaped(namespace)}\n`;
    if (workloads.length > 0) yield `\n${head}\n`;
    for (const workload of workloads) yield* rowsOf(workload, report, names.length);
    if (others.length > 0) yield `\n${othersIn(one, report)}.\n`;
  }
}

function* rowsOf(workload: ReportedWorkload, report: Report, columns: number): Iterable<string> {
  const { answer, title } = workload;
  let first = [
    escaped(title),
    ...[answer.label, ...accountOf(answer)].map((text) => (text === undefined ? '' : code(text))),
  ];
  for (const cells of whatItGets(workload, report)) {
    const row = [...first, ...cells];
    yield `| ${row.concat(Array(columns - row.length).fill('')).join(' | ')} |\n`;
    first = first.map(() => '');
  }
}

const accountOf = ({ serviceAccount }: ReportedWorkload['answer']) =>
  serviceAccount === undefined ? [] : [serviceAccount];

/** Without the columns about the workload, and without empty ones at the end. */
function* whatItGets(workload: ReportedWorkload, report: Report): Iterable<string[]> {
  const { answer, bypass, notes } = workload;
  if (bypass) yield [`**${NODE_IDENTITIES}**: ${escaped(bypass)}`];
  for (const one of answer.identities) {
    const identity = code(identityName(one));
    const way = wayOf(one);
    yield [
      isAssignedAnyway(workload, one) ? `${identity} is assigned anyway` : identity,
      ...(way === undefined ? [] : [escaped(way)]),
      one.binding === undefined ? '' : code(one.binding),
      clientIdOf(one, report),
    ];
  }
  if (!bypass && answer.identities.length === 0) yield [`nothing: ${notes.map(escaped).join('; ')}`];
  else for (const note of notes) yield [`not: ${escaped(note)}`];
}

function clientIdOf(one: GrantedIdentity, { withoutClientId }: Report): string {
  const words = withoutClientId?.(one);
  return words === undefined ? code(one.clientID) : `${code(one.clientID)} (${words})`;
}

/** Text without any meaning in Markdown, in a table too: no markup, no mention, no link, and none that GitHub adds. */
export function escaped(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]<>|#~&@!]/g, (special) => `\\${special}`)
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, (special) => `\\${special}`);
}

/** Text as code; `""` when it is empty. */
export function code(text: string): string {
  if (text === '') return '`""`';
  const content = printable(text);
  // In a table, a backslash before a bar always escapes the bar.
  if (content.includes('\\|')) {
    return `<code>${content.replace(/[^\w ]/g, (special) => `&#${special.codePointAt(0)};`)}</code>`;
  }
  const longest = most([...content.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const shown = content.replaceAll('|', '\\|');
  return longest > 0 || /^ .* $/.test(content) ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}
