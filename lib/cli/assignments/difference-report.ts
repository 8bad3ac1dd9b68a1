import {
  type Access,
  type ChangedAccess,
  type ChangedWays,
  type Difference,
  type DifferenceSettings,
  isEmpty,
} from '../../simulation/difference';
import type { GrantedIdentity } from '../../simulation/granted-identity';
import { counted } from '../../validate/counted';
import { indexed } from '../../validate/indexed';
import { most } from '../../validate/most';
import { printable } from '../../validate/printable';
import type { Style } from '../../validate/style';
import type { ReasonOf } from './change-reasons';
import { Graph, label, MOST_DRAWN } from './graph';
import { code, escaped } from './markdown';
import { BYPASSES, identityName, NODE_IDENTITIES, plain } from './report';

const SAME = 'No workload gains or loses an Azure identity.';
const SKIPPED = 'Skipped files may differ.';

const workloadOf = ({ kind, namespace, name }: Pick<Access, 'kind' | 'namespace' | 'name'>) =>
  plain(`${kind} ${namespace}/${name}`);
const whatOf = ({ identity, bypass }: Access) =>
  identity ? plain(identityName(identity)) : `${NODE_IDENTITIES} (${BYPASSES[bypass ?? 'exception']})`;
/** `standard mode, forced namespaced` */
const inWords = ({ mode, forceNamespaced }: DifferenceSettings) =>
  `${mode} mode${forceNamespaced ? ', forced namespaced' : ''}`;

const isIncomplete = ({ before, after }: Difference) => (before.incomplete ?? after.incomplete) !== undefined;

function settingsChange({ before, after }: Difference): string | undefined {
  const [old, current] = [inWords(before), inWords(after)];
  return old === current ? undefined : `from ${old} to ${current}`;
}

/** Only the changed parts of an access. */
export function changeWords({ before, after }: ChangedAccess): string {
  if (before.bypass || after.bypass) return `from ${whatOf(before)} to ${whatOf(after)}`;
  const [old, current] = [before.identity, after.identity];
  const parts = (['binding', 'assignedIn'] as const).flatMap((field) =>
    old?.[field] === current?.[field] ? [] : [`${field} ${old?.[field] ?? 'none'} → ${current?.[field] ?? 'none'}`],
  );
  return `${whatOf(after)}: ${parts.join(', ')}`;
}

const POD_IDENTITY = 'pod identity';
const STAGES: { readonly [ways: string]: string } = {
  'pod-identity': POD_IDENTITY,
  'pod-identity,workload-identity': 'Workload Identity (stage dual)',
  proxy: 'Workload Identity (stage proxy)',
  'workload-identity': 'Workload Identity',
};
export const IN_ONE_STEP =
  'In one step from pod identity to Workload Identity: if a token exchange fails, no pod can fall back. Go through stage dual or proxy.';

/** `from pod identity to Workload Identity (stage dual)` */
function wayChange({ from, to, inOneStep, identity }: ChangedWays): string {
  return `${plain(identityName(identity))}: ${inWays({ from, to, inOneStep })}`;
}

export function inWays({
  from,
  to,
  inOneStep,
}: Pick<ChangedWays, 'from' | 'to'> & { inOneStep?: true | undefined }): string {
  const [old, current] = [from, to].map((ways) => STAGES[ways.join()] ?? ways.join(' and '));
  return `from ${old} to ${current}${inOneStep ? ' in one step' : ''}`;
}

/** `2 workloads changed from pod identity to Workload Identity (stage dual)`, for each change. */
function waysIn({ ways = [] }: Difference): string[] {
  return [...indexed(ways, inWays)].map(([text, changes]) => {
    const workloads = new Set(changes.map(workloadOf));
    return `${counted(workloads.size, 'workload')} changed ${text}`;
  });
}

/** The difference for people. */
export function* differenceTable(difference: Difference, style: Style, reasonOf: ReasonOf): Iterable<string> {
  const { gained, lost, changed, ways = [] } = difference;
  if (isEmpty(difference) && ways.length === 0) {
    yield `${SAME}${isIncomplete(difference) ? ` ${SKIPPED}` : ''}\n`;
    return;
  }
  const all = [gained, lost, changed.map(({ after }) => after), ways];
  const width = most(all.map((accesses) => most(map(accesses, (access) => workloadOf(access).length))));
  const line = (sign: string, access: Pick<Access, 'kind' | 'namespace' | 'name'>, text: string) =>
    printable(`${sign} ${workloadOf(access).padEnd(width)}  ${text}`);
  // Below the access that it is about.
  const why = (paint: (text: string) => string, access: Access, isLost = false) => {
    const words = reasonOf(access, isLost);
    return words === undefined ? '' : `${paint(printable(`${' '.repeat(width + 4)}${words}`))}\n`;
  };
  const settings = settingsChange(difference);
  if (settings) yield `Settings: ${settings}.\n`;
  yield `${[counts(difference), ...waysIn(difference)].join('; ')}${all.some(({ length }) => length > 0) ? ':' : ''}\n`;
  for (const access of gained) {
    yield `${style.good(line('+', access, detail(access)))}\n${why(style.good, access)}`;
  }
  for (const access of lost) yield `${style.bad(line('-', access, detail(access)))}\n${why(style.bad, access, true)}`;
  for (const one of changed) {
    yield `${style.warn(line('~', one.after, changeWords(one)))}\n${why(style.warn, one.after)}`;
  }
  for (const one of ways) yield `${(one.inOneStep ? style.warn : String)(line('~', one, wayChange(one)))}\n`;
  if (ways.some(({ inOneStep }) => inOneStep)) yield `${IN_ONE_STEP}\n`;
  if (isIncomplete(difference)) yield `${SKIPPED}\n`;
}

function* map<T, U>(items: Iterable<T>, to: (item: T) => U): Iterable<U> {
  for (const item of items) yield to(item);
}

function detail(access: Access): string {
  const { identity } = access;
  return identity
    ? [whatOf(access), ...wayIn(identity), ...boundBy(identity), `client id ${plain(identity.clientID)}`].join(', ')
    : whatOf(access);
}

const boundBy = ({ binding }: GrantedIdentity) => (binding === undefined ? [] : [`binding ${plain(binding)}`]);
const wayIn = ({ via, subject }: GrantedIdentity) =>
  via === undefined || via === 'pod-identity' ? [] : [`via ${via} as ${subject}`];

function counts({ gained, lost, changed, ways }: Difference): string {
  if (ways && ways.length > 0 && gained.length + lost.length + changed.length === 0) return 'no access gained or lost';
  return `${gained.length} gained, ${lost.length} lost${changed.length > 0 ? `, ${changed.length} changed` : ''}`;
}

/** The difference as a comment on a pull request. */
export function* differenceMarkdown(difference: Difference, reasonOf: ReasonOf): Iterable<string> {
  const { gained, lost, changed, ways = [] } = difference;
  const hasReasons =
    lost.some((access) => reasonOf(access, true) !== undefined) ||
    [...gained, ...changed.map(({ after }) => after)].some((access) => reasonOf(access, false) !== undefined);
  const why = (access: Access, isLost = false) => (hasReasons ? ` ${escaped(reasonOf(access, isLost) ?? '')} |` : '');
  yield '### Who gets which Azure identity\n';
  if (isEmpty(difference) && ways.length === 0) yield `\n${SAME}\n`;
  else {
    const settings = settingsChange(difference);
    yield `\n**${[counts(difference), ...waysIn(difference)].join('; ')}**\n`;
    if (ways.some(({ inOneStep }) => inOneStep)) yield `\n⚠️ ${IN_ONE_STEP}\n`;
    if (settings) yield `\n⚠️ The settings change ${settings}.\n`;
    if (gained.length + lost.length + changed.length + ways.length > 0) {
      yield `\n| | Workload | Identity | Binding | Client id |${hasReasons ? ' Why |' : ''}\n`;
      yield `| --- | --- | --- | --- | --- |${hasReasons ? ' --- |' : ''}\n`;
    }
    for (const access of gained) yield `${row('➕ gains', access)}${why(access)}\n`;
    for (const access of lost) yield `${row('➖ loses', access)}${why(access, true)}\n`;
    for (const one of changed) {
      yield `| ♻️ | ${code(workloadOf(one.after))} | ${escaped(changeWords(one))} | | |${why(one.after)}\n`;
    }
    for (const one of ways) {
      yield `| ${one.inOneStep ? '⚠️' : '♻️'} | ${code(workloadOf(one))} | ${escaped(wayChange(one))} | | |${hasReasons ? ' |' : ''}\n`;
    }
  }
  if (isIncomplete(difference)) yield `\n${SKIPPED}\n`;
}

function row(sign: string, access: Access): string {
  const { identity } = access;
  const cells = identity
    ? [code(whatOf(access)), identity.binding === undefined ? '' : code(identity.binding), code(identity.clientID)]
    : [`⚠️ **${escaped(whatOf(access))}**`, '', ''];
  return `| ${[sign, code(workloadOf(access)), ...cells].join(' | ')} |`;
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
      ? graph.identity(
          identity.namespace,
          `${whatOf(access)} ${identity.clientID}`,
          identity.name ?? whatOf(access),
          identity.clientID,
        )
      : graph.nodeIdentities();
    graph.edge(workload, arrow, target, label(text));
  };
  for (const access of difference.gained) draw(access, '==>', 'gained');
  for (const access of difference.lost) draw(access, '-.->', 'lost');
  for (const { after } of difference.changed) draw(after, '-->', 'changed');
  for (const one of difference.ways ?? []) draw(one, '-->', inWays(one));
  if (notDrawn > 0) graph.note(`${counts(difference)}; ${notDrawn} not drawn`);
  if (isEmpty(difference) && !difference.ways?.length) graph.node(undefined, 'same', label(SAME));
  const settings = settingsChange(difference);
  if (settings) graph.note(`settings: ${settings}`);
  return graph.text([]);
}
