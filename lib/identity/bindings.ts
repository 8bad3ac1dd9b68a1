import type { ApiObject } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { moveToEnd } from '../synth/move-to-end';
import { isInTree, type ObjectRegistry } from '../synth/object-registry';
import type { Json } from '../synth/pod-template';
import { valueAt } from '../validate/path';
import { bindingName } from '../validate/selectors';
import type { AssignedIdentity } from './assigned-identity';
import { AzureIdentityBinding } from './azure-identity-binding';
import type { IAzureIdentity } from './azure-identity-interface';
import { orderBehind } from './binding-dependencies';
import { factsOf, keyOf } from './identity-facts';
import type { Assignment } from './workload-assignment';

const KIND = 'AzureIdentityBinding';

/** The fields of an AzureIdentityBinding that decide who gets the identity. */
export interface BindingFacts {
  readonly namespace: string | undefined;
  readonly azureIdentity: string;
  readonly selector: string;
  /** Path of the construct, for messages. */
  readonly path: () => string;
}

/** The facts of all AzureIdentityBindings in a list of objects. */
export function bindingsOf(objects: readonly ApiObject[], registry: ObjectRegistry): BindingFacts[] {
  return objects.filter(({ kind }) => kind === KIND).map((object) => bindingFacts(object, registry));
}

function bindingFacts(object: ApiObject, registry: ObjectRegistry): BindingFacts {
  const path = () => object.node.path;
  // Not by instanceof, which is true for every ApiObject.
  if ('identity' in object && !registry.isLate(object)) {
    const { identity, selector } = object as AzureIdentityBinding;
    return { namespace: identity.namespace, azureIdentity: identity.name, selector, path };
  }
  const manifest: Json = object.toJson();
  return {
    namespace: valueAt(manifest, ['metadata', 'namespace']) as string | undefined,
    azureIdentity: String(valueAt(manifest, ['spec', 'azureIdentity'])),
    selector: String(valueAt(manifest, ['spec', 'selector'])),
    path,
  };
}

/** A binding that an assignment needs. */
interface Wanted {
  readonly selector: string;
  /** Whether the selector is that of one workload. */
  readonly isOwn: boolean;
}

type Scope = IAzureIdentity & Construct;

/** The bindings that assignments need and the app does not have. They are children of their identity. */
export class Bindings {
  private readonly made = new Map<IAzureIdentity, AzureIdentityBinding[]>();

  /** The objects of our kinds in the app without the bindings made here. */
  public objectsBeside(registry: ObjectRegistry): ApiObject[] {
    const own = new Set<ApiObject>([...this.made.values()].flat());
    return registry.objects().filter((object) => !own.has(object));
  }

  /**
   * Makes missing bindings, and removes those that are no longer needed.
   *
   * @param kept selectors that stay bound, by identity, though no assignment needs them
   */
  public update(
    assignments: readonly Assignment[],
    registry: ObjectRegistry,
    root: IConstruct,
    kept: ReadonlyMap<string, ReadonlySet<string>>,
  ): void {
    const there = new Set(
      bindingsOf(this.objectsBeside(registry), registry).map((binding) => keyWith(binding.azureIdentity, binding)),
    );
    const wanted = wantedBindings(assignments, kept);
    const added: AzureIdentityBinding[] = [];
    for (const identity of this.made.keys()) if (!wanted.has(identity)) this.make(identity, []);
    for (const [identity, bySelector] of wanted) {
      const { name, namespace } = factsOf(identity);
      const missing = [...bySelector.values()]
        .filter(({ selector }) => !there.has(keyWith(name, { namespace, selector })))
        .sort((a, b) => (a.selector < b.selector ? -1 : 1));
      added.push(...this.make(identity, missing));
    }
    if (added.length > 0) orderBehind(added, root);
  }

  /** Returns the new ones. */
  private make(identity: IAzureIdentity, wanted: readonly Wanted[]): AzureIdentityBinding[] {
    const before = (this.made.get(identity) ?? []).filter(isInTree);
    const isRight =
      before.length === wanted.length && wanted.every(({ selector }, i) => before[i]?.selector === selector);
    if (isRight) return [];
    const wantedSelectors = new Set(wanted.map(({ selector }) => selector));
    const kept = new Map<string, AzureIdentityBinding>();
    for (const binding of before) {
      if (wantedSelectors.has(binding.selector)) kept.set(binding.selector, binding);
      else identity.node.tryRemoveChild(binding.node.id);
    }
    const facts = factsOf(identity);
    const nextId = freeIds(identity);
    const added: AzureIdentityBinding[] = [];
    const bindings = wanted.map(({ selector, isOwn }) => {
      const known = kept.get(selector);
      if (known) return known;
      const metadata = { name: bindingName(facts, selector, isOwn) };
      const binding = new AzureIdentityBinding(identity as Scope, nextId(), { identity, selector, metadata });
      added.push(binding);
      return binding;
    });
    if (kept.size > 0) bindings.forEach(moveToEnd);
    this.made.set(identity, bindings);
    return added;
  }
}

/** Ids that are the same under every identity: V8 slows down with thousands of different ones. */
function freeIds({ node }: IAzureIdentity): () => string {
  let i = 0;
  return () => {
    while (node.tryFindChild(`Binding${i}`)) i++;
    return `Binding${i}`;
  };
}

/** By the construct of the identity; when several constructs are the same object, by the first path. */
function wantedBindings(
  assignments: readonly Assignment[],
  kept: ReadonlyMap<string, ReadonlySet<string>>,
): Map<IAzureIdentity, Map<string, Wanted>> {
  const byKey = new Map<string, { assigned: AssignedIdentity; bySelector: Map<string, Wanted> }>();
  for (const { identities, label: selector, isOwn, isRendered } of assignments) {
    for (const assigned of identities) {
      const key = keyOf(assigned.facts);
      if (!isRendered && !kept.get(key)?.has(selector)) continue;
      const known = byKey.get(key) ?? { assigned, bySelector: new Map() };
      if (assigned.identity.node.path < known.assigned.identity.node.path) known.assigned = assigned;
      known.bySelector.set(selector, { selector, isOwn });
      byKey.set(key, known);
    }
  }
  return new Map([...byKey.values()].map(({ assigned, bySelector }) => [assigned.identity, bySelector]));
}

function keyWith(name: string, { namespace, selector }: { namespace: string | undefined; selector: string }): string {
  return `${namespace ?? ''}/${name} ${selector}`;
}
