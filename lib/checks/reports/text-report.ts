import { counted } from '../../validate/counted';
import { printable } from '../../validate/printable';
import type { Style } from '../../validate/style';
import type { PlacedFinding } from '../finding';
import type { CheckReport, PlacedSuppressedFinding } from '../report-on';
import { Severity } from '../severity';

const PAINTS = { error: 'bad', warning: 'warn', info: 'dim' } as const;

/**
 * Findings for people: by file, each with its line and what to write instead, a summary, and what is probably elsewhere.
 * Empty when there is nothing.
 */
export function textReport(
  { findings, suppressed, note }: Pick<CheckReport, 'findings' | 'suppressed'> & Partial<CheckReport>,
  style: Style,
  listsSuppressed = false,
): string {
  const elsewhere = note === undefined ? '' : `${note}\n`;
  if (findings.length === 0 && suppressed.length === 0) return elsewhere;
  const list = listsSuppressed && suppressed.length > 0;
  return [
    ...byFile(findings, (finding) => findingText(finding, style), style),
    ...(list
      ? [`${style.bold('Suppressed')}\n`, ...byFile(suppressed, (one) => suppressedText(one, style), style)]
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

/** The findings are in the order of their files. */
function byFile<T extends PlacedFinding>(all: readonly T[], text: (one: T) => string, style: Style): string[] {
  return all.map((one, i) => {
    const { file } = one.finding;
    return file === all[i - 1]?.finding.file ? text(one) : `${style.bold(printable(file))}\n${text(one)}`;
  });
}

function findingText(placed: PlacedFinding, style: Style): string {
  const { message, fix } = placed.finding;
  const fixes =
    fix === undefined
      ? []
      : fix
          .trimEnd()
          .split('\n')
          .map((text, i) => `${i === 0 ? 'write:' : '      '} ${printable(text)}`);
  const lines = [
    ...message.split('\n').map(printable),
    ...excerptOf(placed, style),
    ...fixes.map((text) => style.good(text)),
  ];
  return `${headOf(placed, style)}${lines.map((text) => `    ${text}\n`).join('')}`;
}

function suppressedText(placed: PlacedSuppressedFinding, style: Style): string {
  return `${headOf(placed, style)}    ${printable(placed.finding.message)}\n    reason: ${printable(placed.reason)}\n`;
}

function headOf({ finding, field }: PlacedFinding, style: Style): string {
  const { severity, rule, object, construct } = finding;
  const where = `${finding.line}:${finding.column}`;
  const made = construct === undefined ? '' : `, construct ${construct}`;
  const what = printable(`${object}${field === '' ? '' : `, ${field}`}${made}`);
  return `  ${where}  ${style[PAINTS[severity]](severity)}  ${style.bold(rule)}  ${what}\n`;
}

/** The line of the text with the field underlined. */
function excerptOf({ finding, excerpt }: PlacedFinding, style: Style): string[] {
  if (!excerpt) return [];
  const number = String(finding.line);
  const { text, caret } = excerpt;
  const paint = style[PAINTS[finding.severity]];
  return [
    `${style.dim(`${number} |`)} ${text}`,
    `${style.dim(`${' '.repeat(number.length)} |`)} ${' '.repeat(caret)}${paint('^'.repeat(text.length - caret))}`,
  ];
}
