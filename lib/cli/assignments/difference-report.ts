import {
  type Access,
  type ChangedAccess,
  type Difference,
  type DifferenceSettings,
  isEmpty,
} from '../../simulation/difference';
import type { Style } from '../../validate/style';
import { Graph, label } from './graph';
import { code, escaped } from './markdown';
import { NODE_IDENTITIES, plain } from './report';

const SAME = 'No workload gains or loses an Azure identity.';
const CANNOT = 'What was left out may differ.';

const workloadOf = ({ kind, namespace, name }: Access) => plain(`${kind} ${namespace}/${name}`);
const whatOf = ({ identity, bypass }: Access) =>
  identity
    ? plain(`${identity.namespace}/${identity.name}`)
    : `${NODE_IDENTITIES} (${BYPASSES[bypass ?? 'exception']})`;
const BYPASSES = {
  exception: 'by an exception',
  mic: 'taken for MIC',
  hostNetwork: 'in the network of its node',
} as const;

/** `standard mode, forced namespaced` */
const inWords = ({ mode, forceNamespaced }: DifferenceSettings) =>
  `${mode} mode${forceNamespaced ? ', forced namespaced' : ''}`;

const isIncomplete = ({ before, after }: Difference) => (before.incomplete ?? after.incomplete) !== undefined;

function settingsChange({ before, after }: Difference): string | undefined {
  const [old, current] = [inWords(before), inWords(after)];
  return old === current ? undefined : `from ${old} to ${current}`;
}

/** What is left of a changed access once what stays is taken away. */
function change({ before, after }: ChangedAccess): string {
  if (before.bypass || after.bypass) return `from ${whatOf(before)} to ${whatOf(after)}`;
  const [old, current] = [before.identity, after.identity];
  const parts = (['binding', 'assignedIn'] as const).flatMap((field) =>
    old?.[field] === current?.[field] ? [] : [`${field} ${old?.[field] ?? 'none'} → ${current?.[field] ?? 'none'}`],
  );
  return `${whatOf(after)}: ${parts.join(', ')}`;
}

/** The difference for people. */
export function differenceTable(difference: Difference, style: Style): string {
  if (isEmpty(difference)) return `${SAME}${isIncomplete(difference) ? ` ${CANNOT}` : ''}\n`;
  const { gained, lost, changed } = difference;
  const rows = [
    ...gained.map((access) => ({ sign: '+', access, text: detail(access), paint: style.good })),
    ...lost.map((access) => ({ sign: '-', access, text: detail(access), paint: style.bad })),
    ...changed.map((one) => ({ sign: '~', access: one.after, text: change(one), paint: style.warn })),
  ];
  const width = Math.max(0, ...rows.map(({ access }) => workloadOf(access).length));
  const settings = settingsChange(difference);
  return [
    ...(settings ? [`Settings: ${settings}.`] : []),
    `${counts(difference)}${rows.length > 0 ? ':' : ''}`,
    ...rows.map(({ sign, access, text, paint }) => paint(`${sign} ${workloadOf(access).padEnd(width)}  ${text}`)),
    ...(isIncomplete(difference) ? [CANNOT] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function detail(access: Access): string {
  const { identity } = access;
  return identity
    ? `${whatOf(access)}, binding ${plain(identity.binding)}, client id ${plain(identity.clientID)}`
    : whatOf(access);
}

function counts({ gained, lost, changed }: Difference): string {
  return `${gained.length} gained, ${lost.length} lost${changed.length > 0 ? `, ${changed.length} by another way` : ''}`;
}

/** The difference as a comment on a pull request. */
export function differenceMarkdown(difference: Difference): string {
  const { gained, lost, changed } = difference;
  const title = '### Who gets which Azure identity';
  const rest = isIncomplete(difference) ? [CANNOT] : [];
  if (isEmpty(difference)) return `${[title, SAME, ...rest].join('\n\n')}\n`;
  const settings = settingsChange(difference);
  const rows = [
    ...gained.map((access) => row('➕ gains', access)),
    ...lost.map((access) => row('➖ loses', access)),
    ...changed.map((one) => `| ♻️ | ${code(workloadOf(one.after))} | ${escaped(change(one))} | | |`),
  ];
  const head = ['| | Workload | Identity | Binding | Client id |', '| --- | --- | --- | --- | --- |'];
  const parts = [
    title,
    `**${counts(difference)}**`,
    ...(settings ? [`⚠️ The settings change ${settings}.`] : []),
    ...(rows.length > 0 ? [[...head, ...rows].join('\n')] : []),
    ...rest,
  ];
  return `${parts.join('\n\n')}\n`;
}

function row(sign: string, access: Access): string {
  const { identity } = access;
  const cells = identity
    ? [code(whatOf(access)), code(identity.binding), code(identity.clientID)]
    : [`⚠️ **${escaped(whatOf(access))}**`, '', ''];
  return `| ${[sign, code(workloadOf(access)), ...cells].join(' | ')} |`;
}

/** The difference as a graph: what is gained in green, what is lost dashed in red. */
export function differenceMermaid(difference: Difference): string {
  const graph = new Graph();
  const draw = (access: Access, arrow: string, text: string) => {
    const { kind, namespace, name, identity } = access;
    const workload = graph.node(namespace, `w ${workloadOf(access)}`, label(kind, name));
    const target = identity
      ? graph.node(
          identity.namespace,
          `i ${whatOf(access)} ${identity.clientID}`,
          label(identity.name, identity.clientID),
          ['([', '])'],
        )
      : graph.node(undefined, 'node', label(NODE_IDENTITIES), ['{{', '}}']);
    graph.edge(workload, arrow, target, label(text));
  };
  for (const access of difference.gained) draw(access, '==>', 'gained');
  for (const access of difference.lost) draw(access, '-.->', 'lost');
  for (const { after } of difference.changed) draw(after, '-->', 'by another way');
  if (isEmpty(difference)) graph.node(undefined, 'same', label(SAME));
  const settings = settingsChange(difference);
  if (settings) graph.node(undefined, 'settings', label(`settings: ${settings}`), ['[/', '/]']);
  return graph.text([]);
}
