import type { Rule } from '../rule';
import { argumentsDropped } from './arguments-dropped';
import { assignedNameAmbiguous } from './assigned-name-ambiguous';
import { behaviorWithoutEffect } from './behavior-without-effect';
import { bindingWithoutWorkload } from './binding-without-workload';
import { booleanFlagSplit } from './boolean-flag-split';
import { ciliumNeedsRedirect } from './cilium-needs-redirect';
import { clientIdTwiceOnPod } from './client-id-twice-on-pod';
import { controllerVersionsDiffer } from './controller-versions-differ';
import { disruptionBudgetWithoutLimit } from './disruption-budget-without-limit';
import { durationWithoutUnit } from './duration-without-unit';
import { fieldWithoutEffect } from './field-without-effect';
import { flagRemoved } from './flag-removed';
import { flagUnknown } from './flag-unknown';
import { flagValueRefused } from './flag-value-refused';
import { flagValueTooSmall } from './flag-value-too-small';
import { forceNamespacedNotTrue } from './force-namespaced-not-true';
import { identityWithoutBinding } from './identity-without-binding';
import { instanceMetadataBlocked } from './instance-metadata-blocked';
import { kubeletConfigNotMounted } from './kubelet-config-not-mounted';
import { leaderInstanceShared } from './leader-instance-shared';
import { managedWithDeadObjects } from './managed-with-dead-objects';
import { managedWithoutNamespaced } from './managed-without-namespaced';
import { micNamespaceNotAName } from './mic-namespace-not-a-name';
import { micWithoutCredentials } from './mic-without-credentials';
import { micWithoutNamespace } from './mic-without-namespace';
import { micWithoutNodeLabel } from './mic-without-node-label';
import { micWithoutReplicas } from './mic-without-replicas';
import { micsDisagree } from './mics-disagree';
import { nmiCannotSetRules } from './nmi-cannot-set-rules';
import { nmiGracePeriodShort } from './nmi-grace-period-short';
import { nmiNamespacedAlone } from './nmi-namespaced-alone';
import { nmiPriorityBelowWorkloads } from './nmi-priority-below-workloads';
import { nmiWithoutNode } from './nmi-without-node';
import { podSecurityForbidsNmi } from './pod-security-forbids-nmi';
import { probePortDiffers } from './probe-port-differs';
import { removedApi } from './removed-api';
import { retryAfterWithRetries } from './retry-after-with-retries';
import { sameNameSharesIdentity } from './same-name-shares-identity';
import { sidecarCapturesRequests } from './sidecar-captures-requests';
import { standardWithoutMic } from './standard-without-mic';
import { versionFlag } from './version-flag';
import { workloadTakenForMic } from './workload-taken-for-mic';

/** All rules, in the order of their ids. */
export const RULES: readonly Rule[] = [
  argumentsDropped,
  assignedNameAmbiguous,
  behaviorWithoutEffect,
  bindingWithoutWorkload,
  booleanFlagSplit,
  ciliumNeedsRedirect,
  clientIdTwiceOnPod,
  controllerVersionsDiffer,
  disruptionBudgetWithoutLimit,
  durationWithoutUnit,
  fieldWithoutEffect,
  flagRemoved,
  flagUnknown,
  flagValueRefused,
  flagValueTooSmall,
  forceNamespacedNotTrue,
  identityWithoutBinding,
  instanceMetadataBlocked,
  kubeletConfigNotMounted,
  leaderInstanceShared,
  managedWithDeadObjects,
  managedWithoutNamespaced,
  micNamespaceNotAName,
  micWithoutCredentials,
  micWithoutNamespace,
  micWithoutNodeLabel,
  micWithoutReplicas,
  micsDisagree,
  nmiCannotSetRules,
  nmiGracePeriodShort,
  nmiNamespacedAlone,
  nmiPriorityBelowWorkloads,
  nmiWithoutNode,
  podSecurityForbidsNmi,
  probePortDiffers,
  removedApi,
  retryAfterWithRetries,
  sameNameSharesIdentity,
  sidecarCapturesRequests,
  standardWithoutMic,
  versionFlag,
  workloadTakenForMic,
];
