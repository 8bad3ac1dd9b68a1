import type { AzureIdentitySpec } from '../../imports/aadpodidentity.k8s.io';
import { lazily } from '../synth/lazily';
import { AD_ENDPOINT, GUID } from '../validate/azure-values';
import { DNS_LABEL, DNS_SUBDOMAIN } from '../validate/kubernetes-names';
import type { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';
import { MANAGED_IDENTITY_ID } from '../validate/resource-id';
import { resolveObject } from '../validate/unresolved';
import type { SecretReference, ServicePrincipalProps, UserAssignedIdentityProps } from './azure-identity-props';
import { ManagedIdentityId } from './managed-identity-id';

/** The spec with the names of YAML: the generated type writes `Id` where YAML has `ID`. */
export type WireSpec = {
  [Key in keyof AzureIdentitySpec as Key extends `${infer Head}Id` ? `${Head}ID` : Key]:
    | AzureIdentitySpec[Key]
    | undefined;
};

/** `spec.type` (upstream: pkg/apis/aadpodidentity/v1/types.go). */
const USER_ASSIGNED = 0;
const SERVICE_PRINCIPAL = 1;
const SERVICE_PRINCIPAL_WITH_CERTIFICATE = 2;

const MOST_AUXILIARY_TENANTS = 3;

/** The spec of a user-assigned managed identity, in the names of YAML. */
export function userAssignedSpec(problems: Problems, props: UserAssignedIdentityProps): WireSpec {
  const { clientId } = props;
  const resourceId = props.resourceId instanceof ManagedIdentityId ? props.resourceId.resourceId : props.resourceId;
  problems.expect('spec.resourceID', resourceId, MANAGED_IDENTITY_ID);
  problems.expect('spec.clientID', clientId, GUID);
  return { type: USER_ASSIGNED, resourceID: resourceId, clientID: clientId };
}

/** The spec of a service principal, in the names of YAML. `namespace` is the identity's, for the Secret. */
export function servicePrincipalSpec(
  problems: Problems,
  props: ServicePrincipalProps,
  namespace: string | undefined,
  certificate: boolean,
): object {
  const { clientId, tenantId, clientPassword, auxiliaryTenantIds, adEndpoint } = props;
  problems.expect('spec.clientID', clientId, GUID);
  problems.expect('spec.tenantID', tenantId, GUID);
  problems.expectOptional('spec.adEndpoint', adEndpoint, AD_ENDPOINT);
  return lazily(
    problems,
    [clientPassword, auxiliaryTenantIds],
    (found): WireSpec => ({
      type: certificate ? SERVICE_PRINCIPAL_WITH_CERTIFICATE : SERVICE_PRINCIPAL,
      clientID: clientId,
      tenantID: tenantId,
      clientPassword: secretReference(found, resolveObject(clientPassword), namespace),
      auxiliaryTenantIDs: auxiliaryTenants(found, resolveObject(auxiliaryTenantIds)),
      adEndpoint,
    }),
  );
}

function secretReference(problems: Problems, secret: unknown, identityNamespace: string | undefined): SecretReference {
  const field = 'spec.clientPassword';
  if (!checkProps(problems, secret, ['name', 'namespace'], field)) return { name: '' };
  const { name, namespace = identityNamespace } = secret as SecretReference;
  problems.expect(`${field}.name`, name, DNS_SUBDOMAIN);
  if (namespace === undefined) {
    problems.add(`${field}.namespace`, namespace, 'a namespace, here or for the identity: NMI does not default it');
  } else {
    problems.expect(`${field}.namespace`, namespace, DNS_LABEL);
  }
  return namespace === undefined ? { name } : { name, namespace };
}

function auxiliaryTenants(problems: Problems, tenants: unknown): string[] | undefined {
  if (tenants === undefined) return undefined;
  const field = 'spec.auxiliaryTenantIDs';
  if (!Array.isArray(tenants) || tenants.length < 1 || tenants.length > MOST_AUXILIARY_TENANTS) {
    problems.add(field, tenants, `a list of 1 to ${MOST_AUXILIARY_TENANTS} tenants`);
    return undefined;
  }
  tenants.forEach((tenant, i) => {
    problems.expect(`${field}[${i}]`, tenant, GUID);
  });
  return [...tenants];
}
