import { Manifests } from '../../lib';
import { CheckedCluster, type CheckOptions } from '../../lib/checks/checked-cluster';
import { RULES } from '../../lib/checks/rules';
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

/** What all rules find in a text. */
export function findingsIn(text: string, options: CheckOptions = {}, rules = RULES): Found[] {
  return findingsOf(Manifests.fromText('cluster.yaml', text), options, rules);
}

/** What all rules find in manifests. */
export function findingsOf(manifests: Manifests, options: CheckOptions = {}, rules = RULES): Found[] {
  const checked = new CheckedCluster(manifests, options);
  return rules.flatMap((rule) =>
    rule.check(checked).map(({ object, path, message, severity = rule.severity, fix }) => ({
      rule: rule.id,
      severity,
      object: object.title,
      line: object.positionOf(path).line,
      path: fieldOf(path),
      message,
      fix,
    })),
  );
}

/** The rules that find something, with the field. */
export const toldIn = (text: string, options: CheckOptions = {}, rules = RULES): string[] =>
  findingsIn(text, options, rules).map(({ rule, path }) => `${rule} ${path}`);
