import type { ApiObject } from 'cdk8s';
import { warn } from '../synth/warnings';
import { DEFAULT_NAMESPACE } from '../upstream/api';
import { CREDENTIALS } from '../upstream/federated-credential';
import { subjectOf } from '../upstream/workload-identity';
import { show } from '../validate/format';
import { indexed } from '../validate/indexed';
import { Problems } from '../validate/problems';
import { TokenExchange } from '../workload-identity/token-exchange';
import type { AccountUsers } from './account-users';
import type { IAzureIdentity } from './azure-identity-interface';
import { type FederationFacts, federationFactsOf } from './federation-facts';
import { describe, factsOf } from './identity-facts';

/** A ServiceAccount that is to obtain an identity. */
export interface FederatedSubject {
  readonly identity: IAzureIdentity;
  readonly facts: FederationFacts;
  /** The same for two objects of one Azure identity; ids are compared without case. */
  readonly key: string;
  readonly namespace: string;
  readonly account: string;
  readonly exchange: TokenExchange;
  /** Paths of the workloads. */
  readonly workloads: readonly string[];
  /** The first workload in the tree; undefined for one outside of the app. */
  readonly first: ApiObject | undefined;
}

/** The subjects of an account: one for each of its identities. */
export function subjectsOf({ name, namespace, users }: AccountUsers): FederatedSubject[] {
  const exchanges = users.flatMap(({ federation }) => federation?.settings.exchange ?? []);
  const exchange = exchanges[0] ?? TokenExchange.FEDERATED_CREDENTIAL;
  return users[0].identities.map(({ identity }) =>
    federatedSubject(identity, namespace, name, {
      exchange,
      workloads: [...new Set(users.map((user) => user.path()))].sort(),
      first: users[0].object,
    }),
  );
}

export function federatedSubject(
  identity: IAzureIdentity,
  namespace: string | undefined,
  account: string,
  rest: Pick<FederatedSubject, 'exchange' | 'workloads' | 'first'>,
): FederatedSubject {
  const facts = federationFactsOf(identity);
  const key = (facts.resourceId ?? facts.clientId ?? identity.node.path).toLowerCase();
  return { identity, facts, key, namespace: namespace ?? DEFAULT_NAMESPACE, account, ...rest };
}

/** In an order that does not depend on the calls. */
export function sortedSubjects(subjects: readonly FederatedSubject[]): FederatedSubject[] {
  const text = ({ key, namespace, account }: FederatedSubject) => `${key} ${namespace} ${account}`;
  const byText = new Map(subjects.map((subject) => [text(subject), subject]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, subject]) => subject);
}

/**
 * Refuses more credentials than an identity can have, and warns where few are left.
 *
 * @param clusters for how many clusters the app makes them
 */
export function checkCredentials(all: Problems, subjects: readonly FederatedSubject[], clusters: number): void {
  const federated = subjects.filter(({ exchange }) => exchange === TokenExchange.FEDERATED_CREDENTIAL);
  for (const group of indexed(federated, ({ key }) => key).values()) {
    const [{ identity }] = group as [FederatedSubject];
    const count = group.length * clusters;
    if (count < CREDENTIALS.many) continue;
    const words = `${describe(factsOf(identity))} needs at least ${count} federated credentials`;
    if (count <= CREDENTIALS.most) {
      const text = `${words}, of ${CREDENTIALS.most} that it can have; those of other clusters count, too.`;
      warn(identity, text);
      continue;
    }
    const problems = Problems.of(identity);
    const listed = group.map(({ namespace, account }) => subjectOf(namespace, account)).sort();
    problems.add(
      'subjects',
      count,
      `at most ${CREDENTIALS.most} federated credentials for one identity; it needs at least ${count}, for ${listed.join(', ')}`,
      `Let workloads share a ServiceAccount, use several managed identities, or set exchange: ${show(TokenExchange.IDENTITY_BINDING)}, which needs one for all`,
    );
    all.include(problems);
  }
}

/** The identities that no federated credential can be written for, by name. */
export function notCovered(subjects: readonly FederatedSubject[]): string | undefined {
  const names = subjects
    .filter(({ facts }) => facts.resourceId === undefined)
    .map(({ identity }) => describe(factsOf(identity)));
  return names.length === 0 ? undefined : [...new Set(names)].sort().join(', ');
}
