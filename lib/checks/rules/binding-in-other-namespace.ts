import type { Manifest } from '../../manifests/manifest';
import { type Binding, keyOf } from '../../simulation/custom-resources';
import { BINDING_LABEL } from '../../upstream/api';
import { Mode } from '../../upstream/mode';
import type { CheckedCluster, CheckedWorkload } from '../checked-cluster';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { bindingsBySelector } from '../facts/bindings';
import { refusalsIn } from '../facts/faulty-objects';
import { isGuessed } from '../facts/namespaces';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';

export const bindingInOtherNamespace: Rule = {
  id: 'binding-in-other-namespace',
  title: 'The binding for a pod label is in another namespace and limited to it',
  severity: Severity.ERROR,
  why: 'Pods, binding and identity must be in one namespace when the controllers are forced namespaced, in managed mode, and when the identity has the annotation aadpodidentity.k8s.io/Behavior: namespaced.',
  symptom: 'A line in the log of MIC, no event; token requests fail with 404.',
  bad: documents(IDENTITY, BINDING, changed(WORKLOAD, 'namespace: shop', 'namespace: checkout')),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList; pkg/crd/crd.go, GetPodIDsWithBinding',
  check: (checked) => {
    const bindingsOf = foreignBindings(checked);
    const isRefused = refusalsIn(checked);
    const isMisplaced = ({ manifest }: { readonly manifest: Manifest }) =>
      isRefused(manifest, ['metadata', 'namespace']);
    return unservedWorkloads(checked).flatMap((one) => {
      // workload-excepted reports an exception for the label itself.
      const bindings = one.bypass?.label === BINDING_LABEL ? [] : bindingsOf(one);
      const [first] = bindings;
      if (!first || [one.workload, ...bindings].some(isMisplaced)) return [];
      const { manifest, template, namespace } = one.workload;
      const others = bindings.length > 1 ? ` (and ${bindings.length - 1} more)` : '';
      return [
        {
          object: manifest,
          path: [...template, 'metadata', 'labels', BINDING_LABEL],
          message: `AzureIdentityBinding ${keyOf(first)}${others} has this selector, but ${reasonOf(checked, first)}. The pods get no identity. Create the identity and the binding in namespace ${namespace} too.`,
          absence: { isNear: true },
          ...([manifest, first.manifest].some((object) => isGuessed(checked, object)) && {
            severity: Severity.WARNING,
          }),
        },
      ];
    });
  },
};

/** The bindings that have a workload's label as selector, but are limited to another namespace. */
function foreignBindings(checked: CheckedCluster): (workload: CheckedWorkload) => readonly Binding[] {
  if (checked.settings.mode === Mode.STANDARD) {
    return (one) =>
      one.assigned.length === 0 && one.skipped.every(({ reason }) => reason === 'otherNamespace')
        ? one.skipped.map(({ binding }) => binding)
        : [];
  }
  const bySelector = bindingsBySelector(checked);
  return ({ workload: { label = '' }, assigned, skipped }) =>
    label !== '' && assigned.length === 0 && skipped.length === 0 ? (bySelector.get(label) ?? []) : [];
}

function reasonOf({ settings, cluster }: CheckedCluster, binding: Binding): string {
  const isItsOwn = settings.mode === Mode.STANDARD && !settings.micForceNamespaced && cluster.identityOf(binding);
  return isItsOwn
    ? `its identity is for pods of namespace ${binding.namespace} only`
    : `is for pods of namespace ${binding.namespace} only`;
}
