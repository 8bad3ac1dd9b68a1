import { compareBytes } from '../../go/compare';
import { nameOfAzure } from '../../migration/azure-identity';
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

/** The plan for people: a table by namespaces, then what blocks, and the phases. */
export function* planTable(plan: Plan, given: { readonly style: Style; readonly width: number | undefined }) {
  const page = { style: given.style, width: Math.max(given.width ?? WIDTH, NARROWEST) };
  yield* paragraph(summaryOf(plan), '', page);
  if (plan.workloads.length > 0) yield* tableOf(plan.workloads, page);
  yield* blocked(plan, page);
  yield* section('Next stages', reasonsOf(plan), page, function* (text) {
    yield* paragraph(text, INDENT, page);
  });
  yield* section('Notes', remarksOf(plan), page, saidText);
  yield* section('Identities', plan.identities, page, function* (count) {
    yield* paragraph(nameOfAzure(count), INDENT, page);
    yield* paragraph(countOf(count), INDENT + INDENT, page);
    if (count.kind === 'managedIdentity') yield* paragraph(count.identity, INDENT + INDENT, page);
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
    yield* paragraph(title, INDENT, page, `${number}. `);
    yield* paragraph(action, `${INDENT}   `, page);
    for (const object of some(objects)) yield* paragraph(object, `${INDENT}   `, page, '- ');
    yield* paragraph(`Gate: ${gate}`, `${INDENT}   `, page);
    yield* paragraph(`Way back: ${wayBack}`, `${INDENT}   `, page);
  });
}

function* tableOf(workloads: readonly PlannedWorkload[], { style, width }: Page): Iterable<string> {
  const head = HEAD.map((text) => text.toUpperCase());
  const cells = head.map((text) => [widthOf(text)]);
  for (const workload of workloads) {
    cellsOf(workload).forEach((cell, i) => {
      cells[i]?.push(widthOf(printable(cell)));
    });
  }
  const widths = fittedWidths(cells, width - INDENT.length);
  yield '\n';
  for (const line of rowLines(head, widths)) yield `${INDENT}${style.dim(line)}\n`;
  const namespaces = indexed(workloads, ({ workload }) => workload.namespace);
  for (const [namespace, group] of [...namespaces].sort(([a], [b]) => compareBytes(a, b))) {
    yield `${style.bold(printable(namespace))}\n`;
    for (const workload of group) {
      const paint = workload.blockers.length > 0 ? style.bad : String;
      for (const line of rowLines(cellsOf(workload).map(printable), widths)) yield `${INDENT}${paint(line)}\n`;
    }
  }
}

function* blocked(plan: Plan, page: Page): Iterable<string> {
  yield* section('What blocks', blockersOf(plan), page, saidText);
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
  // Not wrapped: it can be copied.
  if (said.command !== undefined) yield `${INDENT}${INDENT}${printable(said.command)}\n`;
  for (const name of some(said.workloads.map((one) => `${one.workload.manifest.placeOf()}  ${titleOf(one)}`))) {
    yield* paragraph(name, INDENT + INDENT, page);
  }
}

/** The first ones. */
function some(names: readonly string[]): string[] {
  if (names.length <= MOST_NAMES) return [...names];
  return [...names.slice(0, MOST_NAMES), `and ${names.length - MOST_NAMES} more`];
}

/** Text, wrapped, behind a mark if it is an item. */
function* paragraph(text: string, indent: string, { width }: Page, mark = ''): Iterable<string> {
  let before = mark;
  for (const line of wrapped(printable(text), width - indent.length - mark.length)) {
    yield `${indent}${before}${line}\n`;
    before = ' '.repeat(mark.length);
  }
}
