import type { Simulation } from '../../simulation/simulation';
import { IDENTITIES_ANNOTATION, identitiesIn } from '../../upstream/federation';
import { show } from '../../validate/format';
import { printable } from '../../validate/printable';
import { keepsPodIdentity, usesWorkloadIdentity } from '../../workload-identity/migration-stage';
import { accountAnnotations } from '../account-blockers';
import { IdentitiesInUse } from '../identities-in-use';
import type { PlannedWorkload } from '../planned-workload';

/**
 * Says for workloads at dual and proxy when their bindings give them other identities than their ServiceAccount was written
 * for, as a full sentence. Nothing is changed: which of the two is meant, and whether the credential is there, is not known.
 */
export function accountDrift(simulation: Simulation): (planned: PlannedWorkload) => string | undefined {
  const inUse = new IdentitiesInUse(simulation);
  return ({ workload, stage, next, account }) => {
    if (next !== undefined || stage === undefined || !usesWorkloadIdentity(stage) || !keepsPodIdentity(stage)) return;
    const annotations = inUse.accounts.find(workload.namespace, account?.name ?? '')?.annotations ?? {};
    const named = identitiesIn(annotations[IDENTITIES_ANNOTATION] ?? '');
    const bound = inUse.boundTo(workload).filter(({ clientId }) => clientId !== '');
    if (!named || bound.length === 0) return;
    const [before, now] = [named, bound].map((all) => idsOf(all));
    if (before === now) return;
    const [first, ...others] = bound;
    const defaultIdentity = others.length === 0 ? first : undefined;
    const wanted = Object.entries(accountAnnotations({ identities: bound, defaultIdentity }));
    const values = wanted.map(([key, value]) => `${key}: ${show(value)}`).join(', ');
    return `Its ServiceAccount ${workload.namespace}/${account?.name} was written for the client id ${before}, and its bindings now give it ${now}. Create what azure federate prints, then set in the ServiceAccount ${values}.`;
  };
}

const idsOf = (all: readonly { readonly clientId: string }[]) =>
  [...new Set(all.map(({ clientId }) => printable(clientId.toLowerCase())))].sort().join(', ');
