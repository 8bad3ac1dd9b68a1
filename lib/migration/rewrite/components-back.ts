import { posix } from 'node:path';
import { type Manifest, mapOf, stringOf } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { accountOf } from '../../simulation/admission';
import type { Workload } from '../../simulation/workload';
import { DEFAULT_ACCOUNT } from '../../upstream/workload-identity';
import { valueAt } from '../../validate/path';
import { keyOfWorkload } from '../planned-workload';
import { COMPONENT, type Component, keyInComponent } from './component';
import type { Components } from './components';
import { rewrittenOf } from './object-edit';
import { overlayPatch } from './overlay-patch';
import { NOTHING } from './record';
import { fieldsOf, type LeftAlone, NO_WAY_BACK, type RewriteOptions, type Step } from './steps';

const ACCOUNT = 'ServiceAccount';

/** Takes the patches of workloads out of components, and in the end their ServiceAccounts, too. */
export function backInComponents(
  workloads: readonly Workload[],
  manifests: Manifests,
  components: Components,
  { workloads: selected, isFinal }: RewriteOptions,
  steps: readonly Step[],
): LeftAlone[] {
  const left: LeftAlone[] = [];
  for (const { folder, patches } of components.existingInBases()) {
    const first = workloads.find(({ manifest }) =>
      [components.keyOf(manifest), keyInComponent(manifest.written, manifest.written.metadata.namespace)].some((key) =>
        patches.has(key),
      ),
    );
    const reason = `the component ${posix.join(folder, COMPONENT)} may be for other overlays, too. Give ${folder} and its bases only`;
    if (first) left.push({ manifest: first.manifest, reason });
  }
  const existing = components.existing();
  if (existing.length === 0) return left;
  const rendered = new Set<string>();
  for (const workload of workloads) {
    const { manifest } = workload;
    const key = components.keyOf(manifest);
    const component = componentOf(manifest, manifests, components);
    const patch = component?.patches.get(key);
    if (!component?.isThere || !patch) continue;
    rendered.add(`${component.folder} ${key}`);
    if (selected && !selected.has(keyOfWorkload(workload))) continue;
    const { binding, account } = fieldsOf(workload);
    const hasAccount = valueAt(patch, account) !== undefined;
    if (component.refusal !== undefined) left.push({ manifest, reason: component.refusal });
    else if (valueAt(patch, binding) === null) left.push({ manifest, reason: NO_WAY_BACK });
    else if (isFinal || !hasAccount) {
      component.patches.delete(key);
      components.changed.add(manifest);
    } else {
      // An apply without the field leaves the old value in the cluster.
      const wanted = [{ path: account, value: DEFAULT_ACCOUNT }];
      const back = overlayPatch(manifest.written, { wanted, removed: [] }, components.namespaceOf(manifest));
      if (JSON.stringify(back) !== JSON.stringify(patch)) components.changed.add(manifest);
      component.patches.set(key, back);
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
      for (const [key, { kind }] of component.patches) {
        if (kind !== ACCOUNT && !rendered.has(`${component.folder} ${key}`)) component.patches.delete(key);
      }
    }
    const isNeeded = (account: string) =>
      workloads.some(
        (one) =>
          accountOf(one) === account &&
          componentOf(one.manifest, manifests, components) === component &&
          (component.patches.has(components.keyOf(one.manifest)) ||
            (!undone.has(one) && rewrittenOf(one.manifest.value) !== NOTHING)),
      );
    const patches = JSON.stringify([...component.patches.values()]);
    for (const [key, { kind, metadata }] of component.patches) {
      if (kind === ACCOUNT && !isNeeded(stringOf(mapOf(metadata).name))) component.patches.delete(key);
    }
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
