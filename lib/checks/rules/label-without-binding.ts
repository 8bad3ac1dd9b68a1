import { fold } from '../../go/compare';
import { type Binding, keyOf } from '../../simulation/custom-resources';
import { BINDING_LABEL } from '../../upstream/api';
import { show } from '../../validate/format';
import { indexed } from '../../validate/indexed';
import { SELECTOR } from '../../validate/kubernetes-names';
import type { CheckedCluster, CheckedWorkload } from '../checked-cluster';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { selectorsLeftOut } from '../facts/faulty-objects';
import { type NearMiss, nearMiss } from '../facts/near-miss';
import { plainYaml } from '../facts/plain-yaml';
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
    const unmatched = checked.workloads.filter((one) => isUnmatched(one));
    if (unmatched.length === 0) return [];
    const leftOut = selectorsLeftOut(checked);
    const { bindings } = checked.cluster;
    // selector-not-a-label reports the others.
    const selectors = new Set(bindings.map(({ selector }) => meantSelector(selector) ?? selector));
    const hints = new Hints(checked);
    return unmatched
      .filter(({ workload: { label = '' } }) => !selectors.has(label) && !leftOut.has(label))
      .flatMap((one) => hints.findingFor(one));
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
  private readonly byName: ReadonlyMap<string, readonly Binding[]>;
  /** Bindings that no workload uses are more likely. */
  private readonly unused: readonly Binding[];

  constructor(private readonly checked: CheckedCluster) {
    const bindings = checked.cluster.bindings.filter(({ selector }) => SELECTOR.accepts(selector));
    const labels = new Set(checked.workloads.map(({ workload: { label } }) => label));
    this.unused = bindings.filter(({ selector }) => !labels.has(selector));
    const unusedFirst = [...this.unused, ...bindings.filter(({ selector }) => labels.has(selector))];
    this.byNamespace = indexed(unusedFirst, ({ namespace }) => namespace);
    this.byFolded = indexed(unusedFirst, ({ selector }) => fold(selector.trim()));
    const named = unusedFirst.flatMap((binding) => namesOf(binding).map((name) => ({ name, binding })));
    this.byName = new Map(
      [...indexed(named, ({ name }) => name)].map(([name, all]) => [name, all.map(({ binding }) => binding)]),
    );
  }

  /** Any binding of the namespace; of other namespaces, those that differ in case or spaces, or that no workload uses. */
  private near(namespace: string, label: string): NearMiss<Binding> | undefined {
    const own = this.byNamespace.get(namespace) ?? [];
    const others = [...(this.byFolded.get(fold(label.trim())) ?? []), ...this.unused];
    return nearMiss(label, [...own, ...others], ({ selector }) => selector);
  }

  public findingFor({ workload }: CheckedWorkload): RuleFinding[] {
    const { manifest, namespace, template, label = '' } = workload;
    const near = this.near(namespace, label);
    const alike = near ? [] : (this.byName.get(label) ?? []);
    const called = alike.find((binding) => binding.namespace === namespace) ?? alike[0];
    const meant = near?.candidate ?? called;
    const hint = near
      ? `; AzureIdentityBinding ${keyOf(near.candidate)} has ${show(near.candidate.selector)}, which ${near.words}`
      : called
        ? `; AzureIdentityBinding ${keyOf(called)} ${called.name === label ? 'has this name' : 'refers to an identity of this name'}, but its selector is ${show(called.selector)}, and MIC compares only the selector`
        : '';
    const advice = meant
      ? `Write ${BINDING_LABEL}: ${meant.selector}, or selector: ${label} in that binding`
      : `Add an AzureIdentityBinding with selector: ${label}`;
    return [
      {
        object: manifest,
        path: [...template, 'metadata', 'labels', BINDING_LABEL],
        message: `No AzureIdentityBinding has the selector ${show(label)}${hint}. The pods get no identity. ${advice}.`,
        severity: this.severityIn(namespace, meant !== undefined),
        ...(meant?.namespace === namespace && { fix: `${BINDING_LABEL}: ${plainYaml(meant.selector)}` }),
      },
    ];
  }

  /** The binding is probably in other manifests when these have none of the namespace. */
  private severityIn(namespace: string, isMeant: boolean): Severity {
    const isHere = isMeant || this.byNamespace.has(namespace);
    return isHere || this.checked.options.wholeCluster ? this.checked.ifClosed(Severity.ERROR) : Severity.INFO;
  }
}

const namesOf = ({ name, azureIdentity }: Binding) => (name === azureIdentity ? [name] : [name, azureIdentity]);
