import type { Binding } from '../simulation/custom-resources';
import type { Simulation } from '../simulation/simulation';
import { BINDING_LABEL } from '../upstream/api';
import { Mode } from '../upstream/mode';
import { SELECTOR } from '../validate/kubernetes-names';
import { hasGeneratedName } from './kube-object';
import { remove } from './removal';
import { type Step, step } from './script';
import { call } from './shell';

/** Deletes bindings once no pod uses them, then waits until MIC has removed the identities from the nodes. */
export function bindingSteps(simulation: Simulation): Step[] {
  const { bindings, identities } = simulation.cluster;
  const isManaged = simulation.settings.mode === Mode.MANAGED;
  // A selector that is not a label value selects no pod.
  const selecting = bindings.filter(({ selector }) => SELECTOR.accepts(selector));
  const waits = new Set(selecting.map((binding) => waitForPods(simulation, binding)));
  const named = bindings.filter(({ manifest }) => !hasGeneratedName(manifest));
  const names = named.map(({ namespace, name }) => `${namespace}/${name}`);
  const objects = [...named, ...identities]
    .filter(({ manifest }) => !hasGeneratedName(manifest))
    .map(({ manifest }) => remove(manifest));
  return [
    ...[...waits].map((line) => step('A pod that still uses a binding would lose its identity.', line)),
    ...(objects.length > 0 ? [step('Bindings, then identities, of these manifests.', ...objects)] : []),
    ...(isManaged || names.length === 0 ? [] : [step(WAIT_FOR_MIC, call('wait_for_assigned_identities', ...names))]),
  ];
}

const WAIT_FOR_MIC = 'MIC removes the identities from the nodes, so it must still run.';

/** Pods of all namespaces can use a binding, unless it is limited to its own. */
function waitForPods({ settings, cluster }: Simulation, binding: Binding): string {
  const isNamespaced = settings.micForceNamespaced || cluster.identityOf(binding)?.isNamespaced === true;
  return call('wait_until_no_pods', isNamespaced ? binding.namespace : '', `${BINDING_LABEL}=${binding.selector}`);
}
