import type { IAzureIdentity } from './azure-identity-interface';
import { factsOf, type IdentityFacts, keyOf } from './identity-facts';

/** An identity that is assigned to a workload. */
export interface AssignedIdentity {
  readonly identity: IAzureIdentity;
  readonly facts: IdentityFacts;
}

/** Each identity once, in an order that does not depend on the calls. */
export function identitiesOf(claims: readonly { readonly identity: IAzureIdentity }[]): AssignedIdentity[] {
  const byKey = new Map<string, AssignedIdentity>();
  for (const { identity } of claims) {
    const facts = factsOf(identity);
    const key = keyOf(facts);
    const known = byKey.get(key);
    if (!known || identity.node.path < known.identity.node.path) byKey.set(key, { identity, facts });
  }
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, assigned]) => assigned);
}
