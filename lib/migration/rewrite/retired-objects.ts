import type { Manifest } from '../../manifests/manifest';
import type { Binding, Identity } from '../../simulation/custom-resources';
import type { Simulation } from '../../simulation/simulation';
import type { Workload } from '../../simulation/workload';
import { indexed } from '../../validate/indexed';
import { rewrittenOf } from './object-edit';

/**
 * The identities and bindings of pod identity that nobody needs: each binding of the identity was for workloads that have
 * left. One stays when somebody else may use it: a workload that still has the label, a label or chart values outside of
 * known pod templates, or a chart that is not rendered.
 *
 * @param leaving workloads that lose their label now
 * @returns each identity with its bindings
 */
export function retiredObjects(
  { cluster }: Simulation,
  leaving: ReadonlySet<Workload> = new Set(),
): readonly (readonly Manifest[])[] {
  const { manifests, identities, bindings, workloads, unseen, chartValues } = cluster;
  if (manifests.unrendered.some(({ what }) => what !== 'a kustomization')) return [];
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
  return [...indexed(bindings, ({ namespace, azureIdentity }) => `${namespace}/${azureIdentity}`)].flatMap(
    ([key, own]) => {
      const identity = byName.get(key);
      if (own.some((binding) => isNeeded(binding, identity))) return [];
      return [[...(identity ? [identity.manifest] : []), ...own.map(({ manifest }) => manifest)]];
    },
  );
}
