import { compareBytes } from '../../go/compare';
import { indexed } from '../../validate/indexed';
import { printableLines } from '../../validate/printable';
import { NO_COLOURS } from '../../validate/style';
import { FailOn, hasFailed } from '../fail-on';
import type { PlacedFinding } from '../finding';
import type { CheckReport, PlacedSuppressedFinding } from '../report-on';
import { summaryOf, textReport } from './text-report';

const SUITE = 'aad-pod-identity check';

/** Findings for CI systems that show JUnit's results: a test for each file, which fails with its findings. */
export function* junitReport(
  { checked, findings, suppressed }: CheckReport,
  listsSuppressed: boolean,
  failOn: FailOn | undefined,
): Iterable<string> {
  const found = indexed(findings, ({ finding }) => finding.file);
  const accepted = indexed(listsSuppressed ? suppressed : [], ({ finding }) => finding.file);
  const objects = checked.cluster.manifests.objects.map(({ file }) => file);
  const files = [...new Set([...objects, ...found.keys(), ...accepted.keys()])].sort(compareBytes);
  const failures = files.filter((file) => hasFailed(found.get(file) ?? [], failOn)).length;
  const counts = `tests="${files.length}" failures="${failures}" errors="0"`;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="${SUITE}" ${counts} time="0">\n`;
  yield `  <testsuite name="${SUITE}" ${counts} skipped="0" time="0">\n`;
  for (const file of files) yield testOf(file, found.get(file) ?? [], accepted.get(file) ?? [], failOn);
  yield '  </testsuite>\n</testsuites>\n';
}

function testOf(
  file: string,
  findings: readonly PlacedFinding[],
  suppressed: readonly PlacedSuppressedFinding[],
  failOn: FailOn | undefined,
): string {
  const test = `    <testcase classname="${SUITE}" name="${xmlText(file)}" time="0"`;
  if (findings.length + suppressed.length === 0) return `${test}/>\n`;
  const failed = findings.filter((one) => hasFailed([one], failOn));
  const others = findings.filter((one) => !failed.includes(one));
  const failure =
    failed.length === 0
      ? ''
      : `      <failure message="${xmlText(summaryOf(failed))}" type="${hasFailed(failed, FailOn.ERROR) ? 'error' : 'warning'}">${textOf(failed, [])}</failure>\n`;
  const output =
    others.length + suppressed.length === 0 ? '' : `      <system-out>${textOf(others, suppressed)}</system-out>\n`;
  return `${test}>\n${failure}${output}    </testcase>\n`;
}

const textOf = (findings: readonly PlacedFinding[], suppressed: readonly PlacedSuppressedFinding[]) =>
  xmlText(textReport({ findings, suppressed }, NO_COLOURS, { listsSuppressed: true }));

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text of an element or an attribute of XML 1.0, which has no form for most control characters and for U+FFFE and U+FFFF. */
export function xmlText(text: string): string {
  return printableLines(text)
    .replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
