import { describe, expect, test } from '@jest/globals';
import type { Rule } from '../../lib/checks/rule';
import { RULES } from '../../lib/checks/rules';
import { idsOf } from '../support/checks';

describe.each(RULES.map((rule): [string, Rule] => [rule.id, rule]))('%s', (id, { bad, good, options }) => {
  // An example that is said to be a whole cluster lacks more than it shows.
  const shown = (text: string) => idsOf(text, options).filter((other) => !options?.wholeCluster || other === id);

  test('is found in its bad example once, and nothing else is', () => {
    expect(shown(bad)).toEqual([id]);
  });

  test('is silent in its good example, as all rules are', () => {
    expect(shown(good)).toEqual([]);
  });
});

test('the ids are unique and in order', () => {
  const ids = RULES.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
});
