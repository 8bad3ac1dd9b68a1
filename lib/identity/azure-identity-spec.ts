import type { AzureIdentitySpec } from '../../imports/aadpodidentity.k8s.io';
import { lazily } from '../synth/lazily';
import { IDENTITY_TYPES } from '../upstream/api';
import { AD_ENDPOINT, GUID } from '../validate/azure-values';
import { DNS_LABEL, DNS_SUBDOMAIN } from '../validate/kubernetes-names';
import type { Problems, Resolution } from '../validate/problems';
import { checkProps } from '../validate/props';
import { MANAGED_IDENTITY_ID } from '../validate/resource-id';
import type { SecretReference, ServicePrincipalProps, UserAssignedIdentityProps } from './azure-identity-props';
import { ManagedIdentityId } from './managed-identity-id';

/** The spec with YAML field names: the generated type has `Id` where YAML has `ID`. */
export type WireSpec = {
  [Key in keyof AzureIdentitySpec as Key extends `${infer Head}Id` ? `${Head}ID` : Key]:
    | AzureIdentitySpec[Key]
    | undefined;
};

const MOST_AUXILIARY_TENANTS = 3;

/** The spec of a user-assigned managed identity, with YAML field names. */
export function userAssignedSpec(problems: Problems, props: UserAssignedIdentityProps): WireSpec {
  const { clientId } = props;
  const resourceId = props.resourceId instanceof ManagedIdentityId ? props.resourceId.resourceId : props.resourceId;
  problems.expect('spec.resourceID', resourceId, MANAGED_IDENTITY_ID);
  problems.expect('spec.clientID', clientId, GUID);
  refuseId(problems, clientId, subscriptionOf(resourceId), 'the subscription', 'az identity show --query clientId');
  return { type: IDENTITY_TYPES.userAssigned, resourceID: resourceId, clientID: clientId };
}

/** The spec of a service principal, with YAML field names. `namespace` is the identity's, for the Secret. */
export const servicePrincipalSpec =
  (type: number) =>
  (problems: Problems, props: ServicePrincipalProps, namespace: string | undefined): object => {
    const { clientId, tenantId, clientPassword, auxiliaryTenantIds, adEndpoint } = props;
    problems.expect('spec.clientID', clientId, GUID);
    problems.expect('spec.tenantID', tenantId, GUID);
    refuseId(problems, clientId, tenantId, 'the tenant', 'az ad app show --query appId');
    problems.expectOptional('spec.adEndpoint', adEndpoint, AD_ENDPOINT);
    const make = (found: Problems, known: Resolution): WireSpec => ({
      type,
      clientID: clientId,
      tenantID: tenantId,
      clientPassword: secretReference(found, known(clientPassword), namespace),
      auxiliaryTenantIDs: auxiliaryTenants(found, known(auxiliaryTenantIds)),
      adEndpoint,
    });
    return lazily(problems, [clientPassword, auxiliaryTenantIds], make);
  };

/** GUIDs look alike: a client id is never the id of anything else. */
function refuseId(problems: Problems, clientId: unknown, other: unknown, what: string, command: string): void {
  if (typeof clientId !== 'string' || typeof other !== 'string' || !GUID.accepts(clientId)) return;
  if (clientId.toLowerCase() !== other.toLowerCase()) return;
  problems.add(
    'spec.clientID',
    clientId,
    `the client id of the identity, not the id of ${what}`,
    `Write the output of ${command}`,
  );
}

const subscriptionOf = (resourceId: unknown): string | undefined =>
  typeof resourceId === 'string' ? /^\/subscriptions\/([^/]+)/i.exec(resourceId)?.[1] : undefined;

function secretReference(problems: Problems, secret: unknown, identityNamespace: string | undefined): SecretReference {
  const field = 'spec.clientPassword';
  if (!checkProps(problems, secret, ['name', 'namespace'], field)) return { name: '' };
  const { name, namespace = identityNamespace } = secret as SecretReference;
  problems.expect(`${field}.name`, name, DNS_SUBDOMAIN);
  if (namespace === undefined) {
    problems.add(`${field}.namespace`, namespace, 'a namespace, here or for the identity, because NMI has no default');
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
