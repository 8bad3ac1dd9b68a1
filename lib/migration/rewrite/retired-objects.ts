import type { Manifest } from '../../manifests/manifest';
import type { Binding, Identity } from '../../simulation/custom-resources';
import type { Simulation } from '../../simulation/simulation';
import { indexed } from '../../validate/indexed';
import { reasonToLeave } from './left-alone';
import { rewrittenOf } from './object-edit';
import type { Step } from './steps';

/**
 * The identities and bindings of pod identity that nobody needs after these steps to the last stage: each binding of the
 * identity was for workloads that have left. One stays when somebody else may use it: a workload that still has the label, a
 * label or chart values outside of known pod templates, or a chart that is not rendered.
 */
export function retiredObjects({ cluster }: Simulation, steps: readonly Step[]): readonly Manifest[] {
  const { manifests, identities, bindings, workloads, unseen, chartValues } = cluster;
  if (steps.length === 0 || manifests.unrendered.some(({ what }) => what !== 'a kustomization')) return [];
  const leaving = new Set(steps.map(({ workload }) => workload));
  const gone = new Map<string, Set<string>>();
  const used = new Set<string>();
  for (const workload of workloads) {
    const { namespace, label, manifest } = workload;
    const left = (leaving.has(workload) ? label : undefined) ?? rewrittenOf(manifest.value)?.label;
    if (left !== undefined) gone.set(left, (gone.get(left) ?? new Set()).add(namespace));
    if (label !== undefined && !leaving.has(workload)) used.add(label);
  }
  const elsewhere = [...unseen, ...chartValues].map(({ manifest }) => JSON.stringify(manifest.value));
  const byName = new Map(identities.map((identity) => [`${identity.namespace}/${identity.name}`, identity]));
  const isNeeded = ({ namespace, selector }: Binding, identity: Identity | undefined) => {
    const namespaces = gone.get(selector);
    const isOfOthers = !namespaces || (identity?.isNamespaced !== false && !namespaces.has(namespace));
    return isOfOthers || used.has(selector) || elsewhere.some((text) => text.includes(JSON.stringify(selector)));
  };
  const retired = [...indexed(bindings, ({ namespace, azureIdentity }) => `${namespace}/${azureIdentity}`)].flatMap(
    ([key, own]) => {
      const identity = byName.get(key);
      if (own.some((binding) => isNeeded(binding, identity))) return [];
      return [[...(identity ? [identity.manifest] : []), ...own.map(({ manifest }) => manifest)]];
    },
  );
  return retired.filter((group) => group.every((one) => !reasonToLeave(one, manifests, [['spec']]))).flat();
}
