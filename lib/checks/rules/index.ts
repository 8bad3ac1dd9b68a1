import type { Rule } from '../rule';
import { adEndpointMalformed } from './ad-endpoint-malformed';
import { adEndpointMissing } from './ad-endpoint-missing';
import { aksExceptionElsewhere } from './aks-exception-elsewhere';
import { aksExceptionMissing } from './aks-exception-missing';
import { assignedIdentityAuthored } from './assigned-identity-authored';
import { assignedNameTooLong } from './assigned-name-too-long';
import { auxiliaryTenantsIgnored } from './auxiliary-tenants-ignored';
import { auxiliaryTenantsTooMany } from './auxiliary-tenants-too-many';
import { bindingInOtherNamespace } from './binding-in-other-namespace';
import { bindingOnHostNetwork } from './binding-on-host-network';
import { bindingOnVirtualNode } from './binding-on-virtual-node';
import { bindingOnWindows } from './binding-on-windows';
import { bindingWithoutIdentity } from './binding-without-identity';
import { bindingWithoutSelector } from './binding-without-selector';
import { certificateAsText } from './certificate-as-text';
import { clientIdIsAnotherId } from './client-id-is-another-id';
import { clientIdMissing } from './client-id-missing';
import { clientIdNotAGuid } from './client-id-not-a-guid';
import { clientIdNotNamed } from './client-id-not-named';
import { clientIdOfTwoIdentities } from './client-id-of-two-identities';
import { clientIdUpperCase } from './client-id-upper-case';
import { clientSecretWithLineBreak } from './client-secret-with-line-break';
import { controllerWithoutPermissions } from './controller-without-permissions';
import { definitionIncomplete } from './definition-incomplete';
import { definitionMissing } from './definition-missing';
import { definitionOutdated } from './definition-outdated';
import { definitionWithItsObjects } from './definition-with-its-objects';
import { egressToNmiBlocked } from './egress-to-nmi-blocked';
import { exceptionByOneLabel } from './exception-by-one-label';
import { exceptionWithoutLabels } from './exception-without-labels';
import { fieldInOtherCase } from './field-in-other-case';
import { fieldUnknown } from './field-unknown';
import { finishedPodsKeepIdentity } from './finished-pods-keep-identity';
import { hostPortTaken } from './host-port-taken';
import { identityDisplaced } from './identity-displaced';
import { identityInOtherNamespace } from './identity-in-other-namespace';
import { identityNotAfterMic } from './identity-not-after-mic';
import { identityOfOtherNamespace } from './identity-of-other-namespace';
import { immutableIdMalformed } from './immutable-id-malformed';
import { initContainerAsksEarly } from './init-container-asks-early';
import { jobWithoutRetry } from './job-without-retry';
import { kubenetNotAllowed } from './kubenet-not-allowed';
import { kubenetWithoutPolicy } from './kubenet-without-policy';
import { labelAsAnnotation } from './label-as-annotation';
import { labelEmpty } from './label-empty';
import { labelKeyMisspelt } from './label-key-misspelt';
import { labelOnJobMetadata } from './label-on-job-metadata';
import { labelOnWorkload } from './label-on-workload';
import { labelWithoutBinding } from './label-without-binding';
import { metadataHeaderMissing } from './metadata-header-missing';
import { metadataHeaderNotRequired } from './metadata-header-not-required';
import { micNotExcepted } from './mic-not-excepted';
import { micSecretWithoutKey } from './mic-secret-without-key';
import { nmiBesideAddon } from './nmi-beside-addon';
import { nmiCannotReadSecrets } from './nmi-cannot-read-secrets';
import { nmiNotOnNode } from './nmi-not-on-node';
import { resourceIdMalformed } from './resource-id-malformed';
import { resourceIdNotExact } from './resource-id-not-exact';
import { resourceIdNotSeparable } from './resource-id-not-separable';
import { roleBoundInOtherNamespace } from './role-bound-in-other-namespace';
import { secretInOtherNamespace } from './secret-in-other-namespace';
import { secretMissing } from './secret-missing';
import { secretNotEncoded } from './secret-not-encoded';
import { secretWithoutItsKeys } from './secret-without-its-keys';
import { selectorNotALabel } from './selector-not-a-label';
import { servicePrincipalIncomplete } from './service-principal-incomplete';
import { sharedIdentityNotImmutable } from './shared-identity-not-immutable';
import { twoNmi } from './two-nmi';
import { workloadExcepted } from './workload-excepted';

/** All rules, in the order of their ids. */
export const RULES: readonly Rule[] = [
  adEndpointMalformed,
  adEndpointMissing,
  aksExceptionElsewhere,
  aksExceptionMissing,
  assignedIdentityAuthored,
  assignedNameTooLong,
  auxiliaryTenantsIgnored,
  auxiliaryTenantsTooMany,
  bindingInOtherNamespace,
  bindingOnHostNetwork,
  bindingOnVirtualNode,
  bindingOnWindows,
  bindingWithoutIdentity,
  bindingWithoutSelector,
  certificateAsText,
  clientIdIsAnotherId,
  clientIdMissing,
  clientIdNotAGuid,
  clientIdNotNamed,
  clientIdOfTwoIdentities,
  clientIdUpperCase,
  clientSecretWithLineBreak,
  controllerWithoutPermissions,
  definitionIncomplete,
  definitionMissing,
  definitionOutdated,
  definitionWithItsObjects,
  egressToNmiBlocked,
  exceptionByOneLabel,
  exceptionWithoutLabels,
  fieldInOtherCase,
  fieldUnknown,
  finishedPodsKeepIdentity,
  hostPortTaken,
  identityDisplaced,
  identityInOtherNamespace,
  identityNotAfterMic,
  identityOfOtherNamespace,
  immutableIdMalformed,
  initContainerAsksEarly,
  jobWithoutRetry,
  kubenetNotAllowed,
  kubenetWithoutPolicy,
  labelAsAnnotation,
  labelEmpty,
  labelKeyMisspelt,
  labelOnJobMetadata,
  labelOnWorkload,
  labelWithoutBinding,
  metadataHeaderMissing,
  metadataHeaderNotRequired,
  micNotExcepted,
  micSecretWithoutKey,
  nmiBesideAddon,
  nmiCannotReadSecrets,
  nmiNotOnNode,
  resourceIdMalformed,
  resourceIdNotExact,
  resourceIdNotSeparable,
  roleBoundInOtherNamespace,
  secretInOtherNamespace,
  secretMissing,
  secretNotEncoded,
  secretWithoutItsKeys,
  selectorNotALabel,
  servicePrincipalIncomplete,
  sharedIdentityNotImmutable,
  twoNmi,
  workloadExcepted,
];
