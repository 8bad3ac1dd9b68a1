import { expect } from '@jest/globals';
import { Manifests } from '../../lib';
import { CheckedCluster, type CheckOptions } from '../../lib/checks/checked-cluster';
import { foundIn } from '../../lib/checks/report-on';
import { RULES } from '../../lib/checks/rules';
import type { Severity } from '../../lib/checks/severity';
import { fieldAt } from '../../lib/validate/path';

/** A finding as tests compare it. */
export interface RuleFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly object: string;
  readonly line: number;
  readonly path: string;
  /** The object and the line of the field: `Deployment shop/orders: replicas: 1`. */
  readonly at: string;
  readonly message: string;
  readonly fix: string | undefined;
}

/** The mistake as a full sentence, its effect, what to write. */
const MESSAGE = /^[A-Z].*[^.]\. [A-Z-].*\.$/s;

/** What all rules find in a text. */
export function findingsIn(text: string, options: CheckOptions = {}, rules = RULES): RuleFinding[] {
  return findingsOf(Manifests.fromText('cluster.yaml', text), options, rules);
}

/** What all rules find in manifests. */
export function findingsOf(manifests: Manifests, options: CheckOptions = {}, rules = RULES): RuleFinding[] {
  const checked = new CheckedCluster(manifests, options);
  return rules.flatMap((rule) =>
    foundIn(checked, [rule]).here.map(({ object, path, message, severity, fix }) => {
      // Without a matcher for each of so many.
      if (!MESSAGE.test(message)) expect(message).toMatch(MESSAGE);
      if ('place' in object) throw new Error(`${rule.id} is about no object`);
      return {
        rule: rule.id,
        severity,
        object: object.title,
        line: object.positionOf(path).line,
        path: fieldAt(path),
        at: `${object.title}: ${object.lineOf(path).trim()}`,
        message,
        fix,
      };
    }),
  );
}

/** The rules that find something, with the field. */
export const placesIn = (text: string, options: CheckOptions = {}, rules = RULES): string[] =>
  findingsIn(text, options, rules).map(({ rule, path }) => `${rule} ${path}`);

/** The ids of the rules that find something. */
export const idsIn = (text: string, options: CheckOptions = {}): string[] =>
  findingsIn(text, options).map(({ rule }) => rule);
