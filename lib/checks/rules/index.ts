import type { Rule } from '../rule';
import { argumentsDropped } from './arguments-dropped';
import { assignedNameAmbiguous } from './assigned-name-ambiguous';
import { behaviorWithoutEffect } from './behavior-without-effect';
import { bindingWithoutWorkload } from './binding-without-workload';
import { booleanFlagSplit } from './boolean-flag-split';
import { clientIdTwiceOnPod } from './client-id-twice-on-pod';
import { durationWithoutUnit } from './duration-without-unit';
import { fieldWithoutEffect } from './field-without-effect';
import { flagRemoved } from './flag-removed';
import { flagUnknown } from './flag-unknown';
import { flagValueRefused } from './flag-value-refused';
import { flagValueTooSmall } from './flag-value-too-small';
import { forceNamespacedNotTrue } from './force-namespaced-not-true';
import { identityWithoutBinding } from './identity-without-binding';
import { leaderInstanceShared } from './leader-instance-shared';
import { managedWithoutNamespaced } from './managed-without-namespaced';
import { micWithoutCredentials } from './mic-without-credentials';
import { micWithoutNamespace } from './mic-without-namespace';
import { micWithoutReplicas } from './mic-without-replicas';
import { nmiCannotSetRules } from './nmi-cannot-set-rules';
import { nmiGracePeriodShort } from './nmi-grace-period-short';
import { nmiNamespacedAlone } from './nmi-namespaced-alone';
import { nmiWithoutNode } from './nmi-without-node';
import { probePortDiffers } from './probe-port-differs';
import { sameNameSharesIdentity } from './same-name-shares-identity';
import { versionFlag } from './version-flag';
import { workloadTakenForMic } from './workload-taken-for-mic';

/** All rules, in the order of their ids. */
export const RULES: readonly Rule[] = [
  argumentsDropped,
  assignedNameAmbiguous,
  behaviorWithoutEffect,
  bindingWithoutWorkload,
  booleanFlagSplit,
  clientIdTwiceOnPod,
  durationWithoutUnit,
  fieldWithoutEffect,
  flagRemoved,
  flagUnknown,
  flagValueRefused,
  flagValueTooSmall,
  forceNamespacedNotTrue,
  identityWithoutBinding,
  leaderInstanceShared,
  managedWithoutNamespaced,
  micWithoutCredentials,
  micWithoutNamespace,
  micWithoutReplicas,
  nmiCannotSetRules,
  nmiGracePeriodShort,
  nmiNamespacedAlone,
  nmiWithoutNode,
  probePortDiffers,
  sameNameSharesIdentity,
  versionFlag,
  workloadTakenForMic,
];
