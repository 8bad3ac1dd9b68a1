import { describe, expect, test } from '@jest/globals';
import { Manifests } from '../../lib';
import { RULES } from '../../lib/checks/rules';
import { findingsIn } from '../support/checks';

describe.each(RULES.map((rule) => [rule.id, rule] as const))('the examples of %s', (id, rule) => {
  const { bad, good, options } = rule;
  // An example that is short is no whole cluster, which other rules would say.
  const rules = options?.wholeCluster ? [rule] : RULES;

  test('it is found in the bad one, and nothing in the good one', () => {
    expect(findingsIn(bad, options, rules).map((found) => found.rule)).toEqual([id]);
    expect(findingsIn(good, options, rules)).toEqual([]);
  });

  test('in any order, as JSON and in a list it is the same', () => {
    const objects = Manifests.fromText('bad.yaml', bad).objects.map(({ value }) => value);
    const list = { apiVersion: 'v1', kind: 'List', items: objects.toReversed() };
    const withoutLines = (text: string) => findingsIn(text, options, rules).map(({ line, ...found }) => found);
    expect(withoutLines(JSON.stringify(list))).toEqual(withoutLines(bad));
  });
});
