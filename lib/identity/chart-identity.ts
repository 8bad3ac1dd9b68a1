import { IDENTITY_TYPES } from '../upstream/api';
import { wordsOf } from '../validate/problem';
import { Problems } from '../validate/problems';
import type { ServicePrincipalProps, UserAssignedIdentityProps } from './azure-identity-props';
import { servicePrincipalSpec, userAssignedSpec, type WireSpec } from './azure-identity-spec';

/** An entry of the Helm value `azureIdentities`, with YAML names and values. */
export interface ChartIdentity {
  /** Its key among the values. */
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  readonly spec: ChartSpec;
  readonly binding: { readonly name: string; readonly selector: string };
}

/** What the chart renders of a spec. */
export type ChartSpec = { readonly [Key in keyof WireSpec]: Exclude<WireSpec[Key], undefined> } & {
  readonly clientID: string;
};

/** The props of the typed identity that has this spec. */
export function propsOf(spec: ChartSpec): UserAssignedIdentityProps | ServicePrincipalProps {
  const {
    type = IDENTITY_TYPES.userAssigned,
    clientID,
    resourceID,
    tenantID,
    clientPassword,
    auxiliaryTenantIDs,
  } = spec;
  if (type === IDENTITY_TYPES.userAssigned) return { clientId: clientID, resourceId: resourceID ?? '' };
  return {
    clientId: clientID,
    tenantId: tenantID ?? '',
    clientPassword: { name: '', ...clientPassword },
    ...(auxiliaryTenantIDs && type === IDENTITY_TYPES.servicePrincipal && { auxiliaryTenantIds: auxiliaryTenantIDs }),
  };
}

/** What a typed identity would refuse: the API server accepts it, but it does not work, or not safely. */
export function objectionsTo({ spec }: ChartIdentity): readonly string[] {
  const problems = Problems.located(() => '');
  const props = propsOf(spec);
  if ('resourceId' in props) userAssignedSpec(problems, props);
  else servicePrincipalSpec(spec.type ?? 0)(problems, props, undefined);
  return problems.found.map(wordsOf);
}
