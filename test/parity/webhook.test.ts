import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { admit, Manifests } from '../../lib';
import { PARITY, parityTest } from '../support/parity';

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const folder = join(PARITY, 'webhook');
const cases = existsSync(folder) ? readdirSync(folder).sort() : ['(absent)'];

/** The webhook's reason, and the part of ours that says the same. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^failed to parse proxy sidecar port: .*parsing "(.*)":/, 'azure.workload.identity/proxy-sidecar-port: got "$1"; '],
  [/^hostNetwork is set to true/, 'hostNetwork is true'],
  [/^serviceaccounts "(.*)" not found/, '/$1'],
  [/^strconv.ParseInt: parsing "(.*)":/, 'azure.workload.identity/service-account-token-expiration: got "$1"; '],
  [/^token expiration (\S*) not valid/, 'azure.workload.identity/service-account-token-expiration: got "'],
];

const translated = (reason: string) => {
  const [pattern, ours] = REASONS.find(([known]) => known.test(reason)) ?? [];
  const match = pattern?.exec(reason);
  return ours?.replace('$1', match?.[1] ?? '') ?? `unknown reason: ${reason}`;
};

describe('what the real webhook did', () => {
  for (const name of cases) {
    parityTest(`webhook/${name}`, () => {
      const manifests = Manifests.fromPaths([join(folder, name, 'cluster.yaml')]);
      const expected = JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8'));
      expect(Object.keys(expected)).toEqual(['1.29', '1.35']);
      for (const [kubernetesVersion, answer] of Object.entries<{ called: boolean; refused?: string; pod?: object }>(
        expected,
      )) {
        const [admitted, ...others] = admit(manifests, { tenantId: TENANT, kubernetesVersion });
        expect(others).toEqual([]);
        const { called, pod, refused } = admitted ?? {};
        expect({ called, pod }).toEqual({ called: answer.called, pod: answer.pod });
        if (answer.refused === undefined) expect(refused).toBeUndefined();
        else expect(refused).toContain(translated(answer.refused));
      }
    });
  }
});
