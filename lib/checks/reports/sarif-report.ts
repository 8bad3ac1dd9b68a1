import { createHash } from 'node:crypto';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { jsonText } from '../../validate/json-text';
import { ALL_RULES } from '../all-rules';
import type { Finding, PlacedFinding } from '../finding';
import type { CheckReport, PlacedSuppressedFinding } from '../report-on';
import type { Severity } from '../severity';
import { ruleMarkdown } from './rule-text';

/** The version of the tool, and the folder that paths are relative to. */
export interface SarifContext {
  readonly version: string;
  readonly folder: string;
}

const LEVELS: { readonly [severity in Severity]: 'error' | 'warning' | 'note' } = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

const INDICES = new Map(ALL_RULES.map(({ id }, i) => [id, i]));

/** Findings for code scanning: SARIF 2.1.0. */
export function sarifReport(report: CheckReport, listsSuppressed: boolean, context: SarifContext): Iterable<string> {
  return jsonText({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: driverOf(context) },
        columnKind: 'utf16CodeUnits',
        results: resultsOf(report, listsSuppressed, context),
      },
    ],
  });
}

/** A generator, so that results are made while they are written. */
function* resultsOf(report: CheckReport, listsSuppressed: boolean, context: SarifContext) {
  const prints = new Fingerprints();
  for (const placed of report.findings) yield resultOf(placed, prints, context);
  // Only on request: readers that do not support suppressions would show them as findings.
  if (listsSuppressed) for (const placed of report.suppressed) yield suppressedResultOf(placed, prints, context);
}

function driverOf({ version }: SarifContext) {
  return {
    name: 'aad-pod-identity check',
    semanticVersion: version,
    rules: ALL_RULES.map((rule) => ({
      id: rule.id,
      shortDescription: { text: `${rule.title}.` },
      fullDescription: { text: rule.why },
      help: { text: `${rule.why}\n\nIn the cluster: ${rule.symptom}`, markdown: ruleMarkdown(rule) },
      defaultConfiguration: { level: LEVELS[rule.severity] },
    })),
  };
}

function resultOf({ finding, fixAt }: PlacedFinding, prints: Fingerprints, { folder }: SarifContext) {
  const { rule, severity, object, file, line, column, path, message, fix, fixIn } = finding;
  return {
    ruleId: rule,
    ruleIndex: INDICES.get(rule),
    level: LEVELS[severity],
    message: {
      text: withoutLinks(`${object}: ${message}${fix === undefined ? '' : `\n${fixAt}: ${fix.trimEnd()}`}`),
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: locationOf(file, folder),
          region: { startLine: line, startColumn: column },
        },
        logicalLocations: [{ fullyQualifiedName: `${object}${path}`, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'aadPodIdentityFinding/v1': prints.of(finding) },
    properties: {
      ...{ object, path },
      ...(fix !== undefined && { suggestion: fix }),
      ...(fixIn !== undefined && { suggestionIn: fixIn }),
    },
  };
}

/** SARIF reads `[text](target)` as a link, in plain text, too. */
function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

function suppressedResultOf(placed: PlacedSuppressedFinding, prints: Fingerprints, context: SarifContext) {
  const { kind, reason: justification } = placed;
  return { ...resultOf(placed, prints, context), suppressions: [{ kind, justification }] };
}

/** The file relative to the folder, so that it is the same on every machine; a file elsewhere with its absolute path. */
function locationOf(file: string, folder: string) {
  const absolute = resolve(folder, file);
  const path = relative(folder, absolute);
  if (path.startsWith('..') || isAbsolute(path)) return { uri: pathToFileURL(absolute).href };
  return {
    uri: path
      .split(sep)
      .map((part) => encodeURIComponent(Buffer.from(part).toString()))
      .join('/'),
    uriBaseId: '%SRCROOT%',
  };
}

/** Identifies a finding although its line changes. */
class Fingerprints {
  private readonly counts = new Map<string, number>();

  public of({ rule, object, path }: Finding): string {
    const key = JSON.stringify([rule, object, path]);
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return createHash('sha256').update(`${key}${count}`).digest('hex').slice(0, 32);
  }
}
