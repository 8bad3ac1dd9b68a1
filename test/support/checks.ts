import { Manifests } from '../../lib';
import { CheckedCluster, type CheckOptions } from '../../lib/checks/checked-cluster';
import { RULES } from '../../lib/checks/rules';
import type { Severity } from '../../lib/checks/severity';
import { fieldOf } from '../../lib/manifests/refusal';

/** A finding as tests look at it. */
export interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly object: string;
  readonly line: number;
  readonly path: string;
  readonly message: string;
  readonly fix: string | undefined;
}

/** What all rules find in YAML. */
export function findingsIn(text: string, options: CheckOptions = {}, rules = RULES): Found[] {
  return findingsOf(Manifests.fromText('cluster.yaml', text), options, rules);
}

/** What all rules find in manifests. */
export function findingsOf(manifests: Manifests, options: CheckOptions = {}, rules = RULES): Found[] {
  return eachFinding(manifests, options, rules).map(({ rule, severity, finding: { object, path, message, fix } }) => ({
    rule,
    severity,
    object: object.title,
    line: object.positionOf(path).line,
    path: fieldOf(path),
    message,
    fix,
  }));
}

/** The rules that find something, with the field. */
export const toldIn = (text: string, options: CheckOptions = {}, rules = RULES): string[] =>
  findingsIn(text, options, rules).map(({ rule, path }) => `${rule} ${path}`);

/** A finding in short. */
export interface ShortFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** The object and the line of the field: `Deployment shop/orders: replicas: 1`. */
  readonly at: string;
  readonly message: string;
  readonly fix: string | undefined;
}

/** What all rules find in YAML, in short. */
export function found(text: string, options: CheckOptions = {}): ShortFinding[] {
  const manifests = Manifests.fromText('cluster.yaml', text);
  return eachFinding(manifests, options).map(({ rule, severity, finding: { object, path, message, fix } }) => ({
    rule,
    severity,
    at: `${object.title}: ${object.lineOf(path).trim()}`,
    message,
    fix,
  }));
}

/** The ids of what is found. */
export const idsOf = (text: string, options: CheckOptions = {}): string[] =>
  found(text, options).map(({ rule }) => rule);

function eachFinding(manifests: Manifests, options: CheckOptions, rules = RULES) {
  const checked = new CheckedCluster(manifests, options);
  return rules.flatMap(({ id, severity, check }) =>
    check(checked).map((finding) => ({ rule: id, severity: finding.severity ?? severity, finding })),
  );
}
