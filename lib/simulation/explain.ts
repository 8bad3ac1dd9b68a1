import { fold } from '../go/compare';
import { BINDING_LABEL } from '../upstream/api';
import { Mode } from '../upstream/mode';
import { show } from '../validate/format';
import { indexed } from '../validate/indexed';
import { misspelling } from '../validate/nearest';
import { type Binding, type Identity, keyOf } from './custom-resources';
import type { SkippedBinding, SkipReason } from './mic';
import { NamespacedMap } from './namespaced-map';
import { otherCaseIn } from './other-case';
import type { Simulation } from './simulation';
import type { Workload } from './workload';

const MOST = 3;

/** Not the value of any label. */
const NO_LABEL = '\0';
const EMPTY_LABEL = 'its label is empty: MIC ignores it';

/** Reasons to report for workloads that get other identities. */
const LOST: readonly SkipReason[] = ['nameTaken', 'filteredByNmi', 'identityMissing', 'resourceIdInvalid'];

/** Why workloads do not get the identities that their label selects, in words. */
export class Explanations {
  // The reasons are the same for all workloads of a namespace with the same label.
  private readonly nothing = new NamespacedMap<readonly string[]>();
  private readonly else = new NamespacedMap<readonly string[]>();
  private readonly skipped = new NamespacedMap<ReadonlyMap<string, SkippedBinding>>();
  private readonly near = new NamespacedMap<{ readonly binding: Binding | undefined }>();
  private bySelector: Map<string, Binding[]> | undefined;
  private byName: Map<string, Binding[]> | undefined;
  private unselected: readonly Binding[] | undefined;
  private identities: Map<string, Identity[]> | undefined;

  constructor(private readonly simulation: Simulation) {}

  /** Why a workload with the label gets no identity at all. */
  public whyNothing(workload: Workload): readonly string[] {
    const { namespace, label } = workload;
    return this.nothing.getOrAdd(namespace, label ?? NO_LABEL, () => {
      const skipped = this.simulation.skippedOf(workload);
      if (skipped.length > 0) return this.some(skipped);
      if (label === undefined) return [];
      if (label === '' && this.simulation.settings.mode === Mode.STANDARD) return [EMPTY_LABEL];
      const where = this.simulation.settings.mode === Mode.MANAGED ? ` of namespace ${namespace}` : '';
      return [`no binding${where} has the selector ${show(label)}${this.hint(workload, label)}`];
    });
  }

  /** Why a workload that gets some identities does not get others that it was probably meant to get. */
  public whatElse(workload: Workload): readonly string[] {
    return this.else.getOrAdd(workload.namespace, workload.label ?? NO_LABEL, () =>
      this.some(this.simulation.skippedOf(workload).filter((one) => LOST.includes(one.reason) && !isSame(one))),
    );
  }

  /** Why a workload does not get the identity of a binding that its label selects. */
  public whyNot(workload: Workload, binding: string): string | undefined {
    const all = this.skipped.getOrAdd(
      workload.namespace,
      workload.label ?? NO_LABEL,
      () => new Map(this.simulation.skippedOf(workload).map((one) => [keyOf(one.binding), one])),
    );
    const skipped = all.get(binding);
    return skipped && this.describe(skipped);
  }

  private some(skipped: readonly SkippedBinding[]): string[] {
    const reasons = skipped.slice(0, MOST).map((one) => this.describe(one));
    return skipped.length > MOST ? [...reasons, `and ${skipped.length - MOST} more bindings`] : reasons;
  }

  private describe({ binding, reason, identity, winner }: SkippedBinding): string {
    const name = `binding ${keyOf(binding)}`;
    const words: { readonly [reason in SkipReason]: () => string } = {
      identityMissing: () => `${name}: ${this.missing(binding)}`,
      resourceIdInvalid: () =>
        `${name}: MIC drops AzureIdentity ${identity && keyOf(identity)}, its resourceID is ${show(identity?.resourceID)}`,
      otherNamespace: () => `${name}: only pods of namespace ${binding.namespace} can use its identity`,
      nameTaken: () =>
        `${name}: AzureIdentity ${winner && keyOf(winner.identity)} has the same name and comes first, through binding ${winner && keyOf(winner.binding)}`,
      filteredByNmi: () =>
        `${name}: MIC assigns its identity, but NMI is forced namespaced and does not hand it out to other namespaces`,
    };
    return words[reason]();
  }

  private missing({ manifest, namespace, azureIdentity }: Binding): string {
    if (azureIdentity === '') return `its azureIdentity is empty${otherCaseIn(manifest, 'azureIdentity')}`;
    this.identities ??= indexed(this.simulation.cluster.identities, ({ name }) => fold(name));
    const alike = this.identities.get(fold(azureIdentity)) ?? [];
    const near =
      alike.find((identity) => identity.namespace === namespace) ?? alike[0] ?? this.misspelt(namespace, azureIdentity);
    const hint = near ? `; ${keyOf(near)} does` : '';
    return `AzureIdentity ${namespace}/${azureIdentity} does not exist${hint}`;
  }

  private misspelt(namespace: string, name: string): Identity | undefined {
    const nameIn = (identity: Identity) => (identity.namespace === namespace ? identity.name : '');
    return misspelling(name, this.simulation.cluster.identities, nameIn);
  }

  private hint(workload: Workload, label: string): string {
    const otherCase = this.otherCase(label);
    const meant = this.meant(workload, label);
    if (otherCase !== '' || !meant) return otherCase;
    const name = meant.isByName ? ', and MIC compares selectors, not names' : '';
    return `; binding ${keyOf(meant.binding)} has ${show(meant.binding.selector)}${name}`;
  }

  /** A binding that would have the selector. */
  private otherCase(label: string): string {
    this.unselected ??= this.simulation.cluster.bindings.filter(({ selector }) => selector === '');
    for (const binding of this.unselected) {
      const words = otherCaseIn(binding.manifest, 'selector', label);
      if (words !== '') return `; of binding ${keyOf(binding)} it is empty${words}`;
    }
    return '';
  }

  /**
   * A binding with which the workload would get an identity, if its label were the selector: one whose selector differs in
   * case, or by a letter or two, or that has the label as its name.
   */
  public nearBinding(workload: Workload): Binding | undefined {
    const { namespace, label } = workload;
    if (label === undefined || label === '') return undefined;
    return this.near.getOrAdd(namespace, label, () => {
      const binding = this.meant(workload, label)?.binding;
      if (!binding || binding.selector !== binding.selector.trim()) return { binding: undefined };
      const labels = { ...workload.labels, [BINDING_LABEL]: binding.selector };
      const corrected = { ...workload, label: binding.selector, labels };
      const assigned = this.simulation.assignmentsOf(corrected);
      return { binding: this.simulation.handedOut(corrected, assigned).length > 0 ? binding : undefined };
    }).binding;
  }

  /** A binding that was probably meant: other case, blanks, another namespace, its name instead of its selector. */
  private meant({ namespace }: Workload, label: string): { binding: Binding; isByName?: true } | undefined {
    const { bindings } = this.simulation.cluster;
    this.bySelector ??= indexed(bindings, ({ selector }) => fold(selector.trim()));
    const alike = label === '' ? [] : (this.bySelector.get(fold(label.trim())) ?? []);
    const near = alike.find((binding) => binding.namespace === namespace) ?? alike[0];
    if (near) return { binding: near };
    this.byName ??= indexed(bindings.flatMap(namesOf), ({ called }) => called);
    const called = this.byName.get(label)?.[0];
    if (called) return { binding: called, isByName: true };
    const misspelt = misspelling(label, bindings, ({ selector }) => selector);
    return misspelt && { binding: misspelt };
  }
}

/** A second binding to the same identity: the workload loses nothing. */
const isSame = ({ identity, winner }: SkippedBinding) => winner !== undefined && winner.identity === identity;

const namesOf = (binding: Binding) =>
  [...new Set([binding.name, binding.azureIdentity])].map((called) => ({ ...binding, called }));
