import { fold } from '../../go/compare';
import { type Binding, type Identity, keyOf } from '../../simulation/custom-resources';
import type { Workload } from '../../simulation/workload';
import { BINDING_LABEL } from '../../upstream/api';
import { show } from '../../validate/format';
import { indexed } from '../../validate/indexed';
import { SELECTOR } from '../../validate/kubernetes-names';
import type { CheckedCluster, CheckedWorkload } from '../checked-cluster';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { bindingsBySelector, boundIdentities, unusualBindings } from '../facts/bindings';
import { refusalsIn, selectorsLeftOut } from '../facts/faulty-objects';
import { type NearMiss, nearMiss } from '../facts/near-miss';
import { plainYaml } from '../facts/plain-yaml';
import { obtainsIdentity } from '../facts/token-pods';
import { labelsInUse, unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, type RuleFinding, Severity } from '../rule';
import { meantSelector } from './selector-not-a-label';

export const labelWithoutBinding: Rule = {
  id: 'label-without-binding',
  title: 'No binding has the pod label as its selector',
  severity: Severity.ERROR,
  why: 'MIC compares the pod label aadpodidbinding with spec.selector of every AzureIdentityBinding; they must be equal. The names of bindings and identities do not matter.',
  symptom:
    'MIC logs only that no binding matched. The pod waits about 80 seconds for each token and gets 404, "no azure identity found for request clientID".',
  bad: documents(IDENTITY, changed(BINDING, 'selector: orders', 'selector: order'), WORKLOAD),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList',
  check: (checked) => {
    const unmatched = unservedWorkloads(checked).filter(
      (one) => isUnmatched(one) && !obtainsIdentity(checked, one.workload),
    );
    if (unmatched.length === 0) return [];
    const leftOut = selectorsLeftOut(checked);
    // selector-not-a-label reports the others.
    const meant = new Set(unusualBindings(checked).map(({ selector }) => meantSelector(selector)));
    const selectors = bindingsBySelector(checked);
    const isSelector = (label: string) =>
      meant.has(label) || (selectors.has(label) && meantSelector(label) === undefined);
    const without = unmatched
      .map(({ workload }) => workload)
      .filter(({ label = '' }) => !isSelector(label) && !leftOut.has(label));
    if (without.length === 0) return [];
    const hints = new Hints(checked, without);
    return without.flatMap((workload) => hints.findingFor(workload));
  },
};

/** workload-excepted reports an exception for the label itself. */
function isUnmatched(one: CheckedWorkload): boolean {
  const { workload, assigned, bypass } = one;
  if (!workload.label || assigned.length > 0 || bypass?.label === BINDING_LABEL) return false;
  return one.skipped.length === 0;
}

/** The binding that a label was probably meant for. */
class Hints {
  private readonly byNamespace: ReadonlyMap<string, readonly Binding[]>;
  private readonly byFolded: ReadonlyMap<string, readonly Binding[]>;
  /** Of the labels only. */
  private readonly byName: ReadonlyMap<string, Binding[]>;
  /** Bindings that no workload uses are more likely. */
  private readonly unused: readonly Binding[];
  private readonly unusedByNamespace: ReadonlyMap<string, readonly Binding[]>;
  /** Namespaces of bindings with a selector of which nobody knows what was meant, which other rules report. */
  private readonly unclear: ReadonlySet<string>;
  private readonly labelsByNamespace = new Map<string, Set<string>>();

  constructor(
    private readonly checked: CheckedCluster,
    without: readonly Workload[],
  ) {
    const isRefused = refusalsIn(checked);
    const isClear = ({ selector, manifest }: Binding) =>
      SELECTOR.accepts(selector) && !isRefused(manifest, ['spec', 'selector']);
    const others = new Set(unusualBindings(checked).filter((binding) => !isClear(binding)));
    const bindings = checked.cluster.bindings.filter((binding) => !others.has(binding));
    const labels = labelsInUse(checked);
    this.unused = bindings.filter(({ selector }) => !labels.has(selector));
    this.unusedByNamespace = indexed(this.unused, ({ namespace }) => namespace);
    for (const { namespace, label = '' } of without) {
      const known = this.labelsByNamespace.get(namespace);
      if (known) known.add(label);
      else this.labelsByNamespace.set(namespace, new Set([label]));
    }
    this.unclear = new Set(
      [...others].filter(({ selector }) => meantSelector(selector) === undefined).map(({ namespace }) => namespace),
    );
    const unusedFirst = [...this.unused, ...bindings.filter(({ selector }) => labels.has(selector))];
    this.byNamespace = indexed(unusedFirst, ({ namespace }) => namespace);
    this.byFolded = indexed(unusedFirst, ({ selector }) => fold(selector.trim()));
    this.byName = new Map(without.map(({ label = '' }) => [label, []]));
    for (const binding of unusedFirst) for (const name of namesOf(binding)) this.byName.get(name)?.push(binding);
  }

  /** Any binding of the namespace; of other namespaces, those that differ in case or spaces, or that no workload uses. */
  private near(namespace: string, label: string): NearMiss<Binding> | undefined {
    return nearMiss(label, this.candidates(namespace, label), ({ selector }) => selector);
  }

  private *candidates(namespace: string, label: string): Generator<Binding> {
    yield* this.byNamespace.get(namespace) ?? [];
    yield* this.byFolded.get(fold(label.trim())) ?? [];
    for (const binding of this.unused) if (binding.namespace !== namespace) yield binding;
  }

  /** A binding with the label as another name. */
  private called(namespace: string, label: string): Binding | undefined {
    const alike = this.byName.get(label) ?? [];
    return alike.find((binding) => binding.namespace === namespace) ?? alike[0];
  }

  /** The only unused binding of the namespace, when it is in the same file and the label the only one without a binding. */
  private leftOver({ namespace, manifest }: Workload): Binding | undefined {
    const [binding, second] = this.unusedByNamespace.get(namespace) ?? [];
    return second === undefined && this.isOnlyLabel(namespace) && binding?.manifest.file === manifest.file
      ? binding
      : undefined;
  }

  private isOnlyLabel(namespace: string): boolean {
    return this.labelsByNamespace.get(namespace)?.size === 1;
  }

  private meantBy(workload: Workload): { readonly binding: Binding; readonly words: string } | undefined {
    const { namespace, label = '' } = workload;
    const near = this.near(namespace, label);
    if (near) return { binding: near.candidate, words: `has ${show(near.candidate.selector)}, which ${near.words}` };
    const called = this.called(namespace, label);
    if (called) {
      const words = called.name === label ? 'has this name' : 'refers to an identity of this name';
      return {
        binding: called,
        words: `${words}, but its selector is ${show(called.selector)}, and MIC compares only the selector`,
      };
    }
    const binding = this.leftOver(workload);
    return binding && { binding, words: `has ${show(binding.selector)}, which no workload has` };
  }

  /** The identity with the label as its name that no binding refers to, in the same file. */
  private unboundIdentity({ namespace, label = '', manifest }: Workload): Identity | undefined {
    const found = this.checked.cluster.identityNamed(namespace, label);
    const isHere = found?.manifest.file === manifest.file && !boundIdentities(this.checked).has(found);
    return isHere ? found : undefined;
  }

  public findingFor(workload: Workload): RuleFinding[] {
    const { manifest, namespace, template, label = '' } = workload;
    const near = this.meantBy(workload);
    const unbound = near ? undefined : this.unboundIdentity(workload);
    if (!near && !unbound && this.unclear.has(namespace) && this.isOnlyLabel(namespace)) return [];
    const meant = near?.binding;
    const hint = near
      ? `; AzureIdentityBinding ${keyOf(near.binding)} ${near.words}`
      : unbound
        ? `; AzureIdentity ${keyOf(unbound)} has this name, and no binding`
        : '';
    const advice = meant
      ? `Write ${BINDING_LABEL}: ${meant.selector}, or selector: ${label} in that binding`
      : `Add an AzureIdentityBinding with ${unbound ? `azureIdentity: ${unbound.name} and ` : ''}selector: ${label}`;
    return [
      {
        object: manifest,
        path: [...template, 'metadata', 'labels', BINDING_LABEL],
        message: `No AzureIdentityBinding has the selector ${show(label)}${hint}. The pods get no identity. ${advice}.`,
        absence: {
          isNear: (meant ?? unbound) !== undefined,
          counted: ['label has no binding', 'labels have no binding'],
        },
        ...(meant?.namespace === namespace && { fix: `${BINDING_LABEL}: ${plainYaml(meant.selector)}` }),
      },
    ];
  }
}

const namesOf = ({ name, azureIdentity }: Binding) => (name === azureIdentity ? [name] : [name, azureIdentity]);
