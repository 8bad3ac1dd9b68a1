import { NODE_IDENTITIES, type Report, type ReportedWorkload } from './report';

/** The answer for a page on GitHub: a table for each namespace. */
export function markdown({ settings, namespaces, answer }: Report): string {
  const parts = namespaces.map(({ namespace, workloads, others }) => {
    const rows = workloads.flatMap(rowsOf);
    const head = ['| Workload | Label | Identity | Binding | Client id |', '| --- | --- | --- | --- | --- |'];
    const rest = others.length > 0 ? [`${others.length} without the label.`] : [];
    return [`### ${escaped(namespace)}`, ...(rows.length > 0 ? [[...head, ...rows].join('\n')] : []), ...rest].join(
      '\n\n',
    );
  });
  const incomplete = (answer.incomplete ?? []).map((file) => `Incomplete: ${code(file)} was left out.`);
  return `${[`${settings}.`, ...incomplete, ...parts].join('\n\n')}\n`;
}

function rowsOf({ answer, title, bypass, notes }: ReportedWorkload): string[] {
  const first = [escaped(title), answer.label === undefined ? '' : code(answer.label)];
  const rows: string[][] = bypass ? [[`**${NODE_IDENTITIES}**: ${escaped(bypass)}`, '', '']] : [];
  for (const { namespace, name, binding, clientID } of answer.identities) {
    const identity = code(`${namespace}/${name}`);
    rows.push([bypass ? `${identity} is assigned all the same` : identity, code(binding), code(clientID)]);
  }
  if (rows.length === 0) rows.push([`nothing: ${notes.map(escaped).join('; ')}`, '', '']);
  else for (const note of notes) rows.push([`not: ${escaped(note)}`, '', '']);
  return rows.map((cells, i) => `| ${[...(i === 0 ? first : ['', '']), ...cells].join(' | ')} |`);
}

/** Text that Markdown leaves as it is, in a table too. */
export function escaped(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]<>|#~&@]/g, (special) => `\\${special}`);
}

/** Text as code; `""` when it is empty. */
export function code(text: string): string {
  if (text === '') return '`""`';
  const fence = '`'.repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const content = text.replace(/[\r\n]+/g, ' ').replaceAll('|', '\\|');
  return fence.length > 1 ? `${fence} ${content} ${fence}` : `\`${content}\``;
}
