import { type FieldPath, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { BINDING_LABEL } from '../../upstream/api';
import { show } from '../../validate/format';
import { SELECTOR } from '../../validate/kubernetes-names';
import { nearest } from '../../validate/nearest';
import type { CheckedCluster } from '../checked-cluster';
import { BINDING, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import type { Rule } from '../rule';

/** A binding that no pod asks for. */
export const bindingWithoutWorkload: Rule = {
  id: 'binding-without-workload',
  title: 'No workload has the label that a binding is for',
  severity: 'info',
  why: 'A binding gives its identity to pods whose label aadpodidbinding is its selector. Where no workload has it, the next one that does gets the identity.',
  symptom: 'None.',
  bad: documents(IDENTITY, BINDING),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  options: { wholeCluster: true },
  source: 'pkg/mic/mic.go (createDesiredAssignedIdentityList)',
  check: (checked) => {
    // Workloads may be in manifests that are not here.
    if (!checked.options.wholeCluster) return [];
    const { cluster, settings } = checked;
    const labels = new Set(cluster.workloads.flatMap(({ label }) => (label ? [label] : [])));
    // Of what no label can be another rule speaks.
    const unused = cluster.bindings.filter(({ selector }) => SELECTOR.accepts(selector) && !labels.has(selector));
    if (unused.length === 0) return [];
    const selectors = new Set(cluster.bindings.map(({ selector }) => selector));
    const unmatched = [...labels].filter((label) => !selectors.has(label));
    const misplaced = misplacedIn(checked);
    return unused
      .filter(({ selector, name, azureIdentity }) => {
        const isMeant =
          nearest(selector, unmatched) !== undefined || [name, azureIdentity].some((text) => unmatched.includes(text));
        return !isMeant && !misplaced.has(selector);
      })
      .map(({ manifest, selector, namespace }) => ({
        object: manifest,
        path: ['spec', 'selector'] as FieldPath,
        message: `no workload${settings.mode === 'managed' ? ` of namespace ${namespace}` : ''} has the label ${BINDING_LABEL}: ${show(selector)}. Remove the binding, or label the pods that it is for`,
      }));
  },
};

/** Labels where no pod has them from, or where it is not known; other rules speak of them. */
function misplacedIn({ cluster }: CheckedCluster): ReadonlySet<string> {
  const misplaced = new Set<string>();
  for (const { manifest } of [...cluster.workloads, ...cluster.refusals, ...cluster.unseen]) {
    collect(manifest.value, misplaced);
  }
  return misplaced;
}

/** All that a key like that of the label has. */
function collect(value: YamlValue, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into);
    return;
  }
  for (const [key, item] of Object.entries(mapOf(value))) {
    if (typeof item === 'string') {
      if (/^aad/i.test(key)) into.add(item);
    } else collect(item, into);
  }
}
