import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Assignments, Manifests, MigrationStage, simulate, type WorkloadIdentities } from '../../lib';
import { compare } from '../../lib/simulation/compare';
import { simulationOf } from '../../lib/simulation/simulation-of';
import { buildStages, type Declared, type RandomStages, randomStages } from '../support/random-stages';
import { runs } from '../support/size';

// Whatever apps declare, `assignments` finds exactly that in the YAML they write, and no stage changes it.

beforeAll(() => {
  jest.spyOn(console, 'warn').mockReturnValue();
});
afterAll(() => {
  jest.restoreAllMocks();
});

const { POD_IDENTITY, DUAL, PROXY, WORKLOAD_IDENTITY } = MigrationStage;
const ISSUER = 'https://westeurope.oic.prod-aks.azure.com/tenant/cluster/';

interface Written {
  readonly manifests: Manifests;
  readonly declared: Declared[];
}

/** Undefined when synth refuses the app. MIC knows only identities that are among the manifests. */
function written(random: RandomStages): Written | undefined {
  const identities = random.identities.map((one) =>
    one.kind === 'imported' ? { ...one, kind: 'managed' as const } : one,
  );
  const { app, declared } = buildStages({ ...random, identities });
  try {
    return { manifests: Manifests.fromText('app.yaml', app.synthYaml()), declared };
  } catch {
    return undefined;
  }
}

const keyOf = ({ kind, namespace, name }: Pick<WorkloadIdentities, 'kind' | 'namespace' | 'name'>) =>
  `${kind} ${namespace}/${name}`;
const idsOf = ({ identities }: WorkloadIdentities) => [...new Set(identities.map(({ clientID }) => clientID))].sort();
const waysOf = ({ identities }: WorkloadIdentities) => [...new Set(identities.map(({ via }) => via))];

const WAYS: { readonly [stage in MigrationStage]: readonly string[] } = {
  [POD_IDENTITY]: ['pod-identity'],
  [DUAL]: ['pod-identity', 'workload-identity'],
  [PROXY]: ['proxy'],
  [WORKLOAD_IDENTITY]: ['workload-identity'],
};

/** What workloads without an identity get from others on their ServiceAccount. */
function shared(answer: Assignments, declared: readonly Declared[], workload: WorkloadIdentities): string[] {
  const users = answer.workloads.filter(
    ({ namespace, serviceAccount }) => namespace === workload.namespace && serviceAccount === workload.serviceAccount,
  );
  return users.flatMap((user) => [...(declared.find(({ key }) => key === keyOf(user))?.clientIds ?? [])]);
}

describe('assignments of what apps write', () => {
  test('each workload has the client ids of its declared identities, by the ways of its stage', () => {
    let count = 0;
    fc.assert(
      fc.property(randomStages(), (random) => {
        const app = written(random);
        if (!app) return;
        count++;
        const answer = simulate(app.manifests, { issuer: ISSUER });
        const usesToken = answer.workloads.some(({ serviceAccount }) => serviceAccount !== undefined);
        for (const { key, clientIds, stage = POD_IDENTITY } of app.declared) {
          const workload = answer.workloads.find((one) => keyOf(one) === key) as WorkloadIdentities;
          const ids = idsOf(workload);
          if (clientIds.size === 0) {
            for (const id of ids) expect(shared(answer, app.declared, workload)).toContain(id);
            if (workload.serviceAccount === 'default') expect(ids).toEqual([]);
            continue;
          }
          expect({ key, ids }).toEqual({ key, ids: [...clientIds].sort() });
          if (usesToken) expect({ key, ways: waysOf(workload) }).toEqual({ key, ways: WAYS[stage] });
          const federated = workload.identities.filter(({ subject }) => subject !== undefined);
          expect(federated).toHaveLength(stage === POD_IDENTITY ? 0 : clientIds.size);
          for (const { resourceID, federated: isFederated } of federated) {
            expect(isFederated).toBe(resourceID === undefined ? undefined : true);
          }
        }
      }),
      { numRuns: runs(1000) },
    );
    expect(count).toBeGreaterThan(runs(1000) / 2);
  });

  const STEPS: readonly [MigrationStage | undefined, MigrationStage][] = [
    [undefined, POD_IDENTITY],
    [undefined, DUAL],
    [undefined, PROXY],
    [DUAL, PROXY],
    [DUAL, WORKLOAD_IDENTITY],
    [PROXY, WORKLOAD_IDENTITY],
    [DUAL, POD_IDENTITY],
    [undefined, WORKLOAD_IDENTITY],
  ];

  test.each(STEPS)('from %s to %s no access is gained or lost', (from, to) => {
    const at = (random: RandomStages, stage: MigrationStage | undefined): RandomStages => ({
      ...random,
      appStage: stage,
      chartStages: [undefined, undefined],
      workloads: random.workloads.map((one) => ({ ...one, stage: undefined })),
    });
    fc.assert(
      fc.property(randomStages(DUAL), (random) => {
        const [before, after] = [written(at(random, from)), written(at(random, to))];
        if (!before || !after) return;
        const difference = compare(simulationOf(before.manifests), simulationOf(after.manifests));
        const { gained, lost, changed, ways = [] } = difference;
        expect({ lost, changed }).toEqual({ lost: [], changed: [] });
        const declared = after.declared.filter(({ clientIds }) => clientIds.size > 0);
        // Only those without an identity, on the ServiceAccount of others.
        const withIdentity = new Set(declared.map(({ key }) => key));
        expect(gained.filter((access) => withIdentity.has(keyOf(access)))).toEqual([]);
        if (from !== undefined) expect(gained).toEqual([]);
        const isWay = to !== POD_IDENTITY || from !== undefined;
        expect(new Set(ways.map(keyOf))).toEqual(isWay ? withIdentity : new Set());
        const inOneStep = from === undefined && to === WORKLOAD_IDENTITY;
        expect(ways.filter((one) => one.inOneStep === true)).toEqual(inOneStep ? ways : []);
      }),
      { numRuns: runs(200) },
    );
  });
});
