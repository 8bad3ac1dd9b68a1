import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { Manifests, MigrationStage } from '../../lib';
import { Federate } from '../../lib/azure/federate/federate';
import { BackEnd } from '../../lib/azure/federate/options';
import { IdentitiesInUse } from '../../lib/migration/identities-in-use';
import { credentialsToCreate } from '../../lib/migration/needed-credentials';
import { planOf } from '../../lib/migration/plan';
import { rewrite } from '../../lib/migration/rewrite/rewrite';
import { accountOf } from '../../lib/simulation/admission';
import { simulationOf } from '../../lib/simulation/simulation-of';
import { PARITY, parityTest } from '../support/parity';

// Whose ServiceAccount rewrite does not let Entra ID trust, plan blocks, and federate creates no credential for in silence.

const { DUAL, WORKLOAD_IDENTITY } = MigrationStage;
const casesOf = (family: string) =>
  existsSync(join(PARITY, family)) ? readdirSync(join(PARITY, family)).sort() : ['(absent)'];
/** Objects that the API server refuses. */
const REFUSED = ['webhook/034'];
/** What tells of others that would gain an identity. */
const GAIN = /which could then obtain|Each could obtain those of both|its permissions would be those of this workload/;

/** All pods with one ServiceAccount, which has no annotation. */
function withOneAccount(text: string): string {
  const namespaces = [...new Set(Manifests.fromText('cluster.yaml', text).objects.map(({ namespace }) => namespace))];
  const accounts = namespaces.map((namespace) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'one', namespace } }),
  );
  const pods = text.replaceAll(/^( *)(?=containers:)/gm, '$1serviceAccountName: one\n$1');
  return [pods.replace(/\n$/, ''), ...accounts].join('\n---\n');
}

function check(text: string): number {
  const simulation = simulationOf(Manifests.fromText('cluster.yaml', text));
  const federate = new Federate(simulation, {
    ...{ as: BackEnd.JSON, clusterName: 'one', issuer: 'https://issuer/', terraformProvider: '4' },
  });
  let left = 0;
  for (const to of [DUAL, WORKLOAD_IDENTITY]) {
    const plan = planOf(simulation, { to });
    const blocked = new Map(plan.workloads.map(({ workload, blockers }) => [workload.manifest, blockers]));
    for (const { manifest, reason } of rewrite(simulation, { to, isFinal: false }).left) {
      if (!/ServiceAccount/.test(reason)) continue;
      left++;
      const problems = (blocked.get(manifest) ?? []).map(({ problem }) => problem);
      expect([manifest.title, problems.join(' ')]).toEqual([manifest.title, expect.stringContaining('ServiceAccount')]);
      if (!GAIN.test(reason)) continue;
      expect(federate.doubts).toContainEqual(
        expect.stringContaining(`: ${manifest.title}: its federated credential is `),
      );
    }
  }
  checkCredentials(simulation, federate.doubts);
  return left;
}

/** Asks nobody but the simulation: whoever has the account of a credential has its identity, or is named. */
function checkCredentials(simulation: ReturnType<typeof simulationOf>, doubts: readonly string[]): void {
  const { cluster } = simulation;
  const inUse = new IdentitiesInUse(simulation);
  const planned = planOf(simulation).workloads;
  for (const { identity, namespace, account, workloads } of credentialsToCreate(cluster, simulation).needed) {
    const gaining = cluster.workloads.filter(
      (workload) =>
        workload.namespace === namespace &&
        accountOf(workload) === account &&
        !inUse.of(workload).some((one) => one.identity.toLowerCase() === identity.toLowerCase()),
    );
    if (gaining.length === 0) continue;
    // At the last stage they have it already.
    const moving = planned.filter(
      ({ workload: { kind, name }, next }) => next && workloads.includes(`${kind} ${namespace}/${name}`),
    );
    for (const { workload } of moving)
      expect(doubts).toContainEqual(
        expect.stringContaining(`: ${workload.manifest.title}: its federated credential is `),
      );
  }
}

for (const family of ['assignments', 'tokens', 'webhook']) {
  describe(family, () => {
    let left = 0;
    for (const name of casesOf(family)) {
      if (REFUSED.includes(`${family}/${name}`)) continue;
      parityTest(`${family}/${name}`, () => {
        const text = readFileSync(join(PARITY, family, name, 'cluster.yaml'), 'utf8');
        check(text);
        left += check(withOneAccount(text));
      });
    }
    parityTest('some are left', () => {
      expect(left).toBeGreaterThan(5);
    });
  });
}
