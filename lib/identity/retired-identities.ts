import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ObjectRegistry } from '../synth/object-registry';
import { indexed } from '../validate/indexed';
import { type IAzureIdentity, isAzureIdentity } from './azure-identity-interface';
import { bindingsOf } from './bindings';
import { factsOf, factsOfManifest, type IdentityFacts, keyOf } from './identity-facts';
import type { LabelledPods } from './surroundings';
import type { Assignment } from './workload-assignment';

/** What of pod identity is needed no longer. */
export interface Retired {
  /** Objects that are not rendered. */
  readonly objects: ReadonlySet<ApiObject>;
  /** Keys of identities with selectors that somebody still uses, so that their bindings stay. */
  readonly kept: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Identities of Helm values, which belong to the install. */
const ofCharts = new WeakSet<IConstruct>();

/** Keeps an identity whatever the stages are. */
export function keepRendered(identity: IAzureIdentity): void {
  ofCharts.add(identity);
}

interface Uses {
  readonly facts: IdentityFacts;
  readonly labels: Set<string>;
  isRendered: boolean;
}

/**
 * The identities all of whose workloads are at the last stage, and their bindings. One stays when somebody else may use it:
 * a workload outside of the app, one in it that was labelled by hand, or a binding for other labels.
 */
export function retiredOf(
  assignments: readonly Assignment[],
  labelled: readonly LabelledPods[],
  objects: readonly ApiObject[],
  registry: ObjectRegistry,
): Retired {
  const uses = new Map<string, Uses>();
  for (const { identities, isRendered, label } of assignments) {
    for (const { facts } of identities) {
      const key = keyOf(facts);
      const known = uses.get(key) ?? { facts, labels: new Set<string>(), isRendered: false };
      uses.set(key, known);
      known.labels.add(label);
      known.isRendered ||= isRendered;
    }
  }
  const byHand = indexed(labelled, ({ label }) => label);
  const bindings = objects.filter(({ kind }) => kind === 'AzureIdentityBinding');
  const found = bindingsOf(bindings, registry).map((facts, i) => ({ facts, object: bindings[i] as ApiObject }));
  const explicit = indexed(found, ({ facts }) => keyOf({ name: facts.azureIdentity, namespace: facts.namespace }));
  const rendered = indexed(
    objects.filter(({ kind }) => kind === 'AzureIdentity'),
    (object) => keyOf(isAzureIdentity(object) ? factsOf(object) : factsOfManifest(object.toJson())),
  );
  const retired = new Set<ApiObject>();
  const kept = new Map<string, ReadonlySet<string>>();
  for (const [key, { facts, labels, isRendered }] of uses) {
    const own = explicit.get(key) ?? [];
    const identities = rendered.get(key) ?? [];
    const isUsed = (label: string) => byHand.get(label)?.some((pods) => canReach(pods, facts)) === true;
    const used = new Set([...labels, ...own.map((one) => one.facts.selector)].filter(isUsed));
    if (used.size > 0) kept.set(key, used);
    const isForOthers = own.some((one) => !labels.has(one.facts.selector));
    if (isRendered || used.size > 0 || isForOthers || identities.some((one) => ofCharts.has(one))) continue;
    for (const object of [...own.map((one) => one.object), ...identities]) retired.add(object);
  }
  return { objects: retired, kept };
}

const canReach = (pods: LabelledPods, { namespaced, namespace }: IdentityFacts) =>
  !namespaced || pods.namespace === namespace;
