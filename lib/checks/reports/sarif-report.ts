import { createHash } from 'node:crypto';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ALL_RULES } from '../all-rules';
import type { Finding, PlacedFinding } from '../finding';
import type { CheckReport, PlacedSuppressedFinding } from '../report-on';
import type { Severity } from '../severity';
import { ruleMarkdown } from './rule-text';

/** Which version, and from which folder its paths lead. */
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
export function sarifReport(report: CheckReport, listsSuppressed: boolean, context: SarifContext): string {
  const prints = new Fingerprints();
  const results = [
    ...report.findings.map((placed) => resultOf(placed, prints, context)),
    // Only when they are asked for: not every reader of SARIF knows suppressions, and those show them as findings.
    ...(listsSuppressed ? report.suppressed.map((placed) => suppressedResultOf(placed, prints, context)) : []),
  ];
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: driverOf(context) }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
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

function resultOf({ finding }: PlacedFinding, prints: Fingerprints, { folder }: SarifContext) {
  const { rule, severity, object, file, line, column, path, message, fix } = finding;
  return {
    ruleId: rule,
    ruleIndex: INDICES.get(rule),
    level: LEVELS[severity],
    message: { text: `${object}: ${message}${fix === undefined ? '' : `\nWrite: ${fix.trimEnd()}`}` },
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
  };
}

function suppressedResultOf(placed: PlacedSuppressedFinding, prints: Fingerprints, context: SarifContext) {
  const { kind, reason: justification } = placed;
  return { ...resultOf(placed, prints, context), suppressions: [{ kind, justification }] };
}

/** The file as seen from the folder, so that it is the same on every machine; what is elsewhere with its whole path. */
function locationOf(file: string, folder: string) {
  const absolute = resolve(folder, file);
  const path = relative(folder, absolute);
  if (path.startsWith('..') || isAbsolute(path)) return { uri: pathToFileURL(absolute).href };
  return { uri: path.split(sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

/** What makes a finding the same one when lines above it come and go. */
class Fingerprints {
  private readonly counts = new Map<string, number>();

  public of({ rule, object, path }: Finding): string {
    const key = JSON.stringify([rule, object, path]);
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return createHash('sha256').update(`${key}${count}`).digest('hex').slice(0, 32);
  }
}
