import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { admit, Manifests, MigrationStage } from '../../lib';
import type { Manifest } from '../support/manifests';
import { buildStages, type Declared, type RandomStages, randomStages, TENANT } from '../support/random-stages';
import { standard } from '../support/simulator';
import { runs } from '../support/size';
import { readYaml } from '../support/yaml-1.1';

// Whatever apps declare, the webhook, MIC and NMI as functions find exactly that in the YAML they write.

beforeAll(() => {
  jest.spyOn(console, 'warn').mockReturnValue();
});
afterAll(() => {
  jest.restoreAllMocks();
});

const REFUSALS =
  /one set of identities|the same default identity|the same tenant|one tenant at stage proxy|a name that no other ServiceAccount/;

function written(random: RandomStages): { documents: Manifest[]; yaml: string; declared: Declared[] } | undefined {
  const { app, declared } = buildStages(random);
  try {
    const yaml = app.synthYaml();
    return { yaml, documents: readYaml(yaml), declared };
  } catch (error) {
    expect((error as Error).message).toMatch(REFUSALS);
    return undefined;
  }
}

const { DUAL, PROXY, WORKLOAD_IDENTITY, POD_IDENTITY } = MigrationStage;
const usesToken = (stage: MigrationStage | undefined) =>
  stage === DUAL || stage === PROXY || stage === WORKLOAD_IDENTITY;

const accountOf = (document: Manifest): string => {
  const { spec } = document;
  const template = spec?.jobTemplate?.spec?.template ?? spec?.jobTargetRef?.template ?? spec?.template ?? document;
  return template.spec.serviceAccountName ?? template.spec.serviceAccount ?? 'default';
};

/** The resource ids of which a credential has the subject. */
const obtainable = (documents: Manifest[], subject: string): string[] =>
  documents
    .filter(({ kind, spec }) => kind === 'FederatedIdentityCredential' && spec.subject === subject)
    .map(({ spec }) => spec.owner.armId)
    .sort();

function check({ documents, yaml, declared }: NonNullable<ReturnType<typeof written>>): void {
  const admitted = admit(Manifests.fromText('app.yaml', yaml), { tenantId: TENANT });
  const elsewhere = documents;
  const bound = standard(elsewhere, false);
  const subjects = new Set<string>();
  for (const one of declared) {
    const [kind = '', rest = ''] = one.key.split(' ');
    const [namespace, name] = rest.split('/');
    const found = admitted.find((each) => each.kind === kind && each.namespace === namespace && each.name === name);
    const document = documents.find(
      (each) => each.kind === kind && each.metadata.namespace === namespace && each.metadata.name === name,
    );
    const isAssigned = one.identities.length > 0;
    expect({ ...one, called: found?.called, refused: found?.refused }).toMatchObject({
      called: isAssigned && usesToken(one.stage),
      refused: undefined,
    });
    for (const container of (found?.pod?.spec as Manifest | undefined)?.containers ?? []) {
      const env = container.env.find((variable: { name: string }) => variable.name === 'AZURE_CLIENT_ID');
      expect(env?.value).toBe(one.clientId);
    }
    if (isAssigned && usesToken(one.stage)) {
      const subject = `system:serviceaccount:${namespace}:${accountOf(document as Manifest)}`;
      subjects.add(subject);
      expect(obtainable(documents, subject)).toEqual([...one.resourceIds].sort());
      expect(subject).not.toMatch(/:default$/);
    }
    if (!isAssigned || one.stage === WORKLOAD_IDENTITY) expect(bound[one.key]).toEqual([]);
  }
  const all = documents
    .filter(({ kind }) => kind === 'FederatedIdentityCredential')
    .map(({ spec }) => `${spec.owner.armId} ${spec.subject}`);
  expect(new Set(all).size).toBe(all.length);
}

describe('each workload gets exactly the identities that were assigned to it', () => {
  test('by the webhook and the credentials, with stages mixed per workload, chart and app', () => {
    let count = 0;
    fc.assert(
      fc.property(randomStages(), (random) => {
        const answer = written(random);
        if (!answer) return;
        count++;
        check(answer);
      }),
      { numRuns: runs(2000) },
    );
    expect(count).toBeGreaterThan(runs(2000) / 2);
  });

  test('by MIC, as long as they are not at the last stage', () => {
    fc.assert(
      fc.property(randomStages(), (random) => {
        const identities = random.identities.map((one) => ({
          ...one,
          kind: one.kind === 'imported' ? ('managed' as const) : one.kind,
        }));
        const answer = written({ ...random, identities });
        for (const { key, stage, identities: assigned } of answer?.declared ?? []) {
          if (stage === WORKLOAD_IDENTITY) continue;
          expect(standard(answer?.documents ?? [], false)[key]).toEqual([...assigned].sort());
        }
      }),
      { numRuns: runs(1000) },
    );
  });

  test('and nothing of pod identity is left when all are at the last stage', () => {
    fc.assert(
      fc.property(randomStages(WORKLOAD_IDENTITY), (random) => {
        const answer = written(random);
        if (!answer) return;
        check(answer);
        expect(answer.yaml).not.toContain('aadpodidbinding');
        expect(answer.documents.filter(({ kind }) => kind === 'AzureIdentityBinding')).toEqual([]);
        const assigned = new Set(answer.declared.flatMap(({ identities }) => identities));
        const left = answer.documents
          .filter(({ kind }) => kind === 'AzureIdentity')
          .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
        expect(left.filter((name) => assigned.has(name))).toEqual([]);
      }),
      { numRuns: runs(1000) },
    );
  });
});

describe('the order of calls and constructs', () => {
  test('has no effect on the YAML', () => {
    fc.assert(
      fc.property(randomStages(), fc.array(fc.nat(99), { minLength: 12, maxLength: 12 }), (random, order) => {
        const first = written(random);
        const second = written({ ...random, order });
        expect(second?.yaml).toEqual(first?.yaml);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('nor has an explicit pod-identity without accounts on anything but the account', () => {
    fc.assert(
      fc.property(randomStages(POD_IDENTITY), (random) => {
        const back = written(random);
        const none = written({
          ...random,
          appStage: undefined,
          chartStages: [undefined, undefined],
          workloads: random.workloads.map((one) => ({ ...one, stage: undefined })),
        });
        const plain = (documents: Manifest[] | undefined) =>
          documents
            ?.filter(({ kind }) => kind !== 'ServiceAccount')
            .map((document) =>
              JSON.stringify(document)
                .replaceAll('"serviceAccountName":"default",', '')
                .replaceAll(',"serviceAccountName":"default"', ''),
            );
        if (back && none) expect(plain(back.documents)).toEqual(plain(none.documents));
      }),
      { numRuns: runs(500) },
    );
  });
});
