import { BINDING_LABEL } from '../upstream/api';
import { show } from '../validate/format';
import { Problems } from '../validate/problems';
import { keepsPodIdentity, type MigrationStage, usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { TokenExchange } from '../workload-identity/token-exchange';
import { identitiesOf } from './assigned-identity';
import { checkReach, refuseNamesakes } from './assignment-refusals';
import type { IAzureIdentity } from './azure-identity-interface';
import { type FederatedSubject, federatedSubject } from './federated-subjects';
import { selectorOfIdentity } from './selectors';
import type { Assignment } from './workload-assignment';

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

/** The workloads of `assignToExternal`. */
export class ExternalWorkloads {
  private readonly externals = new Map<string, External>();

  /** Returns the label. */
  public add(id: string, namespace: string, identity: IAzureIdentity, claim: ExternalClaim): string {
    // From the name as given: the rendered name is not known yet, and is compared with this label later.
    const { name, namespaced } = identity;
    const { selector, ...stage } = claim;
    const label =
      selector ?? selectorOfIdentity({ name, namespace: identity.namespace, namespaced, clientId: undefined });
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
      if (isBound)
        for (const { facts, identity } of identities) checkReach(problems, facts, namespace, identity);
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

  /** The ServiceAccounts of those at a stage. */
  public subjects(): FederatedSubject[] {
    return [...this.externals.values()].flatMap(({ id, namespace, claims }) =>
      claims.flatMap(({ identity, account }) => {
        if (account === undefined) return [];
        const exchange = TokenExchange.FEDERATED_CREDENTIAL;
        const workloads = [`assignToExternal ${id}`];
        return [federatedSubject(identity, namespace, account, { exchange, workloads, first: undefined })];
      }),
    );
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
      values.map(show).sort().join(', '),
      `the same ${field} in all calls for the workload ${show(id)}`,
    );
  }
}
