import { IDENTITIES_ANNOTATION, identitiesAnnotation } from '../upstream/federation';
import { CLIENT_ID_ANNOTATION, TENANT_ID_ANNOTATION } from '../upstream/workload-identity';
import { listOf, show } from '../validate/format';
import type { Problems } from '../validate/problems';
import type { Annotations } from '../workload-identity/service-account';
import { type AccountUsers, type Federated, setOf } from './account-users';
import type { AssignedIdentity } from './assigned-identity';
import { federationFactsOf } from './federation-facts';

/**
 * The annotations of a ServiceAccount. Refuses workloads that differ in what they need of it: Entra ID trusts the account,
 * so that each of them could obtain the identities of all.
 */
export function accountAnnotations(problems: Problems, { name, users }: AccountUsers): Annotations {
  const [first, ...others] = users;
  const field = first.account.path ? 'serviceAccountName' : 'podTemplate';
  const other = others.find((one) => setOf(one) !== setOf(first));
  if (other) refuseSets(problems, field, name, [first, other]);
  const staged = users.filter(({ federation }) => federation);
  for (const what of ['clientId', 'tenantId'] as const) {
    const values = [...new Set(staged.map(({ federation }) => federation?.identity[what]?.toLowerCase()))];
    if (values.length < 2 || other) continue;
    const each = staged.map((one) => `${one.path()}: ${show(one.federation?.identity[what])}`).join('; ');
    const meaning = what === 'clientId' ? 'default identity' : 'tenant';
    problems.add(field, name, `the same ${meaning} for all workloads with this ServiceAccount; ${each}`);
  }
  const { clientId, tenantId } = staged[0]?.federation?.identity ?? {};
  return {
    [IDENTITIES_ANNOTATION]: identitiesAnnotation(first.identities.flatMap(federated)),
    ...(clientId !== undefined && { [CLIENT_ID_ANNOTATION]: clientId }),
    ...(tenantId !== undefined && { [TENANT_ID_ANNOTATION]: tenantId }),
  };
}

function federated({ identity }: AssignedIdentity) {
  const { clientId, resourceId } = federationFactsOf(identity);
  return clientId === undefined ? [] : [{ clientId, resourceId }];
}

/** Refuses workloads with different identities on one ServiceAccount. */
export function refuseSets(
  problems: Problems,
  field: string,
  account: string,
  users: readonly Pick<Federated, 'path' | 'identities'>[],
): void {
  const namesOf = ({ identities }: (typeof users)[number]) => listOf(identities.map(({ facts }) => facts.name));
  const each = users.map((one) => `${one.path()}: ${namesOf(one)}`).join('; ');
  problems.add(
    field,
    account,
    `one set of identities for all workloads with this ServiceAccount, because each could obtain them all; ${each}`,
    'Give each workload a ServiceAccount of its own, or assign the same identities',
  );
}
