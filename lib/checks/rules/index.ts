import type { Rule } from '../rule';
import { argumentsDropped } from './arguments-dropped';
import { booleanFlagSplit } from './boolean-flag-split';
import { durationWithoutUnit } from './duration-without-unit';
import { flagRemoved } from './flag-removed';
import { flagUnknown } from './flag-unknown';
import { flagValueRefused } from './flag-value-refused';
import { flagValueTooSmall } from './flag-value-too-small';
import { forceNamespacedNotTrue } from './force-namespaced-not-true';
import { managedWithoutNamespaced } from './managed-without-namespaced';
import { micWithoutCredentials } from './mic-without-credentials';
import { micWithoutNamespace } from './mic-without-namespace';
import { micWithoutReplicas } from './mic-without-replicas';
import { nmiCannotSetRules } from './nmi-cannot-set-rules';
import { nmiWithoutNode } from './nmi-without-node';
import { probePortDiffers } from './probe-port-differs';
import { versionFlag } from './version-flag';

/** All rules, in the order of their ids. */
export const RULES: readonly Rule[] = [
  argumentsDropped,
  booleanFlagSplit,
  durationWithoutUnit,
  flagRemoved,
  flagUnknown,
  flagValueRefused,
  flagValueTooSmall,
  forceNamespacedNotTrue,
  managedWithoutNamespaced,
  micWithoutCredentials,
  micWithoutNamespace,
  micWithoutReplicas,
  nmiCannotSetRules,
  nmiWithoutNode,
  probePortDiffers,
  versionFlag,
];
