import { describe, expect, test } from '@jest/globals';
import { RULES } from '../lib/checks/rules';
import { findingsIn } from './support/checks';

describe('the examples of rules', () => {
  test.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    const { bad, good, options } = rule;
    // An example that is short is no whole cluster, which other rules would say.
    const rules = options?.wholeCluster ? [rule] : RULES;
    expect(findingsIn(bad, options, rules).map((found) => found.rule)).toEqual([id]);
    expect(findingsIn(good, options, rules)).toEqual([]);
  });
});
