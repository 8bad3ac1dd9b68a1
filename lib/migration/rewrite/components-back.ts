import { type Manifest, mapOf, stringOf } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { accountOf } from '../../simulation/admission';
import type { Workload } from '../../simulation/workload';
import { DEFAULT_ACCOUNT } from '../../upstream/workload-identity';
import { valueAt } from '../../validate/path';
import { keyOfWorkload } from '../planned-workload';
import { type Component, keyInComponent } from './component';
import type { Components } from './components';
import { overlayPatch } from './overlay-patch';
import { fieldsOf, type LeftAlone, NO_WAY_BACK, type RewriteOptions, type Step } from './steps';

/** Takes the patches of workloads out of components, and in the end their ServiceAccounts, too. */
export function backInComponents(
  workloads: readonly Workload[],
  manifests: Manifests,
  components: Components,
  { workloads: selected, isFinal }: RewriteOptions,
  steps: readonly Step[],
): LeftAlone[] {
  const left: LeftAlone[] = [];
  const existing = components.existing();
  if (existing.length === 0) return [];
  const rendered = new Set<string>();
  for (const workload of workloads) {
    const { manifest } = workload;
    const key = keyInComponent(manifest.written);
    const component = componentOf(manifest, manifests, components);
    const patch = component?.patches.get(key);
    if (!component?.isThere || !patch) continue;
    rendered.add(`${component.folder} ${key}`);
    if (selected && !selected.has(keyOfWorkload(workload))) continue;
    const { binding, account } = fieldsOf(workload);
    const hasAccount = valueAt(patch, account) !== undefined;
    if (component.refusal !== undefined) left.push({ manifest, reason: component.refusal });
    else if (valueAt(patch, binding) === null) left.push({ manifest, reason: NO_WAY_BACK });
    else if (isFinal || !hasAccount) component.patches.delete(key);
    else {
      // An apply without the field leaves the old value in the cluster.
      const wanted = [{ path: account, value: DEFAULT_ACCOUNT }];
      component.patches.set(key, overlayPatch(manifest.written, { wanted, removed: [] }));
    }
  }
  if (!isFinal) return left;
  const undone = new Set(steps.map(({ workload }) => workload));
  const used = new Set(
    workloads.filter((workload) => !undone.has(workload)).map((one) => `${one.namespace}/${accountOf(one)}`),
  );
  for (const component of existing) {
    if (component.refusal !== undefined) continue;
    if (!selected) {
      for (const key of component.patches.keys()) {
        if (!rendered.has(`${component.folder} ${key}`)) component.patches.delete(key);
      }
    }
    const patches = JSON.stringify([...component.patches.values()]);
    for (const [key, { metadata }] of component.accounts) {
      const name = stringOf(mapOf(metadata).name);
      const isPatched = patches.includes(`"serviceAccountName":${JSON.stringify(name)}`);
      const account = component.manifestOf(key);
      if (!isPatched && !used.has(`${account?.namespace}/${name}`)) component.accounts.delete(key);
    }
  }
  return left;
}

function componentOf(manifest: Manifest, { overlaid }: Manifests, components: Components): Component | undefined {
  const [rendering, ...others] = overlaid?.renderingsOf(manifest) ?? [];
  return rendering && others.length === 0 ? components.of(rendering.top) : undefined;
}
