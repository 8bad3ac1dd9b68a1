import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Manifests, MigrationStage } from '../../lib';
import { neededCredentials } from '../../lib/migration/needed-credentials';
import { planOf } from '../../lib/migration/plan';
import { simulationOf } from '../../lib/simulation/simulation-of';
import { buildStages, type RandomStages, randomStages } from '../support/random-stages';
import { runs } from '../support/size';
import { readYaml } from '../support/yaml-1.1';

// Whatever apps declare, a plan of the YAML they write names the accounts and credentials that the constructs name.

beforeAll(() => {
  jest.spyOn(console, 'warn').mockReturnValue();
});
afterAll(() => {
  jest.restoreAllMocks();
});

function written(random: RandomStages) {
  const { app, declared } = buildStages(random);
  try {
    return { yaml: app.synthYaml(), declared };
  } catch {
    // What is refused is tested elsewhere.
    return undefined;
  }
}

const { POD_IDENTITY, DUAL, PROXY, WORKLOAD_IDENTITY } = MigrationStage;
const FOLLOWS = { [POD_IDENTITY]: DUAL, [DUAL]: WORKLOAD_IDENTITY, [PROXY]: WORKLOAD_IDENTITY };

/** Identities of other apps are not in the YAML. */
const LACKS = /AzureIdentity \S+ is not among the paths/;

function check({ yaml, declared }: NonNullable<ReturnType<typeof written>>): void {
  const manifests = Manifests.fromText('app.yaml', yaml);
  const simulation = simulationOf(manifests);
  const plan = planOf(simulation);
  const needed = neededCredentials(simulation.cluster, simulation);
  const operator = readYaml(yaml)
    .filter(({ kind }) => kind === 'FederatedIdentityCredential')
    .map(({ spec }) => `${spec.subject} ${spec.owner.armId}`.toLowerCase())
    .sort();
  for (const { key, stage, resourceIds } of declared) {
    const planned = plan.workloads.find(
      ({ workload: { kind, namespace, name } }) => key === `${kind} ${namespace}/${name}`,
    );
    if (!planned) continue;
    const today = stage ?? POD_IDENTITY;
    const hasIdentities = planned.identities.length > 0;
    expect({ key, stage: planned.stage, next: planned.next }).toEqual({
      key,
      stage: today,
      next: today === WORKLOAD_IDENTITY || !hasIdentities ? undefined : FOLLOWS[today],
    });
    // Identities of other apps are known by the annotation of the account only.
    if (today === POD_IDENTITY) continue;
    const ids = planned.identities.filter(({ kind }) => kind === 'managedIdentity').map(({ identity }) => identity);
    expect({ key, ids: ids.sort() }).toEqual({ key, ids: [...resourceIds].sort() });
  }
  // The operator's objects are for all stages, and for identities of which the resource id is known.
  const isPartial = plan.workloads.filter(({ blockers }) => blockers.some(({ problem }) => LACKS.test(problem)));
  const partial = new Set(isPartial.map(({ account }) => account?.name));
  const managed = needed
    .filter(({ kind, account }) => kind === 'managedIdentity' && !partial.has(account))
    .map(({ subject, identity }) => `${subject} ${identity}`.toLowerCase())
    .sort();
  expect(operator).toEqual(expect.arrayContaining(managed));
  const missing = plan.identities.flatMap((one) => one.missing);
  expect(missing.filter(({ kind, account }) => kind === 'managedIdentity' && !partial.has(account))).toEqual([]);
}

describe('a plan of what constructs write', () => {
  for (const only of [undefined, ...Object.values(MigrationStage)]) {
    test(`at ${only ?? 'any'} stage`, () => {
      let planned = 0;
      fc.assert(
        fc.property(randomStages(only), (random) => {
          const app = written(random);
          if (!app) return;
          check(app);
          planned++;
        }),
        { numRuns: runs(100) },
      );
      expect(planned).toBeGreaterThan(2);
    });
  }
});
