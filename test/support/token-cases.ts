import { expect, test } from '@jest/globals';
import type { CheckOptions } from '../../lib';
import { RULES } from '../../lib/checks/rules';
import { findingsIn } from './checks';
import { yaml } from './cluster';
import { client, USE, withClientId, workload } from './federation';

export const [ONE, TWO] = [client(1), client(2)];
export const ACCOUNT = withClientId('shop', 'orders', ONE);
export const MAIN = { name: 'main', image: 'registry.example/main:1' };

type Rest = NonNullable<Parameters<typeof workload>[2]>;

/** Pods with the label and the account of the examples. */
export const pods = (rest: Rest = {}, name = 'web') =>
  workload('shop', name, { labels: USE, account: 'orders', ...rest });

/** An annotation or a label of Workload Identity. */
export const wi = (key: string, value: unknown) => ({ [`azure.workload.identity/${key}`]: value });

/** The same with the proxy. */
export const proxied = (rest: Rest = {}) => {
  const { annotations, ...others } = rest;
  return pods({ annotations: { ...wi('inject-proxy-sidecar', 'true'), ...annotations }, ...others });
};

/** What is found: `error spec.template… | fix`. */
export function foundBy(rule: string, objects: readonly object[], options: CheckOptions = {}): string[] {
  if (!RULES.some(({ id }) => id === rule)) throw new Error(`no rule ${rule}`);
  return findingsIn(yaml(...objects), options)
    .filter((finding) => finding.rule === rule)
    .map(({ severity, path, fix }) => `${severity} ${path}${fix === undefined ? '' : ` | ${fix}`}`);
}

/** A case: what, the objects, what is found, and the options. */
export type TokenCase = readonly [
  what: string,
  objects: readonly object[],
  found: readonly string[],
  options?: CheckOptions,
];

/** Tests of one rule. */
export function testRule(rule: string, cases: readonly TokenCase[]): void {
  test.each(cases.map((one) => [`${rule}: ${one[0]}`, one] as const))('%s', (_what, [, objects, found, options]) => {
    expect(foundBy(rule, objects, options)).toEqual(found);
  });
}

/** The whole cluster. */
export const WHOLE: CheckOptions = { wholeCluster: true };
