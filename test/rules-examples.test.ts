import { describe, expect, test } from '@jest/globals';
import { RULES } from '../lib/checks/rules';
import { findingsIn } from './support/checks';

describe('the examples of rules', () => {
  test.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, { bad, good, options }) => {
    expect(findingsIn(bad, options).map(({ rule }) => rule)).toEqual([id]);
    expect(findingsIn(good, options)).toEqual([]);
  });
});
