import type { Rule } from '../rule';
import { adEndpointMalformed } from './ad-endpoint-malformed';
import { adEndpointMissing } from './ad-endpoint-missing';
import { admissionPolicyRefusesController } from './admission-policy-refuses-controller';
import { aksExceptionElsewhere } from './aks-exception-elsewhere';
import { aksExceptionMissing } from './aks-exception-missing';
import { annotationNotQuoted } from './annotation-not-quoted';
import { argumentsDropped } from './arguments-dropped';
import { assignedIdentityAuthored } from './assigned-identity-authored';
import { assignedNameAmbiguous } from './assigned-name-ambiguous';
import { assignedNameTooLong } from './assigned-name-too-long';
import { auxiliaryTenantsIgnored } from './auxiliary-tenants-ignored';
import { auxiliaryTenantsTooMany } from './auxiliary-tenants-too-many';
import { behaviorWithoutEffect } from './behavior-without-effect';
import { bindingInOtherNamespace } from './binding-in-other-namespace';
import { bindingOnHostNetwork } from './binding-on-host-network';
import { bindingOnVirtualNode } from './binding-on-virtual-node';
import { bindingOnWindows } from './binding-on-windows';
import { bindingWithoutIdentity } from './binding-without-identity';
import { bindingWithoutSelector } from './binding-without-selector';
import { bindingWithoutWorkload } from './binding-without-workload';
import { booleanFlagSplit } from './boolean-flag-split';
import { certificateAsText } from './certificate-as-text';
import { certificateNotPkcs12 } from './certificate-not-pkcs12';
import { chartValueInvalid } from './chart-value-invalid';
import { chartValueUnread } from './chart-value-unread';
import { chartValuesUsePodIdentity } from './chart-values-use-pod-identity';
import { ciliumNeedsRedirect } from './cilium-needs-redirect';
import { clientIdDiffersFromAccount } from './client-id-differs-from-account';
import { clientIdIsAnotherId } from './client-id-is-another-id';
import { clientIdMissing } from './client-id-missing';
import { clientIdNotAGuid } from './client-id-not-a-guid';
import { clientIdNotBound } from './client-id-not-bound';
import { clientIdNotNamed } from './client-id-not-named';
import { clientIdOfTwoIdentities } from './client-id-of-two-identities';
import { clientIdOnPods } from './client-id-on-pods';
import { clientIdTwiceOnPod } from './client-id-twice-on-pod';
import { clientIdUpperCase } from './client-id-upper-case';
import { clientSecretBesideToken } from './client-secret-beside-token';
import { clientSecretIsCertificate } from './client-secret-is-certificate';
import { clientSecretWithLineBreak } from './client-secret-with-line-break';
import { cloudUnknown } from './cloud-unknown';
import { controllerVersionsDiffer } from './controller-versions-differ';
import { controllerWithoutPermissions } from './controller-without-permissions';
import { controllerWithoutToken } from './controller-without-token';
import { credentialIssuerMalformed } from './credential-issuer-malformed';
import { credentialSubjectWithoutWorkload } from './credential-subject-without-workload';
import { csiMountWithoutLabel } from './csi-mount-without-label';
import { definitionIncomplete } from './definition-incomplete';
import { definitionMissing } from './definition-missing';
import { definitionOutdated } from './definition-outdated';
import { definitionWithItsObjects } from './definition-with-its-objects';
import { disruptionBudgetWithoutLimit } from './disruption-budget-without-limit';
import { duplicateBinding } from './duplicate-binding';
import { duplicateKey } from './duplicate-key';
import { duplicateObject } from './duplicate-object';
import { durationWithoutUnit } from './duration-without-unit';
import { egressToNmiBlocked } from './egress-to-nmi-blocked';
import { exceptionByOneLabel } from './exception-by-one-label';
import { exceptionWithoutLabels } from './exception-without-labels';
import { federatedCredentialMissing } from './federated-credential-missing';
import { federatedCredentialsTooMany } from './federated-credentials-too-many';
import { fieldInOtherCase } from './field-in-other-case';
import { fieldUnknown } from './field-unknown';
import { fieldWithoutEffect } from './field-without-effect';
import { finishedPodsKeepIdentity } from './finished-pods-keep-identity';
import { flagRemoved } from './flag-removed';
import { flagUnknown } from './flag-unknown';
import { flagValueRefused } from './flag-value-refused';
import { flagValueTooSmall } from './flag-value-too-small';
import { forceNamespacedNotTrue } from './force-namespaced-not-true';
import { hostPortTaken } from './host-port-taken';
import { identityDisplaced } from './identity-displaced';
import { identityInOtherNamespace } from './identity-in-other-namespace';
import { identityNotAfterMic } from './identity-not-after-mic';
import { identityOfOtherNamespace } from './identity-of-other-namespace';
import { identityTypeDiffers } from './identity-type-differs';
import { identityTypeUnknown } from './identity-type-unknown';
import { identityWithoutBinding } from './identity-without-binding';
import { immutableIdMalformed } from './immutable-id-malformed';
import { initContainerAsksEarly } from './init-container-asks-early';
import { initContainerBeforeProxy } from './init-container-before-proxy';
import { instanceMetadataBlocked } from './instance-metadata-blocked';
import { invisibleCharacter } from './invisible-character';
import { jobWithoutRetry } from './job-without-retry';
import { kedaUsesPodIdentity } from './keda-uses-pod-identity';
import { kubeletConfigNotMounted } from './kubelet-config-not-mounted';
import { kubenetNotAllowed } from './kubenet-not-allowed';
import { kubenetWithoutPolicy } from './kubenet-without-policy';
import { labelAsAnnotation } from './label-as-annotation';
import { labelEmpty } from './label-empty';
import { labelInValuesWithoutBinding } from './label-in-values-without-binding';
import { labelKeyMisspelt } from './label-key-misspelt';
import { labelOnJobMetadata } from './label-on-job-metadata';
import { labelOnNoPod } from './label-on-no-pod';
import { labelOnWorkload } from './label-on-workload';
import { labelWithoutBinding } from './label-without-binding';
import { leaderInstanceShared } from './leader-instance-shared';
import { managedWithDeadObjects } from './managed-with-dead-objects';
import { managedWithoutNamespaced } from './managed-without-namespaced';
import { metadataHeaderMissing } from './metadata-header-missing';
import { metadataHeaderNotRequired } from './metadata-header-not-required';
import { micNamespaceNotAName } from './mic-namespace-not-a-name';
import { micNotExcepted } from './mic-not-excepted';
import { micRemovedBeforeBindings } from './mic-removed-before-bindings';
import { micSecretWithoutKey } from './mic-secret-without-key';
import { micVariablesIgnored } from './mic-variables-ignored';
import { micWithoutCredentials } from './mic-without-credentials';
import { micWithoutNamespace } from './mic-without-namespace';
import { micWithoutNodeLabel } from './mic-without-node-label';
import { micWithoutReplicas } from './mic-without-replicas';
import { micsDisagree } from './mics-disagree';
import { networkPolicyNotUnderstood } from './network-policy-not-understood';
import { nmiBesideAddon } from './nmi-beside-addon';
import { nmiCannotReadSecrets } from './nmi-cannot-read-secrets';
import { nmiCannotSetRules } from './nmi-cannot-set-rules';
import { nmiGracePeriodShort } from './nmi-grace-period-short';
import { nmiNamespacedAlone } from './nmi-namespaced-alone';
import { nmiNotOnNode } from './nmi-not-on-node';
import { nmiPriorityBelowWorkloads } from './nmi-priority-below-workloads';
import { nmiRemovedEarly } from './nmi-removed-early';
import { nmiWithoutNode } from './nmi-without-node';
import { podSecurityForbidsNmi } from './pod-security-forbids-nmi';
import { probePortDiffers } from './probe-port-differs';
import { proxyAnnotationFalse } from './proxy-annotation-false';
import { proxyForbiddenByPodSecurity } from './proxy-forbidden-by-pod-security';
import { proxyOnHostNetwork } from './proxy-on-host-network';
import { proxyOnJob } from './proxy-on-job';
import { proxyPortInvalid } from './proxy-port-invalid';
import { proxyPortTaken } from './proxy-port-taken';
import { proxyWithOtherUser } from './proxy-with-other-user';
import { refusedByApiServer } from './refused-by-api-server';
import { removedApi } from './removed-api';
import { resourceIdMalformed } from './resource-id-malformed';
import { resourceIdNotExact } from './resource-id-not-exact';
import { resourceIdNotSeparable } from './resource-id-not-separable';
import { retryAfterWithRetries } from './retry-after-with-retries';
import { roleBoundInOtherNamespace } from './role-bound-in-other-namespace';
import { sameNameSharesIdentity } from './same-name-shares-identity';
import { secretInOtherNamespace } from './secret-in-other-namespace';
import { secretMissing } from './secret-missing';
import { secretNotEncoded } from './secret-not-encoded';
import { secretProviderClassUsesPodIdentity } from './secret-provider-class-uses-pod-identity';
import { secretWithoutItsKeys } from './secret-without-its-keys';
import { selectorNotALabel } from './selector-not-a-label';
import { serviceAccountIsDefault } from './service-account-is-default';
import { serviceAccountMissing } from './service-account-missing';
import { serviceAccountOfTwoIdentities } from './service-account-of-two-identities';
import { serviceAccountWithoutClientId } from './service-account-without-client-id';
import { servicePrincipalIncomplete } from './service-principal-incomplete';
import { sharedIdentityNotImmutable } from './shared-identity-not-immutable';
import { sidecarCapturesRequests } from './sidecar-captures-requests';
import { skipContainersUnknown } from './skip-containers-unknown';
import { standardWithoutMic } from './standard-without-mic';
import { tokenExpirationInvalid } from './token-expiration-invalid';
import { tokenPathWrittenOut } from './token-path-written-out';
import { tokenWrittenOutBesideLabel } from './token-written-out-beside-label';
import { twoNmi } from './two-nmi';
import { useLabelInKubeSystem } from './use-label-in-kube-system';
import { useLabelNotOnPods } from './use-label-not-on-pods';
import { useLabelNotTrue } from './use-label-not-true';
import { valueNotSubstituted } from './value-not-substituted';
import { versionFlag } from './version-flag';
import { workloadExcepted } from './workload-excepted';
import { workloadTakenForMic } from './workload-taken-for-mic';

/** All rules, in the order of their ids. */
export const RULES: readonly Rule[] = [
  adEndpointMalformed,
  adEndpointMissing,
  admissionPolicyRefusesController,
  aksExceptionElsewhere,
  aksExceptionMissing,
  annotationNotQuoted,
  argumentsDropped,
  assignedIdentityAuthored,
  assignedNameAmbiguous,
  assignedNameTooLong,
  auxiliaryTenantsIgnored,
  auxiliaryTenantsTooMany,
  behaviorWithoutEffect,
  bindingInOtherNamespace,
  bindingOnHostNetwork,
  bindingOnVirtualNode,
  bindingOnWindows,
  bindingWithoutIdentity,
  bindingWithoutSelector,
  bindingWithoutWorkload,
  booleanFlagSplit,
  certificateAsText,
  certificateNotPkcs12,
  chartValueInvalid,
  chartValueUnread,
  chartValuesUsePodIdentity,
  ciliumNeedsRedirect,
  clientIdDiffersFromAccount,
  clientIdIsAnotherId,
  clientIdMissing,
  clientIdNotAGuid,
  clientIdNotBound,
  clientIdNotNamed,
  clientIdOfTwoIdentities,
  clientIdOnPods,
  clientIdTwiceOnPod,
  clientIdUpperCase,
  clientSecretBesideToken,
  clientSecretIsCertificate,
  clientSecretWithLineBreak,
  cloudUnknown,
  controllerVersionsDiffer,
  controllerWithoutPermissions,
  controllerWithoutToken,
  credentialIssuerMalformed,
  credentialSubjectWithoutWorkload,
  csiMountWithoutLabel,
  definitionIncomplete,
  definitionMissing,
  definitionOutdated,
  definitionWithItsObjects,
  disruptionBudgetWithoutLimit,
  duplicateBinding,
  duplicateKey,
  duplicateObject,
  durationWithoutUnit,
  egressToNmiBlocked,
  exceptionByOneLabel,
  exceptionWithoutLabels,
  federatedCredentialMissing,
  federatedCredentialsTooMany,
  fieldInOtherCase,
  fieldUnknown,
  fieldWithoutEffect,
  finishedPodsKeepIdentity,
  flagRemoved,
  flagUnknown,
  flagValueRefused,
  flagValueTooSmall,
  forceNamespacedNotTrue,
  hostPortTaken,
  identityDisplaced,
  identityInOtherNamespace,
  identityNotAfterMic,
  identityOfOtherNamespace,
  identityTypeDiffers,
  identityTypeUnknown,
  identityWithoutBinding,
  immutableIdMalformed,
  initContainerAsksEarly,
  initContainerBeforeProxy,
  instanceMetadataBlocked,
  invisibleCharacter,
  jobWithoutRetry,
  kedaUsesPodIdentity,
  kubeletConfigNotMounted,
  kubenetNotAllowed,
  kubenetWithoutPolicy,
  labelAsAnnotation,
  labelEmpty,
  labelInValuesWithoutBinding,
  labelKeyMisspelt,
  labelOnJobMetadata,
  labelOnNoPod,
  labelOnWorkload,
  labelWithoutBinding,
  leaderInstanceShared,
  managedWithDeadObjects,
  managedWithoutNamespaced,
  metadataHeaderMissing,
  metadataHeaderNotRequired,
  micNamespaceNotAName,
  micNotExcepted,
  micRemovedBeforeBindings,
  micSecretWithoutKey,
  micVariablesIgnored,
  micWithoutCredentials,
  micWithoutNamespace,
  micWithoutNodeLabel,
  micWithoutReplicas,
  micsDisagree,
  networkPolicyNotUnderstood,
  nmiBesideAddon,
  nmiCannotReadSecrets,
  nmiCannotSetRules,
  nmiGracePeriodShort,
  nmiNamespacedAlone,
  nmiNotOnNode,
  nmiPriorityBelowWorkloads,
  nmiRemovedEarly,
  nmiWithoutNode,
  podSecurityForbidsNmi,
  probePortDiffers,
  proxyAnnotationFalse,
  proxyForbiddenByPodSecurity,
  proxyOnHostNetwork,
  proxyOnJob,
  proxyPortInvalid,
  proxyPortTaken,
  proxyWithOtherUser,
  refusedByApiServer,
  removedApi,
  resourceIdMalformed,
  resourceIdNotExact,
  resourceIdNotSeparable,
  retryAfterWithRetries,
  roleBoundInOtherNamespace,
  sameNameSharesIdentity,
  secretInOtherNamespace,
  secretMissing,
  secretNotEncoded,
  secretProviderClassUsesPodIdentity,
  secretWithoutItsKeys,
  selectorNotALabel,
  serviceAccountIsDefault,
  serviceAccountMissing,
  serviceAccountOfTwoIdentities,
  serviceAccountWithoutClientId,
  servicePrincipalIncomplete,
  sharedIdentityNotImmutable,
  sidecarCapturesRequests,
  skipContainersUnknown,
  standardWithoutMic,
  tokenExpirationInvalid,
  tokenPathWrittenOut,
  tokenWrittenOutBesideLabel,
  twoNmi,
  useLabelInKubeSystem,
  useLabelNotOnPods,
  useLabelNotTrue,
  valueNotSubstituted,
  versionFlag,
  workloadExcepted,
  workloadTakenForMic,
];
