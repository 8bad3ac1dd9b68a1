import { wordsOf } from '../validate/problem';
import { Problems } from '../validate/problems';
import type { ServicePrincipalProps, UserAssignedIdentityProps } from './azure-identity-props';
import { servicePrincipalSpec, userAssignedSpec, type WireSpec } from './azure-identity-spec';

/** An entry of the Helm value `azureIdentities`, in the names and values of YAML. */
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
  const { type = 0, clientID, resourceID, tenantID, clientPassword, auxiliaryTenantIDs } = spec;
  if (type === 0) return { clientId: clientID, resourceId: resourceID ?? '' };
  return {
    clientId: clientID,
    tenantId: tenantID ?? '',
    clientPassword: { name: '', ...clientPassword },
    ...(auxiliaryTenantIDs && type === 1 && { auxiliaryTenantIds: auxiliaryTenantIDs }),
  };
}

/** What a typed identity would refuse of it: it is in the cluster, but does not work there, or not safely. */
export function objectionsTo({ spec }: ChartIdentity): readonly string[] {
  const problems = Problems.located(() => '');
  const props = propsOf(spec);
  if ('resourceId' in props) userAssignedSpec(problems, props);
  else servicePrincipalSpec(problems, props, undefined, spec.type === 2);
  return problems.found.map(wordsOf);
}
