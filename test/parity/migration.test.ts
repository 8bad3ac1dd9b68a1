import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { Manifests, MigrationStage } from '../../lib';
import { neededCredentials } from '../../lib/migration/needed-credentials';
import { planOf } from '../../lib/migration/plan';
import { answerOf } from '../../lib/simulation/answer';
import { simulationOf } from '../../lib/simulation/simulation-of';
import { PARITY, parityTest } from '../support/parity';

const RUNS = [{}, { forceNamespaced: true }];

// The recorded clusters, whose answers are those of the real MIC and NMI (test/parity/assignments.test.ts).
for (const family of ['assignments', 'tokens']) {
  const cases = existsSync(join(PARITY, family)) ? readdirSync(join(PARITY, family)).sort() : ['(absent)'];
  describe(`migrate plan on ${family}`, () => {
    for (const name of cases) {
      parityTest(`${family}/${name}: each workload with exactly its identities, and a credential for each`, () => {
        const manifests = Manifests.fromPaths([join(PARITY, family, name, 'cluster.yaml')]);
        for (const run of RUNS) {
          const simulation = simulationOf(manifests, run);
          const answer = answerOf(simulation).workloads;
          const expected = answer
            .filter(({ identities }) => identities.length > 0)
            .map(({ kind, namespace, name: called, identities }) => ({
              workload: `${kind} ${namespace}/${called}`,
              identities: [...new Set(identities.map(({ clientID }) => clientID.toLowerCase()))].sort(),
            }));
          const plan = planOf(simulation, { to: MigrationStage.DUAL });
          const planned = plan.workloads.map(({ workload, identities }) => ({
            workload: `${workload.kind} ${workload.namespace}/${workload.name}`,
            identities: [...new Set(identities.map(({ clientId }) => clientId.toLowerCase()))].sort(),
          }));
          expect({ run, planned: planned.filter(({ identities }) => identities.length > 0) }).toEqual({
            run,
            planned: expected,
          });
          const needed = neededCredentials(simulation.cluster, simulation);
          for (const { workload, identities, account } of plan.workloads) {
            const title = `${workload.kind} ${workload.namespace}/${workload.name}`;
            const own = needed.filter(
              (one) => one.workloads.includes(title) && one.account === account?.name && one.identity !== '',
            );
            expect(own.map(({ identity }) => identity.toLowerCase()).sort()).toEqual(
              identities
                .map(({ identity }) => identity.toLowerCase())
                .filter((identity) => identity !== '')
                .sort(),
            );
          }
        }
      });
    }
  });
}
