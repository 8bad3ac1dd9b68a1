import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type App, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import type { Manifest } from '../support/manifests';
import { build, callsOf, type RandomApp, randomApp } from '../support/random-app';
import { excepted, managed, standard } from '../support/simulator';
import { runs } from '../support/size';
import { readYaml } from '../support/yaml-1.1';

// Whatever apps declare, the simulator of MIC and NMI finds exactly that in the YAML they write.

beforeAll(() => {
  jest.spyOn(console, 'warn').mockReturnValue();
});
afterAll(() => {
  jest.restoreAllMocks();
});

const NAMESPACES = ['shop', 'billing', 'default'];
const SELECTORS = ['orders', 'storage', 'team', 'a.b.c'];

describe('each workload gets exactly the identities that were assigned to it', () => {
  test('in standard mode within and across namespaces, forced namespaced and in managed mode within one', () => {
    fc.assert(
      fc.property(randomApp(NAMESPACES, []), (random) => {
        const { app, declared, elsewhere } = build(random);
        const documents = [...readYaml(app.synthYaml()), ...elsewhere];
        expect(standard(documents, false)).toEqual(declared);
        const within = Object.fromEntries(
          Object.entries(declared).map(([workload, identities]) => {
            const namespace = workload.split(/[ /]/)[1];
            return [workload, identities.filter((identity) => identity.startsWith(`${namespace}/`))];
          }),
        );
        expect(standard(documents, true)).toEqual(within);
        expect(managed(documents)).toEqual(within);
        expect(twins(documents)).toEqual([]);
      }),
      { numRuns: runs(1200) },
    );
  });

  test('or the app is refused, when selectors, bindings made by hand, exceptions or names get in the way', () => {
    let [written, refused] = [0, 0];
    fc.assert(
      fc.property(randomApp(['a', 'a-b', 'default'], SELECTORS), (random) => {
        let yaml: string;
        const { app, declared, elsewhere } = build(random);
        try {
          yaml = app.synthYaml();
        } catch (error) {
          refused++;
          expect((error as Error).message).toMatch(
            /aadpodidbinding: got|selector: got|labels\.app: got|AzureAssignedIdentity: got/,
          );
          return;
        }
        written++;
        const documents = [...readYaml(yaml), ...elsewhere];
        const assigned = Object.fromEntries(
          Object.entries(standard(documents, false)).filter(([workload]) => declared[workload]?.length),
        );
        expect(assigned).toEqual(
          Object.fromEntries(Object.entries(declared).filter(([, identities]) => identities.length)),
        );
        expect(excepted(documents).filter((workload) => declared[workload]?.length)).toEqual([]);
      }),
      { numRuns: runs(1000) },
    );
    // Both happen: neither is everything refused nor nothing.
    expect(written).toBeGreaterThan(runs(1000) / 5);
    expect(refused).toBeGreaterThan(runs(1000) / 5);
  });
});

describe('the order', () => {
  const shuffled = <T>(items: readonly T[], seed: number) =>
    items
      .map((item, i) => ({ item, key: (i * 7919 + seed) % 101 }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);

  test('of the calls changes no byte', () => {
    fc.assert(
      fc.property(randomApp(NAMESPACES, []), fc.nat(), (random, seed) => {
        const calls = callsOf(random);
        expect(build(random, shuffled(calls, seed)).app.synthYaml()).toBe(build(random, calls).app.synthYaml());
      }),
      { numRuns: runs(200) },
    );
  });

  test('of the constructs changes no document', () => {
    fc.assert(
      fc.property(randomApp(NAMESPACES, []), (random) => {
        const calls = callsOf(random);
        const reversed: RandomApp = {
          ...random,
          identities: [...random.identities].reverse(),
          workloads: [...random.workloads].reverse(),
        };
        const callsOfReversed = calls.map((call) => ({
          ...call,
          identity: random.identities.length - 1 - call.identity,
          workload: random.workloads.length - 1 - call.workload,
        }));
        const documents = (app: RandomApp, list = calls) => build(app, list).app.synthYaml().split('---\n').sort();
        // The last document has no separator behind it.
        const trimmed = (list: string[]) => list.map((text) => text.trim()).sort();
        expect(trimmed(documents(reversed, callsOfReversed))).toEqual(trimmed(documents(random)));
      }),
      { numRuns: runs(200) },
    );
  });

  test('of synth, synthYaml, Testing.synth and an early toJson does not matter', () => {
    fc.assert(
      fc.property(randomApp(NAMESPACES, []), (random) => {
        const once = build(random).app.synthYaml();
        const { app } = build(random);
        expect(readYaml(once)).toEqual(app.charts.flatMap((chart) => Testing.synth(chart)));
        expect(app.synthYaml()).toBe(once);
        expect(written(build(random).app)).toBe(once);
        // Half of the calls, everything rendered, then the rest.
        const calls = callsOf(random);
        const early = build(random, calls, (done, { charts }) => {
          if (done === Math.floor(calls.length / 2)) for (const chart of charts) chart.toJson();
        }).app;
        expect(early.synthYaml()).toBe(once);
      }),
      { numRuns: runs(100) },
    );
  });
});

/** What `app.synth` writes, in the order of the charts. */
function written(app: App): string {
  const outdir = mkdtempSync(join(tmpdir(), 'written-'));
  Object.assign(app, { outdir });
  app.synth();
  const texts = app.charts.map(({ node }) => readFileSync(join(outdir, `${node.id}.k8s.yaml`), 'utf8'));
  rmSync(outdir, { recursive: true });
  return texts.filter((text) => text !== '').join('---\n');
}

/** Objects that kubectl would take for one. */
function twins(documents: readonly Manifest[]): string[] {
  const keys = documents.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
  return keys.filter((key, i) => keys.indexOf(key) !== i);
}
