import type { FieldPath } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { BINDING_LABEL } from '../../upstream/api';
import { Mode } from '../../upstream/mode';
import { show } from '../../validate/format';
import { SELECTOR } from '../../validate/kubernetes-names';
import type { CheckedCluster } from '../checked-cluster';
import { BINDING, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { bindingsBySelector } from '../facts/bindings';
import { isSimilar } from '../facts/label-keys';
import { nearMiss } from '../facts/near-miss';
import { labelsInUse } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';
import { duplicateBinding } from './duplicate-binding';

/** A binding that selects no pod. */
export const bindingWithoutWorkload: Rule = {
  id: 'binding-without-workload',
  title: 'No workload has the label that a binding selects',
  severity: Severity.INFO,
  why: 'A binding gives its identity to pods with its selector as label aadpodidbinding. If no workload has that label now, the next one that does gets the identity.',
  symptom: 'None.',
  bad: documents(IDENTITY, BINDING),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  options: { wholeCluster: true },
  source: 'pkg/mic/mic.go (createDesiredAssignedIdentityList)',
  check: (checked) => {
    const { cluster, settings } = checked;
    const ofPods = labelsInUse(checked);
    const ofCharts = new Set(cluster.chartValues.flatMap((values) => values.labels.map(({ value }) => value)));
    // selector-not-a-label reports selectors that cannot be labels.
    const selectors = bindingsBySelector(checked);
    const unused = [...selectors]
      .filter(([selector]) => !ofPods.has(selector) && !ofCharts.has(selector) && SELECTOR.accepts(selector))
      .flatMap(([, bindings]) => bindings.filter((binding) => cluster.identityOf(binding)));
    if (unused.length === 0) return [];
    const duplicates = new Set(duplicateBinding.check(checked).map(({ object }) => object));
    const unmatched = new Set<string>();
    for (const label of [...ofPods, ...ofCharts]) if (label && !selectors.has(label)) unmatched.add(label);
    // Other rules report their labels, of which nobody knows what was meant.
    const unclear = new Set([
      ...cluster.workloads
        .filter(({ label }) => label === '' || (label && !selectors.has(label)))
        .map(({ namespace }) => namespace),
      ...cluster.refusals.map(({ manifest }) => manifest.namespace),
    ]);
    let misplaced: ReadonlySet<string> | undefined;
    const isMisplaced = (selector: string) => {
      // Reads all objects.
      misplaced ??= misplacedIn(checked);
      return misplaced.has(selector);
    };
    return unused
      .filter(({ manifest, namespace }) => !duplicates.has(manifest) && !unclear.has(namespace))
      .filter(({ name, azureIdentity }) => !unmatched.has(name) && !unmatched.has(azureIdentity))
      .filter(({ selector }) => nearMiss(selector, unmatched, (label) => label) === undefined)
      .filter(({ selector }) => !isMisplaced(selector))
      .map(({ manifest, selector, namespace }) => ({
        object: manifest,
        path: ['spec', 'selector'] as FieldPath,
        message: `No workload${settings.mode === Mode.MANAGED ? ` of namespace ${namespace}` : ''} has the label ${BINDING_LABEL}: ${show(selector)}. The binding has no effect until one has it. Remove the binding, or label the pods.`,
        absence: { isNear: false },
      }));
  },
};

/** Labels outside of pod templates, which other rules report, and in objects that are not understood. */
function misplacedIn({ cluster }: CheckedCluster): ReadonlySet<string> {
  const misplaced = new Set<string>();
  // Manifests have few different keys.
  const known = new Map<string, boolean>();
  const looksLikeLabel = (key: string) => {
    const looks = known.get(key) ?? (/^aad/i.test(key) || isSimilar(key));
    known.set(key, looks);
    return looks;
  };
  /** Collects the values of all keys that look like the label's. */
  const collect = (value: YamlValue | undefined) => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) collect(item);
      return;
    }
    for (const key of Object.keys(value)) {
      const item = value[key];
      if (typeof item !== 'string') collect(item);
      else if (looksLikeLabel(key)) misplaced.add(item);
    }
  };
  for (const objects of [cluster.workloads, cluster.refusals, cluster.unseen, cluster.ownLabels])
    for (const { manifest } of objects) collect(manifest.value);
  for (const { values } of cluster.chartValues) collect(values);
  return misplaced;
}
