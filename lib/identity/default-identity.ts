import { INJECTED_VARIABLES } from '../upstream/webhook-pod';
import { listOf, show } from '../validate/format';
import type { Problems } from '../validate/problems';
import { MigrationStage } from '../workload-identity/migration-stage';
import type { StageSettings } from '../workload-identity/stage-settings';
import type { DefaultIdentity } from '../workload-identity/written-injection';
import type { AssignedIdentity } from './assigned-identity';
import type { AssignToOptions } from './assignment-options';
import type { IAzureIdentity } from './azure-identity-interface';
import type { ClientIdEnv } from './client-id-env';
import { type FederationFacts, federationFactsOf } from './federation-facts';
import { describe, factsOf, keyOf } from './identity-facts';

const { clientId: CLIENT_ID, tenantId: TENANT_ID } = INJECTED_VARIABLES;

/** A call of `assignTo`, as far as it matters here. */
interface IdentityClaim {
  readonly identity: IAzureIdentity;
  readonly options: AssignToOptions;
}

/** What the ServiceAccount of a workload is annotated with, and the variables that its containers need besides. */
export interface FederatedDefault extends DefaultIdentity {
  readonly variables: readonly ClientIdEnv[];
}

/** The identity that the pods of a workload use unless they name another. */
export function defaultIdentity(
  problems: Problems,
  claims: readonly IdentityClaim[],
  identities: readonly AssignedIdentity[],
  settings: StageSettings,
): FederatedDefault {
  for (const { identity, facts } of identities) {
    if (federationFactsOf(identity).clientId !== undefined) continue;
    const hint = 'Pass clientId to AzureIdentity.fromName(…)';
    problems.add('clientId', undefined, `the client id of ${describe(facts)}, for Workload Identity`, hint);
  }
  const tenantOf = (identity: AssignedIdentity) => tenant(federationFactsOf(identity.identity), settings);
  const tenants = new Set(identities.map(tenantOf));
  if (settings.stage === MigrationStage.PROXY && tenants.size > 1) {
    const all = identities.map((one) => [one.facts.name, tenantOf(one) ?? 'that of the webhook']);
    problems.add('tenantId', Object.fromEntries(all), 'one tenant at stage proxy: the proxy requests all tokens there');
  }
  const [first, ...others] = defaults(claims, identities);
  if (!first) {
    const names = listOf(identities.map(({ facts }) => facts.name));
    problems.add(
      'clientIdEnv',
      undefined,
      `${show(CLIENT_ID)} for one of the identities ${names}: Workload Identity needs to know which one is the default`,
      `Write assignTo(workload, { clientIdEnv: '${CLIENT_ID}' }) for it`,
    );
    return { clientId: undefined, tenantId: undefined, variables: [] };
  }
  const tenantId = tenantOf(first);
  if (others.length === 0) return { clientId: federationFactsOf(first.identity).clientId, tenantId, variables: [] };
  const isOne = [first, ...others].every((identity) => tenantOf(identity) === tenantId);
  return {
    clientId: undefined,
    tenantId: isOne ? tenantId : undefined,
    variables: isOne ? [] : tenantVariables(claims, settings),
  };
}

/** Its tenant: a service principal has one of its own. Undefined: the webhook's. */
function tenant({ tenantId }: FederationFacts, settings: StageSettings): string | undefined {
  return tenantId ?? settings.tenantId;
}

/** Those that containers find in the variable that the SDKs read; a single identity needs none. */
function defaults(claims: readonly IdentityClaim[], identities: readonly AssignedIdentity[]): AssignedIdentity[] {
  if (identities.length === 1) return [...identities];
  const named = new Set(
    claims.filter(({ options }) => options.clientIdEnv === CLIENT_ID).map(({ identity }) => keyOf(factsOf(identity))),
  );
  return identities.filter(({ facts }) => named.has(keyOf(facts)));
}

/** The tenant in each container that finds an identity in the SDKs' variable. */
function tenantVariables(claims: readonly IdentityClaim[], settings: StageSettings): ClientIdEnv[] {
  return claims.flatMap(({ identity, options: { clientIdEnv, containers } }) => {
    const tenantId = tenant(federationFactsOf(identity), settings);
    if (clientIdEnv !== CLIENT_ID || tenantId === undefined) return [];
    const words = describe(factsOf(identity));
    return [{ variable: TENANT_ID, clientId: tenantId, identity: words, containers, what: 'tenant' as const }];
  });
}
