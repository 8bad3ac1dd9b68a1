// The constructs for other languages: the entry of the jsii edition (python/), which npm does not get. Functions, errors and
// readers of files are not here: jsii has none outside of classes.
import './jsii/through-classes';

export type { CheckOptions } from './checks/checked-cluster';
export { FailOn } from './checks/fail-on';
export type { Finding } from './checks/finding';
export { Severity } from './checks/severity';
export type { Suppression } from './checks/suppressions/suppression';
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
} from './install/cloud-credentials';
export * from './install/git-ops';
export * from './install/image-pull-policy';
export * from './install/iptables-cleanup';
export * from './install/names';
export { Mic } from './install/objects/mic';
export { Nmi } from './install/objects/nmi';
export * from './install/props/aad-pod-identity-props';
export * from './install/props/component-props';
export * from './install/props/mic-props';
export * from './install/props/nmi-props';
export * from './install/update-strategy-type';
export * from './jsii/identity-testing';
export type { AdmitOptions, AdmittedWorkload } from './simulation/admitted-workload';
export type { Assignments, WorkloadIdentities } from './simulation/answer';
export type { FederationOptions } from './simulation/federation-options';
export type { GrantedIdentity } from './simulation/granted-identity';
export type { SettingsOptions } from './simulation/settings';
export type { SimulateOptions } from './simulation/simulate';
export type { AssignmentsOfOptions } from './testing/assignments-of';
export type { CheckChartOptions } from './testing/check-chart';
export type { IdentityFindingsOptions } from './testing/identity-findings';
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
