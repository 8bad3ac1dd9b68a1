import type { ApiObjectMetadata } from 'cdk8s';
import type { ManagedIdentityId } from './managed-identity-id';

/** Props of every kind of AzureIdentity. */
export interface AzureIdentityOptions {
  /**
   * Whether only pods of the identity's own namespace may use it (annotation `aadpodidentity.k8s.io/Behavior:
   * namespaced`). When false, any pod with the label of a binding can use it, in any namespace
   * (upstream: pkg/apis/aadpodidentity/utils.go, IsNamespacedIdentity).
   *
   * @default true
   */
  readonly namespaced?: boolean;

  /**
   * Metadata of the object. Unlike with other constructs, the name never gets a hash: bindings, logs and people
   * refer to it.
   *
   * @default - the name is the construct's id, the namespace and labels are the chart's
   */
  readonly metadata?: ApiObjectMetadata;
}

/** A user-assigned managed identity. */
export interface UserAssignedIdentityProps extends AzureIdentityOptions {
  /**
   * Resource id of the managed identity, as `az identity show --query id` prints it. Rendered as given: NMI compares
   * it with requests case-sensitively.
   */
  readonly resourceId: string | ManagedIdentityId;

  /** Client id of the managed identity, a GUID, as `az identity show --query clientId` prints it. */
  readonly clientId: string;
}

/** A Secret, by reference. The credentials themselves never pass through this package. */
export interface SecretReference {
  /** Name of the Secret. */
  readonly name: string;

  /**
   * Namespace of the Secret. Always rendered, because NMI does not default it.
   *
   * @default - the namespace of the identity; an error when that is not known
   */
  readonly namespace?: string;
}

/** Props of both kinds of service principal. */
export interface ServicePrincipalOptions extends AzureIdentityOptions {
  /** Client id (application id) of the service principal, a GUID. */
  readonly clientId: string;

  /** Tenant of the service principal, a GUID. */
  readonly tenantId: string;

  /**
   * Authority that issues the tokens: an https URL, whose path, if any, ends with "/".
   *
   * @default - the authority of the public cloud; required in other clouds
   */
  readonly adEndpoint?: string;
}

/** A service principal with a client secret. */
export interface ServicePrincipalProps extends ServicePrincipalOptions {
  /**
   * The Secret that holds the client secret as its only value, under any key (upstream: pkg/nmi/standard.go uses an
   * arbitrary one).
   */
  readonly clientPassword: SecretReference;

  /**
   * Further tenants to request tokens from: 1 to 3 GUIDs.
   *
   * @default - none
   */
  readonly auxiliaryTenantIds?: string[];
}

/** A service principal with a certificate. */
export interface ServicePrincipalWithCertificateProps extends ServicePrincipalOptions {
  /** The Secret that holds the keys `certificate` (PKCS#12) and `password`. */
  readonly clientPassword: SecretReference;
}

/** What is known about an AzureIdentity that this app does not render. */
export interface ImportedAzureIdentityOptions {
  /**
   * Namespace of the identity.
   *
   * @default - the namespace of the chart
   */
  readonly namespace?: string;

  /**
   * Whether the identity has the annotation `aadpodidentity.k8s.io/Behavior: namespaced`.
   *
   * @default true
   */
  readonly namespaced?: boolean;

  /**
   * Client id of the identity, a GUID.
   *
   * @default - not known
   */
  readonly clientId?: string;

  /**
   * Resource id of the managed identity, for federated credentials.
   *
   * @default - not known: its federated credentials are listed as not covered
   */
  readonly resourceId?: string | ManagedIdentityId;

  /**
   * Tenant of the identity, a GUID, for Workload Identity. Required for a service principal of another tenant.
   *
   * @default - that of `WorkloadIdentity`, else the webhook's
   */
  readonly tenantId?: string;
}
