import type { Binding } from '../simulation/custom-resources';
import type { Simulation } from '../simulation/simulation';
import { BINDING_LABEL } from '../upstream/api';
import { Mode } from '../upstream/mode';
import { SELECTOR } from '../validate/kubernetes-names';
import { hasGeneratedName } from './kube-object';
import { remove } from './removal';
import { type Described, described, type Step, step } from './script';
import { call } from './shell';

/** Deletes bindings once no pod uses them, then waits until MIC has removed the identities from the nodes. */
export function bindingSteps(simulation: Simulation): Step[] {
  const { bindings, identities } = simulation.cluster;
  const isManaged = simulation.settings.mode === Mode.MANAGED;
  // A selector that is not a label value selects no pod.
  const selecting = bindings.filter(({ selector }) => SELECTOR.accepts(selector));
  const waits = new Map(selecting.map((binding) => waitForPods(simulation, binding)).map((one) => [one.line, one]));
  const named = bindings.filter(({ manifest }) => !hasGeneratedName(manifest));
  const names = named.map(({ namespace, name }) => `${namespace}/${name}`);
  const objects = [...named, ...identities]
    .filter(({ manifest }) => !hasGeneratedName(manifest))
    .map(({ manifest }) => remove(manifest));
  return [
    ...[...waits.values()].map((wait) => step('A pod that still uses a binding would lose its identity.', wait)),
    ...(objects.length > 0 ? [step('Bindings, then identities, of these manifests.', ...objects)] : []),
    ...(isManaged || names.length === 0 ? [] : [step(WAIT_FOR_MIC, waitForMic(names))]),
  ];
}

const waitForMic = (names: readonly string[]) =>
  described(
    `wait until the AzureAssignedIdentities of ${names.join(', ')} are gone`,
    call('wait_for_assigned_identities', ...names),
  );

const WAIT_FOR_MIC = 'MIC removes the identities from the nodes, so it must still run.';

/** Pods of all namespaces can use a binding, unless it is limited to its own. */
function waitForPods({ settings, cluster }: Simulation, binding: Binding): Described {
  const isNamespaced = settings.micForceNamespaced || cluster.identityOf(binding)?.isNamespaced === true;
  const label = `${BINDING_LABEL}=${binding.selector}`;
  return described(
    `wait until no pod has the label ${label}${isNamespaced ? ` in ${binding.namespace}` : ''}`,
    call('wait_until_no_pods', isNamespaced ? binding.namespace : '', label),
  );
}
