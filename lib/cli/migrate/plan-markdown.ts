import { compareBytes } from '../../go/compare';
import type { Plan } from '../../migration/plan';
import { indexed } from '../../validate/indexed';
import { fieldAt } from '../../validate/path';
import { code, escaped } from '../assignments/markdown';
import {
  blockersOf,
  cellsOf,
  changeOf,
  countOf,
  HEAD,
  neededOf,
  reasonsOf,
  remarksOf,
  type Said,
  summaryOf,
  titleOf,
} from './plan-words';

/** How many objects are named where each has a line elsewhere: a ticket has room for some 60,000 characters. */
const MOST_NAMES = 20;

/** The plan for a ticket, as Markdown of GitHub: what is to be done can be ticked off. */
export function* planMarkdown(plan: Plan): Iterable<string> {
  yield `## From pod identity to Workload Identity\n\n${escaped(summaryOf(plan))}\n`;
  const namespaces = indexed(plan.workloads, ({ workload }) => workload.namespace);
  for (const [namespace, workloads] of [...namespaces].sort(([a], [b]) => compareBytes(a, b))) {
    yield `\n### ${escaped(namespace)}\n\n| ${HEAD.join(' | ')} |\n|${HEAD.map(() => ' --- |').join('')}\n`;
    for (const workload of workloads) yield `| ${cellsOf(workload).map(escaped).join(' | ')} |\n`;
  }
  const lacking = plan.openEnds.map(
    ({ place, problem, advice }) => `${code(place)}: ${escaped(`${problem} ${advice}`)}`,
  );
  yield* list('What blocks', [...blockersOf(plan).map(saidText), ...lacking], '- [ ] ');
  yield* list('Next stages', reasonsOf(plan).map(escaped), '- ');
  yield* list('Notes', remarksOf(plan).map(saidText), '- ');
  yield* list(
    'Identities',
    plan.identities.map((count) => {
      const remark = count.remark === undefined ? '' : ` ${escaped(count.remark)}`;
      const needed = neededOf(count)
        .slice(0, MOST_NAMES)
        .map((text) => `\n  - ${escaped(text)}`);
      return `${code(count.identity)}: ${escaped(countOf(count))}.${remark}${needed.join('')}`;
    }),
    '- ',
  );
  yield* list('Companions', plan.companions.map(companionText), '- [ ] ');
  if (plan.phases.length > 0) yield '\n### Phases\n';
  let number = 0;
  for (const { title, action, objects, gate, wayBack } of plan.phases) {
    number++;
    yield `\n#### ${number}. ${escaped(title)}\n\n${escaped(action)}\n\n`;
    for (const object of some(objects)) yield `- [ ] ${object}\n`;
    yield `${objects.length > 0 ? '\n' : ''}**Gate:** ${escaped(gate)}\n\n**Way back:** ${escaped(wayBack)}\n`;
  }
}

function* list(title: string, items: readonly string[], bullet: string): Iterable<string> {
  if (items.length === 0) return;
  yield `\n### ${title}\n\n`;
  for (const item of items) yield `${bullet}${item}\n`;
}

function saidText({ text, command, workloads }: Said): string {
  const run = command === undefined ? [] : [code(command)];
  const names = workloads.length > 0 ? [`For ${some(workloads.map(titleOf)).join(', ')}`] : [];
  return [escaped(text), ...run, ...names].join(' ');
}

function companionText({ manifest, path, found, changes, remark }: Plan['companions'][number]): string {
  const set = changes.map((change) => code(changeOf(change))).join(', ');
  const rest = remark === undefined ? '' : ` ${escaped(remark)}`;
  return `${code(manifest.title)}, ${code(fieldAt(path))}: ${escaped(found)} Set ${set}.${rest}`;
}

function some(names: readonly string[]): string[] {
  const shown = names.slice(0, MOST_NAMES).map(code);
  return names.length > MOST_NAMES ? [...shown, `and ${names.length - MOST_NAMES} more`] : shown;
}
