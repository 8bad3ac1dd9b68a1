import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ApiObject, App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import {
  AzureIdentity,
  check,
  checkChart,
  FederatedIdentityCredentials,
  Injection,
  Manifests,
  MigrationStage,
  WorkloadIdentity,
} from '../../lib';
import { AadPodIdentityChart, CrdsChart, ShopChart } from '../../main';
import { ISSUER, resourceId } from '../support/federation';
import { readFilesInProcess } from '../support/files-in-process';
import { CLIENT_ID, RESOURCE_ID, TENANT_ID } from '../support/ids';
import { NOT_WRITTEN } from '../support/manifests';
import { buildStages, type RandomStages, randomStages } from '../support/random-stages';
import { runs } from '../support/size';

afterAll(readFilesInProcess());

// What our constructs write for Workload Identity is right, so `check` must not find anything in it.

beforeAll(() => {
  jest.spyOn(console, 'warn').mockReturnValue();
});
afterAll(() => {
  jest.restoreAllMocks();
});

const STAGES = Object.values(MigrationStage);
const WHOLE = { wholeCluster: true, networkPlugin: 'azure', kubernetesVersion: '1.35' };
const SECOND = '7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42';

function deployment(chart: Chart, name: string, containers: readonly string[]): ApiObject {
  const spec = { containers: containers.map((one) => ({ name: one, image: 'registry.example/main:1' })) };
  return new ApiObject(chart, name, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec },
    },
  });
}

/** A workload with one identity, one with two, and one whose containers have one each. */
function workloads(chart: Chart): void {
  const orders = AzureIdentity.userAssigned(chart, 'orders', { resourceId: RESOURCE_ID, clientId: CLIENT_ID });
  const storage = AzureIdentity.userAssigned(chart, 'storage', { resourceId: resourceId('storage'), clientId: SECOND });
  orders.assignTo(deployment(chart, 'one', ['main']));
  const two = deployment(chart, 'two', ['main']);
  orders.assignTo(two, { clientIdEnv: 'AZURE_CLIENT_ID' });
  storage.assignTo(two, { clientIdEnv: 'STORAGE_CLIENT_ID' });
  const each = deployment(chart, 'each', ['a', 'b']);
  orders.assignTo(each, { clientIdEnv: 'AZURE_CLIENT_ID', containers: ['a'] });
  storage.assignTo(each, { clientIdEnv: 'AZURE_CLIENT_ID', containers: ['b'] });
  new FederatedIdentityCredentials(chart, 'credentials', { clusterName: 'prod', issuer: ISSUER });
}

describe('check finds nothing in what our constructs write', () => {
  test.each(STAGES)('main.ts with the shop at %s, with the install as one cluster', (stage) => {
    const app = new App({ outdir: NOT_WRITTEN });
    new CrdsChart(app, 'crds');
    new AadPodIdentityChart(app, 'aad-pod-identity');
    new ShopChart(app, 'shop', { stage });
    for (const options of [{}, { ...WHOLE, issuer: ISSUER }]) {
      // Whoever looks after the cluster makes the Secrets.
      const found = checkChart(app, options).filter(({ rule }) => rule !== 'secret-missing');
      expect(found.filter(({ severity }) => severity !== 'info')).toEqual([]);
    }
  });

  test.each(STAGES.flatMap((stage) => Object.values(Injection).map((injection) => [stage, injection] as const)))(
    'several identities at %s by %s',
    (stage, injection) => {
      const chart = new Chart(new App({ outdir: NOT_WRITTEN }), 'shop', { namespace: 'shop' });
      workloads(chart);
      new WorkloadIdentity(chart, 'workload-identity', { stage, injection, tenantId: TENANT_ID });
      for (const options of [{}, { ...WHOLE, issuer: ISSUER }]) expect(checkChart(chart, options)).toEqual([]);
    },
  );

  test('and of random apps nothing that is not found in them without Workload Identity', () => {
    // An identity without a binding is not reported beside a binding that lacks one.
    const known = ['identity-without-binding'];
    const found = (random: RandomStages) => {
      const identities = random.identities.map((one) => ({
        ...one,
        kind: one.kind === 'imported' ? ('managed' as const) : one.kind,
      }));
      const yaml = buildStages({ ...random, identities }).app.synthYaml();
      const findings = check(Manifests.fromText('app.yaml', yaml), WHOLE);
      return findings.filter(({ rule }) => !known.includes(rule)).map(({ rule, object }) => `${rule} ${object}`);
    };
    let count = 0;
    fc.assert(
      fc.property(randomStages(), (random) => {
        const none = {
          ...random,
          appStage: undefined,
          chartStages: [undefined, undefined],
          workloads: random.workloads.map((one) => ({ ...one, stage: undefined })),
        };
        const [at, before] = [attempt(() => found(random)), attempt(() => found(none))];
        if (!at || !before) return;
        count++;
        expect(at.filter((one) => !before.includes(one))).toEqual([]);
      }),
      { numRuns: runs(200) },
    );
    expect(count).toBeGreaterThan(runs(200) / 2);
  });
});

/** Undefined when synth refuses the app. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
