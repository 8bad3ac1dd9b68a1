import {
  type Access,
  type ChangedAccess,
  type Difference,
  type DifferenceSettings,
  isEmpty,
} from '../../simulation/difference';
import { most } from '../../validate/most';
import { printable } from '../../validate/printable';
import type { Style } from '../../validate/style';
import { Graph, label, MOST_DRAWN } from './graph';
import { code, escaped } from './markdown';
import { BYPASSES, NODE_IDENTITIES, plain } from './report';

const SAME = 'No workload gains or loses an Azure identity.';
const SKIPPED = 'Skipped files may differ.';

const workloadOf = ({ kind, namespace, name }: Access) => plain(`${kind} ${namespace}/${name}`);
const whatOf = ({ identity, bypass }: Access) =>
  identity
    ? plain(`${identity.namespace}/${identity.name}`)
    : `${NODE_IDENTITIES} (${BYPASSES[bypass ?? 'exception']})`;
/** `standard mode, forced namespaced` */
const inWords = ({ mode, forceNamespaced }: DifferenceSettings) =>
  `${mode} mode${forceNamespaced ? ', forced namespaced' : ''}`;

const isIncomplete = ({ before, after }: Difference) => (before.incomplete ?? after.incomplete) !== undefined;

function settingsChange({ before, after }: Difference): string | undefined {
  const [old, current] = [inWords(before), inWords(after)];
  return old === current ? undefined : `from ${old} to ${current}`;
}

/** Only the changed parts of an access. */
function change({ before, after }: ChangedAccess): string {
  if (before.bypass || after.bypass) return `from ${whatOf(before)} to ${whatOf(after)}`;
  const [old, current] = [before.identity, after.identity];
  const parts = (['binding', 'assignedIn'] as const).flatMap((field) =>
    old?.[field] === current?.[field] ? [] : [`${field} ${old?.[field] ?? 'none'} → ${current?.[field] ?? 'none'}`],
  );
  return `${whatOf(after)}: ${parts.join(', ')}`;
}

/** The difference for people. */
export function* differenceTable(difference: Difference, style: Style): Iterable<string> {
  if (isEmpty(difference)) {
    yield `${SAME}${isIncomplete(difference) ? ` ${SKIPPED}` : ''}\n`;
    return;
  }
  const { gained, lost, changed } = difference;
  const all = [gained, lost, changed.map(({ after }) => after)];
  const width = most(all.map((accesses) => most(map(accesses, (access) => workloadOf(access).length))));
  const line = (sign: string, access: Access, text: string) =>
    printable(`${sign} ${workloadOf(access).padEnd(width)}  ${text}`);
  const settings = settingsChange(difference);
  if (settings) yield `Settings: ${settings}.\n`;
  yield `${counts(difference)}${all.some(({ length }) => length > 0) ? ':' : ''}\n`;
  for (const access of gained) yield `${style.good(line('+', access, detail(access)))}\n`;
  for (const access of lost) yield `${style.bad(line('-', access, detail(access)))}\n`;
  for (const one of changed) yield `${style.warn(line('~', one.after, change(one)))}\n`;
  if (isIncomplete(difference)) yield `${SKIPPED}\n`;
}

function* map<T, U>(items: Iterable<T>, to: (item: T) => U): Iterable<U> {
  for (const item of items) yield to(item);
}

function detail(access: Access): string {
  const { identity } = access;
  return identity
    ? `${whatOf(access)}, binding ${plain(identity.binding)}, client id ${plain(identity.clientID)}`
    : whatOf(access);
}

function counts({ gained, lost, changed }: Difference): string {
  return `${gained.length} gained, ${lost.length} lost${changed.length > 0 ? `, ${changed.length} changed` : ''}`;
}

/** The difference as a comment on a pull request. */
export function* differenceMarkdown(difference: Difference): Iterable<string> {
  const { gained, lost, changed } = difference;
  yield '### Who gets which Azure identity\n';
  if (isEmpty(difference)) yield `\n${SAME}\n`;
  else {
    const settings = settingsChange(difference);
    yield `\n**${counts(difference)}**\n`;
    if (settings) yield `\n⚠️ The settings change ${settings}.\n`;
    if (gained.length + lost.length + changed.length > 0) {
      yield '\n| | Workload | Identity | Binding | Client id |\n| --- | --- | --- | --- | --- |\n';
    }
    for (const access of gained) yield row('➕ gains', access);
    for (const access of lost) yield row('➖ loses', access);
    for (const one of changed) yield `| ♻️ | ${code(workloadOf(one.after))} | ${escaped(change(one))} | | |\n`;
  }
  if (isIncomplete(difference)) yield `\n${SKIPPED}\n`;
}

function row(sign: string, access: Access): string {
  const { identity } = access;
  const cells = identity
    ? [code(whatOf(access)), code(identity.binding), code(identity.clientID)]
    : [`⚠️ **${escaped(whatOf(access))}**`, '', ''];
  return `| ${[sign, code(workloadOf(access)), ...cells].join(' | ')} |\n`;
}

/** The difference as a graph: gained with thick arrows, lost with dotted ones. */
export function differenceMermaid(difference: Difference): Iterable<string> {
  const graph = new Graph();
  let notDrawn = 0;
  const draw = (access: Access, arrow: string, text: string) => {
    if (graph.size > MOST_DRAWN) {
      notDrawn++;
      return;
    }
    const { kind, namespace, name, identity } = access;
    const workload = graph.node(namespace, `w ${workloadOf(access)}`, label(kind, name));
    const target = identity
      ? graph.identity(identity.namespace, `${whatOf(access)} ${identity.clientID}`, identity.name, identity.clientID)
      : graph.nodeIdentities();
    graph.edge(workload, arrow, target, label(text));
  };
  for (const access of difference.gained) draw(access, '==>', 'gained');
  for (const access of difference.lost) draw(access, '-.->', 'lost');
  for (const { after } of difference.changed) draw(after, '-->', 'changed');
  if (notDrawn > 0) graph.note(`${counts(difference)}; ${notDrawn} not drawn`);
  if (isEmpty(difference)) graph.node(undefined, 'same', label(SAME));
  const settings = settingsChange(difference);
  if (settings) graph.note(`settings: ${settings}`);
  return graph.text([]);
}
