import type { Binding } from '../simulation/custom-resources';
import type { Simulation } from '../simulation/simulation';
import { SELECTOR } from '../validate/kubernetes-names';
import { remove, step } from './removal';
import type { Step } from './script';
import { call } from './shell';

/** Bindings go when no pod uses them any more, and MIC stays until it has taken the identities off the nodes. */
export function bindingSteps(simulation: Simulation): Step[] {
  const { bindings, identities } = simulation.cluster;
  const isManaged = simulation.settings.mode === 'managed';
  // A selector that is no value of a label selects no pod.
  const selecting = bindings.filter(({ selector }) => SELECTOR.accepts(selector));
  const waits = new Set(selecting.map((binding) => waitForPods(simulation, binding)));
  const names = bindings.map(({ namespace, name }) => `${namespace}/${name}`);
  const objects = [...bindings, ...identities].map(({ manifest }) => remove(manifest));
  return [
    ...[...waits].map((line) => step('A pod that still uses a binding would lose its identity.', line)),
    ...(objects.length > 0 ? [step('Bindings, then identities, of these manifests.', ...objects)] : []),
    ...(isManaged || names.length === 0 ? [] : [step(MIC_STAYS, call('wait_for_assigned_to_go', ...names))]),
  ];
}

const MIC_STAYS = 'MIC takes the identities off the nodes. It must not go before.';

/** Pods of other namespaces can use a binding unless something keeps it to its own. */
function waitForPods({ settings, cluster }: Simulation, binding: Binding): string {
  const isNamespaced = settings.micForceNamespaced || cluster.identityOf(binding)?.isNamespaced === true;
  return call('wait_for_pods_to_go', isNamespaced ? binding.namespace : '', `aadpodidbinding=${binding.selector}`);
}
