import { describe, expect, test } from '@jest/globals';
import { CheckedCluster, type CheckOptions } from '../lib/checks/checked-cluster';
import type { Rule } from '../lib/checks/rule';
import { RULES } from '../lib/checks/rules';
import { Manifests } from '../lib/manifests/manifests';

/** What all rules find, as `rule: Kind namespace/name line`. */
function found(text: string, options: CheckOptions = {}): string[] {
  const checked = new CheckedCluster(Manifests.fromText('cluster.yaml', text), options);
  return RULES.flatMap(({ id, check }) =>
    check(checked).map(({ object, path }) => `${id}: ${object.title} ${object.positionOf(path).line}`),
  );
}

describe.each(RULES.map((rule): [string, Rule] => [rule.id, rule]))('%s', (id, { bad, good, options, severity }) => {
  test('is found in its bad example, and nothing else is', () => {
    const findings = found(bad, options);
    expect(findings).toEqual([expect.stringMatching(new RegExp(`^${id}: `))]);
    expect(['error', 'warning', 'info']).toContain(severity);
  });

  test('is silent in its good example, as all rules are', () => {
    expect(found(good, options)).toEqual([]);
  });
});

test('the ids are the names of the files, in order', () => {
  const ids = RULES.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
});
