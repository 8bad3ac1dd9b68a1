import { mapOf } from '../../manifests/manifest';
import type { Workload } from '../../simulation/workload';
import { BINDING_LABEL } from '../../upstream/api';
import type { CheckedCluster } from '../checked-cluster';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { mountingVault, vaultClass } from '../examples/workload-identity-examples';
import { csiMountsOf, usesPodIdentity } from '../facts/csi-mounts';
import { plainYaml } from '../facts/plain-yaml';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, type RuleFinding, Severity } from '../rule';

const CLASS = vaultClass('usePodIdentity: "true"');
const MOUNTING = mountingVault(WORKLOAD);

/** A second workload with the same identity, so that the binding is in use. */
const OTHER = changed(WORKLOAD, 'name: orders\n  namespace', 'name: orders-worker\n  namespace');

export const csiMountWithoutLabel: Rule = {
  id: 'csi-mount-without-label',
  title: 'A workload mounts secrets with pod identity, but lacks the label',
  severity: Severity.ERROR,
  why: 'With usePodIdentity the Secrets Store CSI driver asks NMI for the token of the pod that mounts the volume, whose identity comes from the label aadpodidbinding.',
  symptom: 'The pod stays in ContainerCreating: "nmi response failed with status code: 404".',
  bad: documents(IDENTITY, BINDING, OTHER, CLASS, changed(MOUNTING, '        aadpodidbinding: orders\n', '')),
  good: documents(IDENTITY, BINDING, OTHER, CLASS, MOUNTING),
  source: 'Azure/secrets-store-csi-driver-provider-azure, pkg/auth/auth.go; pkg/nmi/server/server.go, hostHandler',
  check: (checked) =>
    unservedWorkloads(checked).flatMap(({ workload, assigned }) =>
      // secret-provider-class-uses-pod-identity reports those with Workload Identity.
      workload.label || assigned.length > 0 || checked.federation?.tokenUseOf(workload).isCalled
        ? []
        : findingsOf(checked, workload),
    ),
};

function findingsOf(checked: CheckedCluster, workload: Workload): RuleFinding[] {
  const mount = csiMountsOf(checked, workload).find(
    ({ secretProviderClass }) => secretProviderClass && usesPodIdentity(secretProviderClass),
  );
  if (!mount || hasLabelElsewhere(workload)) return [];
  const selectors = new Set(
    checked.cluster.bindings
      .filter(({ namespace, selector }) => namespace === workload.namespace && selector !== '')
      .map(({ selector }) => selector),
  );
  const [selector] = selectors.size === 1 ? selectors : [];
  return [
    {
      object: workload.manifest,
      path: [...workload.template, 'metadata', 'labels'],
      message: `The pods mount SecretProviderClass ${mount.className}, which uses pod identity, and lack the label ${BINDING_LABEL}. The mount fails, and the pods do not start. Add the label to the pod template, with the selector of the AzureIdentityBinding as its value.`,
      absence: { isNear: true },
      ...(selector !== undefined && { fix: `${BINDING_LABEL}: ${plainYaml(selector)}` }),
    },
  ];
}

const LIKE_THE_LABEL = /aad-?pod-?id|pod-?id-?binding/i;

/** Whether the label is in another place or misspelt, which other rules report. */
function hasLabelElsewhere({ manifest, template }: Workload): boolean {
  return [...template.map((_key, i) => template.slice(0, i)), template]
    .map((path) => mapOf(manifest.at([...path, 'metadata'])))
    .flatMap(({ labels, annotations }) => [...Object.keys(mapOf(labels)), ...Object.keys(mapOf(annotations))])
    .some((key) => LIKE_THE_LABEL.test(key));
}
