import { BINDING_LABEL } from '../upstream/api';
import { show } from '../validate/format';
import { indexed } from '../validate/indexed';
import { Problems } from '../validate/problems';
import { selectorOfIdentity } from '../validate/selectors';
import { keepsPodIdentity, type MigrationStage, usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { TokenExchange } from '../workload-identity/token-exchange';
import { refuseSets } from './account-annotations';
import { setOf } from './account-users';
import { identitiesOf } from './assigned-identity';
import { checkReach, refuseNamesakes } from './assignment-refusals';
import type { IAzureIdentity } from './azure-identity-interface';
import { type FederatedSubject, federatedSubject } from './federated-subjects';
import { accountKey } from './surroundings';
import type { Assignment, WorkloadAssignment } from './workload-assignment';

/** What a call of `assignToExternal` says. */
export interface ExternalClaim {
  readonly selector: string | undefined;
  readonly stage: MigrationStage | undefined;
  /** Its ServiceAccount; undefined without a stage. */
  readonly account: string | undefined;
}

/** A workload that this app does not render, and the identities that are assigned to it. */
interface External {
  readonly id: string;
  readonly namespace: string;
  readonly claims: (Omit<ExternalClaim, 'selector'> & { readonly identity: IAzureIdentity; readonly label: string })[];
}

/** Such a workload, and its ServiceAccount. */
export interface ExternalUser extends Pick<Assignment, 'path' | 'identities' | 'namespace'> {
  readonly account: string;
}

/** The workloads of `assignToExternal`. */
export class ExternalWorkloads {
  private readonly externals = new Map<string, External>();

  /** Returns the label. */
  public add(id: string, namespace: string, identity: IAzureIdentity, claim: ExternalClaim): string {
    // From the name as given: the rendered name is not known yet, and is compared with this label later.
    const { name, namespaced } = identity;
    const { selector, ...stage } = claim;
    const label = selector ?? selectorOfIdentity({ name, namespace: identity.namespace, namespaced });
    const key = `${namespace}/${id}`;
    const external = this.externals.get(key) ?? { id, namespace, claims: [] };
    this.externals.set(key, external);
    external.claims.push({ identity, label, ...stage });
    return label;
  }

  public decide(all: Problems): Assignment[] {
    return [...this.externals.values()].flatMap((external) => {
      const { id, namespace, claims } = external;
      const path = () => `assignToExternal ${id}`;
      const problems = Problems.in(path());
      const identities = identitiesOf(claims);
      const labels = [...new Set(claims.map(({ label }) => label))].sort();
      const [label] = labels;
      refuseNamesakes(problems, identities);
      const isBound = claims.some(({ stage }) => keepsPodIdentity(stage));
      if (isBound) for (const { facts, identity } of identities) checkReach(problems, facts, namespace, identity);
      refuseDifferences(problems, external);
      if (identities.length > 1 && claims.some(({ stage }) => usesWorkloadIdentity(stage))) {
        const allowed = 'one identity for a workload outside of the app: its ServiceAccount has one client id';
        problems.add('stage', identities.map(({ facts }) => facts.name).join(', '), allowed);
      }
      if (labels.length > 1) {
        const allowed = `the same selector for all identities of the workload ${show(id)}`;
        problems.add(BINDING_LABEL, labels.join(', '), allowed);
      }
      all.include(problems);
      if (!problems.areNone || label === undefined) return [];
      return [{ path, namespace, label, isOwn: false, identities, isBound, isRendered: true }];
    });
  }

  /** Those at a stage, which have ServiceAccounts. */
  public users(): ExternalUser[] {
    return [...this.externals.values()].flatMap(({ id, namespace, claims }) => {
      const account = claims.find((claim) => claim.account !== undefined)?.account;
      if (account === undefined) return [];
      return [{ path: () => `assignToExternal ${id}`, namespace, account, identities: identitiesOf(claims) }];
    });
  }
}

/** The ServiceAccounts that are to obtain identities for workloads outside of the app. */
export function externalSubjects(users: readonly ExternalUser[]): FederatedSubject[] {
  const exchange = TokenExchange.FEDERATED_CREDENTIAL;
  return users.flatMap(({ path, namespace, account, identities }) =>
    identities.map(({ identity }) =>
      federatedSubject(identity, namespace, account, { exchange, workloads: [path()], first: undefined }),
    ),
  );
}

/** Refuses a ServiceAccount that a workload with other identities has, too. */
export function refuseExternalSets(
  all: Problems,
  users: readonly ExternalUser[],
  workloads: readonly WorkloadAssignment[],
): void {
  if (users.length === 0) return;
  const known = workloads.flatMap(({ namespace, account, ...one }) =>
    account ? [{ ...one, namespace, account: account.name }] : [],
  );
  for (const [first, ...others] of indexed<ExternalUser>([...known, ...users], ({ namespace, account }) =>
    accountKey(namespace, account),
  ).values()) {
    const other = others.find((one) => users.includes(one) && first && setOf(one) !== setOf(first));
    if (!first || !other) continue;
    const problems = Problems.in(other.path());
    refuseSets(problems, 'serviceAccountName', other.account, [first, other]);
    all.include(problems);
  }
}

/** What all calls for a workload must agree on. */
function refuseDifferences(problems: Problems, { id, claims }: External): void {
  for (const [field, name] of [
    ['stage', 'stage'],
    ['serviceAccountName', 'account'],
  ] as const) {
    const values = [...new Set(claims.map((claim) => claim[name]))];
    if (values.length < 2) continue;
    problems.add(
      field,
      values.map((value) => value ?? 'none').sort(),
      `the same ${field} in all calls for the workload ${show(id)}`,
    );
  }
}
