import { counted } from '../../validate/counted';
import { most } from '../../validate/most';
import { printable } from '../../validate/printable';
import { NODE_IDENTITIES, type Report, type ReportedWorkload } from './report';

const HEAD = '| Workload | Label | Identity | Binding | Client id |\n| --- | --- | --- | --- | --- |';

/** The answer as Markdown of GitHub: a table for each namespace. */
export function* markdown({ settings, namespaces, answer }: Report): Iterable<string> {
  yield `${settings}.\n`;
  for (const file of answer.incomplete ?? []) yield `\nIncomplete: ${code(file)} was skipped.\n`;
  for (const { namespace, workloads, others } of namespaces) {
    yield `\n### ${escaped(namespace)}\n`;
    if (workloads.length > 0) yield `\n${HEAD}\n`;
    for (const workload of workloads) yield* rowsOf(workload);
    if (others.length > 0) yield `\n${counted(others.length, 'workload')} without the label.\n`;
  }
}

function* rowsOf(workload: ReportedWorkload): Iterable<string> {
  const { answer, title } = workload;
  let first = [escaped(title), answer.label === undefined ? '' : code(answer.label)];
  for (const cells of whatItGets(workload)) {
    yield `| ${[...first, ...cells].join(' | ')} |\n`;
    first = ['', ''];
  }
}

/** Without the first two columns. */
function* whatItGets({ answer, bypass, notes }: ReportedWorkload): Iterable<string[]> {
  if (bypass) yield [`**${NODE_IDENTITIES}**: ${escaped(bypass)}`, '', ''];
  for (const { namespace, name, binding, clientID } of answer.identities) {
    const identity = code(`${namespace}/${name}`);
    yield [bypass ? `${identity} is assigned anyway` : identity, code(binding), code(clientID)];
  }
  if (!bypass && answer.identities.length === 0) yield [`nothing: ${notes.map(escaped).join('; ')}`, '', ''];
  else for (const note of notes) yield [`not: ${escaped(note)}`, '', ''];
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
