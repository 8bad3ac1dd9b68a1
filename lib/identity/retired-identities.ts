import type { ApiObject } from 'cdk8s';
import type { ObjectRegistry } from '../synth/object-registry';
import { indexed } from '../validate/indexed';
import type { Assignment } from './assigned-workload';
import { type IAzureIdentity, isAzureIdentity } from './azure-identity-interface';
import { bindingsOf } from './bindings';
import { factsOf, keyOf } from './identity-facts';
import type { OtherWorkload } from './surroundings';

/** What of pod identity is needed no longer. */
export interface Retired {
  /** Objects that are not rendered. */
  readonly objects: ReadonlySet<ApiObject>;
  /** Keys of identities with selectors that somebody still uses, so that their bindings stay. */
  readonly kept: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Identities of Helm values, which belong to the install. */
const ofCharts = new WeakSet<IAzureIdentity>();

/** Keeps an identity whatever the stages are. */
export function keepRendered(identity: IAzureIdentity): void {
  ofCharts.add(identity);
}

interface Uses {
  readonly labels: Set<string>;
  isBound: boolean;
}

/**
 * The identities all of whose workloads are at the last stage, and their bindings. One stays when somebody else may use it:
 * a workload outside of the app, one in it that was labelled by hand, or a binding for other labels.
 */
export function retiredOf(
  assignments: readonly Assignment[],
  workloads: readonly OtherWorkload[],
  objects: readonly ApiObject[],
  registry: ObjectRegistry,
): Retired {
  const uses = new Map<string, Uses>();
  for (const { identities, isBound, label } of assignments) {
    for (const { facts } of identities) {
      const key = keyOf(facts);
      const known = uses.get(key) ?? { labels: new Set<string>(), isBound: false };
      uses.set(key, known);
      known.labels.add(label);
      known.isBound ||= isBound;
    }
  }
  const byHand = new Set(workloads.flatMap(({ label }) => label ?? []));
  const bindings = objects.filter(({ kind }) => kind === 'AzureIdentityBinding');
  const found = bindingsOf(bindings, registry).map((facts, i) => ({ facts, object: bindings[i] as ApiObject }));
  const explicit = indexed(found, ({ facts }) => keyOf({ name: facts.azureIdentity, namespace: facts.namespace }));
  const rendered = indexed(objects.filter(isOurs), (identity) => keyOf(factsOf(identity)));
  const retired = new Set<ApiObject>();
  const kept = new Map<string, ReadonlySet<string>>();
  for (const [key, { labels, isBound }] of uses) {
    const own = explicit.get(key) ?? [];
    const identities = rendered.get(key) ?? [];
    const labelled = new Set([...labels, ...own.map(({ facts }) => facts.selector)].filter((one) => byHand.has(one)));
    if (labelled.size > 0) kept.set(key, labelled);
    const isForOthers = own.some(({ facts }) => !labels.has(facts.selector));
    if (isBound || labelled.size > 0 || isForOthers || identities.some((one) => ofCharts.has(one))) continue;
    for (const object of [...own.map((one) => one.object), ...identities]) retired.add(object);
  }
  return { objects: retired, kept };
}

const isOurs = (object: ApiObject): object is ApiObject & IAzureIdentity => isAzureIdentity(object);
