import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { type Assignments, Manifests, Mode, type SimulateOptions, simulate, type WorkloadIdentities } from '../../lib';
import { ISSUER } from '../support/federation';
import { PARITY, parityTest } from '../support/parity';

const casesOf = (family: string) =>
  existsSync(join(PARITY, family)) ? readdirSync(join(PARITY, family)).sort() : ['(absent)'];

const RUNS: { readonly [name: string]: SimulateOptions } = {
  standard: {},
  forced: { forceNamespaced: true },
  managed: { mode: Mode.MANAGED },
};

const nameOf = ({ kind, namespace, name }: WorkloadIdentities) => `${kind} ${namespace}/${name}`;

/** The AzureAssignedIdentities, as the recording tells them. */
const assigned = ({ workloads }: Assignments) =>
  workloads.flatMap((workload) =>
    workload.identities.map(({ namespace, name, binding, assignedIn }) => ({
      workload: nameOf(workload),
      identity: `${namespace}/${name}`,
      binding,
      assignedIn,
    })),
  );

/** What NMI answers, as the recording tells it. */
const tokens = ({ workloads }: Assignments) =>
  Object.fromEntries(
    workloads.map((workload) => [
      nameOf(workload),
      {
        excepted: workload.excepted,
        identities: workload.excepted
          ? []
          : workload.identities.map(({ namespace, name }) => `${namespace}/${name}`).sort(),
      },
    ]),
  );

const FAMILIES = [
  { family: 'assignments', runs: ['standard', 'forced'], answer: assigned },
  { family: 'tokens', runs: ['standard', 'forced', 'managed'], answer: tokens },
] as const;

const expectedOf = (family: string, name: string) =>
  JSON.parse(readFileSync(join(PARITY, family, name, 'expected.json'), 'utf8'));
const sorted = (answer: unknown) =>
  Array.isArray(answer) ? answer.map((item) => JSON.stringify(item)).sort() : answer;

for (const { family, runs, answer } of FAMILIES) {
  describe(family, () => {
    const cases = casesOf(family);
    for (const name of cases) {
      parityTest(`${family}/${name}`, () => {
        const expected = expectedOf(family, name);
        const manifests = Manifests.fromPaths([join(PARITY, family, name, 'cluster.yaml')]);
        for (const run of runs) {
          expect({ run, answer: sorted(answer(simulate(manifests, RUNS[run]))) }).toEqual({
            run,
            answer: sorted(expected[run]),
          });
        }
      });
    }

    parityTest(`all of ${family} as one cluster`, () => {
      const all = cases.map((name) => expectedOf(family, name));
      const manifests = Manifests.fromPaths(cases.map((name) => join(PARITY, family, name, 'cluster.yaml')));
      // No recorded cluster has Workload Identity: nothing of it may be in the answer, whatever the options are.
      const plain = JSON.stringify(simulate(manifests));
      expect(JSON.stringify(simulate(manifests, { issuer: ISSUER, federated: [] }))).toBe(plain);
      expect(plain).not.toMatch(/"(serviceAccount|refused|via|subject|resourceID|federated)":/);
      for (const run of runs) {
        const recorded = all.map((one) => one[run]);
        const expected = Array.isArray(recorded[0]) ? recorded.flat() : Object.assign({}, ...recorded);
        expect(sorted(answer(simulate(manifests, RUNS[run])))).toEqual(sorted(expected));
      }
    });
  });
}
