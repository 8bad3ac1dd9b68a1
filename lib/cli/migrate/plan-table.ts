import { compareBytes } from '../../go/compare';
import type { Plan } from '../../migration/plan';
import type { PlannedWorkload } from '../../migration/planned-workload';
import { widthOf, wrapped } from '../../validate/columns';
import { indexed } from '../../validate/indexed';
import { fieldAt } from '../../validate/path';
import { printable } from '../../validate/printable';
import type { Style } from '../../validate/style';
import { fittedWidths, rowLines } from './columns';
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

/** Columns of a plan that is not for a terminal: the same on every machine. */
const WIDTH = 100;
/** Narrower terminals break the lines themselves. */
const NARROWEST = 60;
/** How many objects are named where each has a line elsewhere. */
const MOST_NAMES = 10;
const INDENT = '  ';

interface Page {
  readonly style: Style;
  readonly width: number;
}

/** The plan for people: a table for each namespace, then what blocks, and the phases. */
export function* planTable(plan: Plan, given: { readonly style: Style; readonly width: number | undefined }) {
  const page = { style: given.style, width: Math.max(given.width ?? WIDTH, NARROWEST) };
  yield* paragraph(summaryOf(plan), '', page);
  const namespaces = indexed(plan.workloads, ({ workload }) => workload.namespace);
  for (const [namespace, workloads] of [...namespaces].sort(([a], [b]) => compareBytes(a, b))) {
    yield `\n${page.style.bold(printable(namespace))}\n`;
    yield* tableOf(workloads, page);
  }
  yield* blocked(plan, page);
  yield* section('Next stages', reasonsOf(plan), page, function* (text) {
    yield* paragraph(text, INDENT, page);
  });
  yield* section('Notes', remarksOf(plan), page, saidText);
  yield* section('Identities', plan.identities, page, function* (count) {
    yield* paragraph(`${count.identity}: ${countOf(count)}.`, INDENT, page);
    for (const text of some(neededOf(count))) yield* paragraph(text, INDENT + INDENT, page);
    if (count.remark !== undefined) yield* paragraph(count.remark, INDENT + INDENT, page);
  });
  yield* section('Companions', plan.companions, page, function* ({ manifest, path, found, changes, remark }) {
    yield* paragraph(`${manifest.placeOf(path)}  ${manifest.title}, ${fieldAt(path)}`, INDENT, page);
    yield* paragraph(found, INDENT + INDENT, page);
    for (const change of changes) yield* paragraph(`set ${changeOf(change)}`, INDENT + INDENT, page);
    if (remark !== undefined) yield* paragraph(remark, INDENT + INDENT, page);
  });
  let number = 0;
  yield* section('Phases', plan.phases, page, function* ({ title, action, objects, gate, wayBack }) {
    number++;
    yield* paragraph(`${number}. ${title}`, INDENT, page);
    yield* paragraph(action, `${INDENT}   `, page);
    for (const object of some(objects)) yield* paragraph(`- ${object}`, `${INDENT}   `, page);
    yield* paragraph(`Gate: ${gate}`, `${INDENT}   `, page);
    yield* paragraph(`Way back: ${wayBack}`, `${INDENT}   `, page);
  });
}

function* tableOf(workloads: readonly PlannedWorkload[], { style, width }: Page): Iterable<string> {
  const head = HEAD.map((text) => text.toUpperCase());
  const wanted = head.map(widthOf);
  for (const workload of workloads) {
    cellsOf(workload).forEach((cell, i) => {
      wanted[i] = Math.max(wanted[i] as number, widthOf(printable(cell)));
    });
  }
  const widths = fittedWidths(wanted, width - INDENT.length);
  for (const line of rowLines(head, widths)) yield `${INDENT}${style.dim(line)}\n`;
  for (const workload of workloads) {
    const paint = workload.blockers.length > 0 ? style.bad : String;
    for (const line of rowLines(cellsOf(workload).map(printable), widths)) yield `${INDENT}${paint(line)}\n`;
  }
}

function* blocked(plan: Plan, page: Page): Iterable<string> {
  yield* section('What blocks', blockersOf(plan), page, saidText);
  const full = plan.identities.flatMap(({ identity, blocker }) => (blocker ? [{ identity, blocker }] : []));
  yield* section('Too many credentials', full, page, function* ({ identity, blocker: { problem, advice } }) {
    yield* paragraph(identity, INDENT, page);
    yield* paragraph(`${problem} ${advice}`, INDENT + INDENT, page);
  });
  yield* section('What the plan lacks', plan.openEnds, page, function* ({ place, problem, advice }) {
    yield* paragraph(`${place}  ${problem} ${advice}`, INDENT, page);
  });
}

function* section<T>(
  title: string,
  items: readonly T[],
  page: Page,
  text: (item: T, page: Page) => Iterable<string>,
): Iterable<string> {
  if (items.length === 0) return;
  yield `\n${page.style.bold(title)}\n`;
  for (const item of items) yield* text(item, page);
}

function* saidText(said: Said, page: Page): Iterable<string> {
  yield* paragraph(said.text, INDENT, page);
  for (const name of some(said.workloads.map((one) => `${one.workload.manifest.placeOf()}  ${titleOf(one)}`))) {
    yield* paragraph(name, INDENT + INDENT, page);
  }
}

/** The first ones. */
function some(names: readonly string[]): string[] {
  if (names.length <= MOST_NAMES) return [...names];
  return [...names.slice(0, MOST_NAMES), `and ${names.length - MOST_NAMES} more`];
}

/** Text, wrapped. */
function* paragraph(text: string, indent: string, { width }: Page): Iterable<string> {
  for (const line of wrapped(printable(text), width - indent.length)) yield `${indent}${line}\n`;
}
