import { printable, printableLines } from '../../validate/printable';
import type { PlacedFinding } from '../finding';
import type { CheckReport } from '../report-on';
import type { Severity } from '../severity';

const COMMANDS: { readonly [severity in Severity]: string } = { error: 'error', warning: 'warning', info: 'notice' };

/** Findings as workflow commands of GitHub, one a line: the runner makes annotations of them. */
export function* githubReport({ findings, suppressed }: CheckReport, listsSuppressed: boolean): Iterable<string> {
  for (const placed of findings) yield `${commandOf(placed, COMMANDS[placed.finding.severity])}\n`;
  if (!listsSuppressed) return;
  for (const placed of suppressed) yield `${commandOf(placed, 'notice', `\nSuppressed: ${placed.reason}`)}\n`;
}

function commandOf({ finding, fixAt }: PlacedFinding, command: string, more = ''): string {
  const { rule, object, file, line, column, message, fix } = finding;
  // What is not a file of the repository has no lines to annotate.
  const place = file.startsWith('<') ? {} : { file, line, endLine: line, col: column };
  const properties = Object.entries({ ...place, title: rule })
    .map(([name, value]) => `${name}=${githubProperty(String(value))}`)
    .join(',');
  const text = `${object}: ${message}${fix === undefined ? '' : `\n${fixAt}: ${fix.trimEnd()}`}${more}`;
  return `::${command} ${properties}::${githubData(text)}`;
}

/** Text of a workflow command, as GitHub's toolkit escapes it; with line breaks, and no other invisible character. */
export function githubData(text: string): string {
  return printableLines(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The value of a property of a workflow command, as GitHub's toolkit escapes it. */
export function githubProperty(text: string): string {
  return githubData(printable(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
