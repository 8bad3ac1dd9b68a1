import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { CheckedCluster, type CheckedWorkload, type CheckOptions } from '../../lib/checks/checked-cluster';
import { RULES } from '../../lib/checks/rules';
import type { Manifest } from '../../lib/manifests/manifest';
import { Manifests } from '../../lib/manifests/manifests';
import { Mode } from '../../lib/upstream/mode';
import { PARITY, parityTest } from '../support/parity';

/** Rules whose findings say why a workload has no identity. */
const ON_WORKLOAD = ['label-without-binding', 'binding-in-other-namespace', 'label-empty', 'workload-excepted'];
const ON_BINDING = [
  'binding-without-identity',
  'identity-in-other-namespace',
  'selector-not-a-label',
  'resource-id-malformed',
  'binding-without-selector',
];

/** The findings that explain it; each is the only one of its cause. */
function explanationsOf(
  { cluster }: CheckedCluster,
  { workload: { manifest, namespace, label = '' }, skipped }: CheckedWorkload,
  rulesOf: (object: Manifest) => readonly string[],
): string[] {
  const nearly = cluster.bindings.filter(
    (binding) =>
      (binding.selector !== label && binding.selector.trim() === label) ||
      // A selector of which nobody knows what was meant.
      (binding.namespace === namespace && binding.selector === ''),
  );
  const others = [
    ...skipped.flatMap(({ binding, identity }) => [binding.manifest, ...(identity ? [identity.manifest] : [])]),
    ...nearly.map((binding) => binding.manifest),
  ];
  return [
    ...rulesOf(manifest).filter((rule) => ON_WORKLOAD.includes(rule)),
    ...others.flatMap(rulesOf).filter((rule) => ON_BINDING.includes(rule)),
  ];
}

const SETTINGS: { readonly [words: string]: CheckOptions } = {
  standard: {},
  'forced namespaced': { forceNamespaced: true },
  managed: { mode: Mode.MANAGED },
};

describe.each(['assignments', 'tokens'])('every workload of %s that gets nothing is explained', (family) => {
  for (const [words, options] of Object.entries(SETTINGS)) {
    parityTest(words, () => {
      for (const name of readdirSync(join(PARITY, family))) {
        const checked = new CheckedCluster(Manifests.fromPaths([join(PARITY, family, name, 'cluster.yaml')]), options);
        const rules = new Map<Manifest, string[]>();
        for (const { id, check } of RULES) {
          for (const { object } of check(checked)) rules.set(object, [...(rules.get(object) ?? []), id]);
        }
        const unexplained = checked.workloads
          .filter(({ workload: { label }, assigned }) => label !== undefined && assigned.length === 0)
          // An empty label is none in managed mode, and right with an exception.
          .filter(({ workload: { label }, bypass }) => label !== '' || !(options.mode === 'managed' || bypass))
          .filter((one) => explanationsOf(checked, one, (object) => rules.get(object) ?? []).length === 0)
          .map(({ workload: { manifest } }) => manifest.placeOf());
        expect(unexplained).toEqual([]);
      }
    });
  }
});
