import { cutTo, widthOf, wrapped } from '../../validate/columns';
import { counted } from '../../validate/counted';
import { printable } from '../../validate/printable';
import type { Style } from '../../validate/style';
import type { Excerpt } from '../excerpt';
import type { PlacedFinding } from '../finding';
import type { CheckReport, PlacedSuppressedFinding } from '../report-on';
import { Severity } from '../severity';
import { type FindingGroup, groupsOf } from './finding-groups';

/** Columns of a report that is not for a terminal: the same on every machine. */
const WIDTH = 100;
/** Narrower terminals break the lines themselves. */
const NARROWEST = 40;

/** How findings are shown. */
export interface TextOptions {
  readonly listsSuppressed?: boolean;
  /**
   * Columns to wrap at.
   *
   * @default 100
   */
  readonly width?: number;
}

/** Characters before a mark that are shown of a long line. */
const BESIDE = 16;

interface Page extends Style {
  readonly width: number;
}

const PAINTS = { error: 'bad', warning: 'warn', info: 'dim' } as const;
const INDENT = '    ';

/**
 * Findings for people: by file, each with its line and what to write, a summary, and what is probably elsewhere.
 * Empty when there is nothing.
 */
export function textReport(
  { findings, suppressed, note }: Pick<CheckReport, 'findings' | 'suppressed'> & Partial<CheckReport>,
  style: Style,
  { listsSuppressed = false, width = WIDTH }: TextOptions = {},
): string {
  const page = { ...style, width: Math.max(width, NARROWEST) };
  const elsewhere = note === undefined ? '' : `${wrapped(printable(note), page.width).join('\n')}\n`;
  if (findings.length === 0 && suppressed.length === 0) return elsewhere;
  const list = listsSuppressed && suppressed.length > 0;
  return [
    ...byFile(findings, page, (group) => groupText(group, page)),
    ...(list
      ? [
          `${style.bold('Suppressed')}\n`,
          ...byFile(suppressed, page, (group) => group.map((one) => suppressedText(one, page)).join('')),
        ]
      : []),
    `${summaryOf(findings, suppressed.length, list)}\n${elsewhere}`,
  ].join('\n');
}

/** `1 error, 2 warnings in 2 files` */
export function summaryOf(findings: readonly PlacedFinding[], suppressed = 0, isListed = true): string {
  const count = (severity: Severity) => findings.filter(({ finding }) => finding.severity === severity).length;
  const [errors, warnings, notes] = [count(Severity.ERROR), count(Severity.WARNING), count(Severity.INFO)];
  const files = new Set(findings.map(({ finding }) => finding.file)).size;
  const parts = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(notes > 0 ? [`${notes} info`] : []),
  ];
  const total = parts.length > 0 ? `${parts.join(', ')} in ${counted(files, 'file')}` : 'No findings';
  if (suppressed === 0) return total;
  return `${total}; ${suppressed} suppressed${isListed ? '' : ' (--list-suppressed shows what and why)'}`;
}

/** A text for each file; the findings are in the order of their files. */
function byFile<T extends PlacedFinding>(
  all: readonly T[],
  page: Page,
  text: (group: FindingGroup<T>) => string,
): string[] {
  const texts = new Map<string, string>();
  for (const group of groupsOf(all)) {
    const { file } = group[0].finding;
    texts.set(file, `${texts.get(file) ?? `${page.bold(printable(file))}\n`}${text(group)}`);
  }
  return [...texts.values()];
}

function groupText(group: FindingGroup<PlacedFinding>, page: Page): string {
  const [first, ...others] = group;
  const { message } = first.finding;
  if (others.length === 0) {
    const head = headOf(first, titleOf(first), page);
    return `${head}${indented(message, page)}${excerptText(first, page)}${fixLines(first, INDENT, page)}`;
  }
  const [what, says] = first.together ?? ['places', message];
  return `${headOf(first, `${group.length} ${what}`, page)}${indented(says, page)}${group.map((one) => memberText(one, page)).join('')}`;
}

/** One of several equal findings: its place, and what to write there. */
function memberText(placed: PlacedFinding, page: Page): string {
  const { line, column } = placed.finding;
  return `${indented(`${line}:${column}  ${titleOf(placed)}`, page)}${fixLines(placed, `${INDENT}  `, page)}`;
}

function suppressedText(placed: PlacedSuppressedFinding, page: Page): string {
  const { finding, reason } = placed;
  return `${headOf(placed, titleOf(placed), page)}${indented(finding.message, page)}${indented(`reason: ${reason}`, page)}`;
}

/** The object, the field and, for a chart, the construct. */
function titleOf({ finding: { object, construct }, field }: PlacedFinding): string {
  return `${object}${field === '' ? '' : `, ${field}`}${construct === undefined ? '' : `, construct ${construct}`}`;
}

function headOf({ finding }: PlacedFinding, what: string, page: Page): string {
  const { severity, rule, line, column } = finding;
  const before = `  ${line}:${column}  ${severity}  ${rule}  `;
  const shown = `  ${line}:${column}  ${page[PAINTS[severity]](severity)}  ${page.bold(rule)}`;
  const title = printable(what);
  // What does not fit beside the rule is below it.
  if (widthOf(before) + widthOf(title) <= page.width) return `${shown}  ${title}\n`;
  return `${shown}\n${indented(`in ${what}`, page)}`;
}

/** Text below the head of a finding, wrapped. */
function indented(text: string, { width }: Page): string {
  return wrapped(printable(text), width - INDENT.length)
    .map((line) => `${INDENT}${line}\n`)
    .join('');
}

/** The line of the text with what is wrong underlined. */
function excerptText({ finding, excerpt }: PlacedFinding, page: Page): string {
  if (!excerpt) return '';
  const number = String(finding.line);
  const before = `${INDENT}${number} | `;
  const { line, caret, length } = fitted(excerpt, page.width - before.length);
  const paint = page[PAINTS[finding.severity]];
  return [
    `${INDENT}${page.dim(`${number} |`)} ${line}\n`,
    `${INDENT}${page.dim(`${' '.repeat(number.length)} |`)} ${' '.repeat(caret)}${paint('^'.repeat(length))}\n`,
  ].join('');
}

/** An excerpt in at most `width` columns, and the columns of its mark. */
function fitted({ text, caret, length }: Excerpt, width: number): { line: string; caret: number; length: number } {
  // A long line is cut on the right, and on the left when the mark would be cut off.
  const isFar = widthOf(text.slice(0, caret + length)) > width && caret > BESIDE;
  const start = isFar ? caret - BESIDE : 0;
  const [left, right] = [start > 0 ? '…' : '', text.slice(start)];
  const line = left + (widthOf(left + right) <= width ? right : `${cutTo(right, width - left.length - 1)}…`);
  const before = widthOf(left) + widthOf(text.slice(start, caret));
  const marked = widthOf(text.slice(caret, caret + length));
  return { line, caret: before, length: Math.max(1, Math.min(marked, width - before)) };
}

/** What to write, and where; never wrapped, to be copied. */
function fixLines({ finding: { fix }, fixAt }: PlacedFinding, indent: string, page: Page): string {
  if (fix === undefined) return '';
  const lines = fix.trimEnd().split('\n').map(printable);
  const [first] = lines;
  const all = lines.length === 1 ? [`${fixAt}: ${first}`] : [`${fixAt}:`, ...lines.map((line) => `  ${line}`)];
  return all.map((line) => `${indent}${page.good(printable(line))}\n`).join('');
}
