import { CheckedCluster, type CheckOptions } from '../../lib/checks/checked-cluster';
import { RULES } from '../../lib/checks/rules';
import type { Severity } from '../../lib/checks/severity';
import { Manifests } from '../../lib/manifests/manifests';

/** A finding in short. */
export interface ShortFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** The object and the line of the field: `Deployment shop/orders: replicas: 1`. */
  readonly at: string;
  readonly message: string;
  readonly fix: string | undefined;
}

/** What all rules find in a text. */
export function found(text: string, options: CheckOptions = {}): ShortFinding[] {
  return foundIn(Manifests.fromText('cluster.yaml', text), options);
}

export function foundIn(manifests: Manifests, options: CheckOptions = {}): ShortFinding[] {
  const checked = new CheckedCluster(manifests, options);
  return RULES.flatMap(({ id, severity, check }) =>
    check(checked).map((finding) => ({
      rule: id,
      severity: finding.severity ?? severity,
      at: `${finding.object.title}: ${finding.object.lineOf(finding.path).trim()}`,
      message: finding.message,
      fix: finding.fix,
    })),
  );
}

/** The ids of what is found. */
export const idsOf = (text: string, options: CheckOptions = {}): string[] =>
  found(text, options).map(({ rule }) => rule);
