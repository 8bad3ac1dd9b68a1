import { isMap } from '../../manifests/manifest';
import type { Binding, Identity } from '../../simulation/custom-resources';
import { indexed } from '../../validate/indexed';
import { SELECTOR } from '../../validate/kubernetes-names';
import type { CheckedCluster } from '../checked-cluster';

/** The bindings of each selector, in the order of the checked manifests. */
export const bindingsBySelector = (checked: CheckedCluster): ReadonlyMap<string, readonly Binding[]> =>
  bindingsOf(checked).bySelector;

/** The bindings whose identity does not exist. */
export const danglingBindings = (checked: CheckedCluster): readonly Binding[] => bindingsOf(checked).dangling;

/** The identities that a binding refers to. */
export const boundIdentities = (checked: CheckedCluster): ReadonlySet<Identity> => bindingsOf(checked).bound;

/**
 * The bindings of which a rule may say something that looks at each alone: all but those with an identity, a selector that
 * can be a label, and no other fields.
 */
export const unusualBindings = (checked: CheckedCluster): readonly Binding[] => bindingsOf(checked).unusual;

interface Bindings {
  readonly unusual: readonly Binding[];
  readonly bySelector: ReadonlyMap<string, readonly Binding[]>;
  readonly dangling: readonly Binding[];
  readonly bound: ReadonlySet<Identity>;
}

/** Many rules ask. */
const BINDINGS = new WeakMap<CheckedCluster, Bindings>();

function bindingsOf(checked: CheckedCluster): Bindings {
  let bindings = BINDINGS.get(checked);
  if (!bindings) {
    const { cluster } = checked;
    const dangling: Binding[] = [];
    const bound = new Set<Identity>();
    for (const binding of cluster.bindings) {
      const identity = cluster.identityOf(binding);
      if (identity) bound.add(identity);
      else dangling.push(binding);
    }
    const unusual = cluster.bindings.filter((binding) => !isUsual(binding));
    const bySelector = indexed(cluster.bindings, ({ selector }) => selector);
    bindings = { bySelector, dangling, bound, unusual };
    BINDINGS.set(checked, bindings);
  }
  return bindings;
}

function isUsual({ manifest, selector }: Binding): boolean {
  const { spec } = manifest.value;
  if (!isMap(spec) || typeof spec.selector !== 'string' || !SELECTOR.accepts(selector)) return false;
  for (const field in spec) if (field !== 'azureIdentity' && field !== 'selector') return false;
  return true;
}
