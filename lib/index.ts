export { check } from './checks/check';
export type { CheckConfig } from './checks/check-config';
export type { CheckOptions } from './checks/checked-cluster';
export { FailOn } from './checks/fail-on';
export type { Finding } from './checks/finding';
export { Severity } from './checks/severity';
export type { Suppression } from './checks/suppressions/suppression';
export * from './checks/validation';
export * from './demo/demo';
export type {
  AssignToExternalOptions,
  AssignToExternalStage,
  AssignToOptions,
  ExternalAssignment,
} from './identity/assignment-options';
export { AzureIdentity } from './identity/azure-identity';
export * from './identity/azure-identity-binding';
export type { IAzureIdentity } from './identity/azure-identity-interface';
export * from './identity/azure-identity-props';
export * from './identity/azure-pod-identity-exception';
export * from './identity/managed-identities';
export { ManagedIdentityId } from './identity/managed-identity-id';
export * from './install/aad-pod-identity';
export * from './install/aad-pod-identity-crds';
export {
  CloudCredentials,
  type ExistingCredentialsOptions,
  type RenderedCredentialsProps,
  type SecretData,
} from './install/cloud-credentials';
export * from './install/git-ops';
export * from './install/image-pull-policy';
export * from './install/iptables-cleanup';
export * from './install/names';
export {
  /** @deprecated Use `InstallNames`: cdk8s has a class with this name, too. */
  InstallNames as Names,
} from './install/names';
export type { Mic } from './install/objects/mic';
export type { Nmi } from './install/objects/nmi';
export * from './install/props/aad-pod-identity-props';
export * from './install/props/component-props';
export * from './install/props/mic-props';
export * from './install/props/nmi-props';
export * from './install/update-strategy-type';
export type { FieldPath, Manifest, ManifestMap } from './manifests/manifest';
export { ManifestError } from './manifests/manifest-error';
export * from './manifests/manifests';
export * from './manifests/manifests-options';
export type { Position } from './manifests/position';
export type { YamlValue } from './manifests/yaml-value';
export { admit } from './simulation/admit';
export type * from './simulation/admitted-workload';
export type * from './simulation/answer';
export type { FederationOptions } from './simulation/federation-options';
export type * from './simulation/granted-identity';
export type { Bypass } from './simulation/nmi';
export type { SettingsOptions } from './simulation/settings';
export { type SimulateOptions, simulate } from './simulation/simulate';
export type { Via } from './simulation/via';
export * from './testing/assignments-of';
export { type CheckChartOptions, checkChart } from './testing/check-chart';
export { Cloud } from './upstream/clouds';
export * from './upstream/logging-format';
export * from './upstream/mode';
export * from './workload-identity/entra-egress';
export * from './workload-identity/federation/federated-identity-credentials';
export * from './workload-identity/injection';
export * from './workload-identity/metadata-block';
export { MigrationStage } from './workload-identity/migration-stage';
export * from './workload-identity/token-exchange';
export { WorkloadIdentity } from './workload-identity/workload-identity';
export * from './workload-identity/workload-identity-props';
