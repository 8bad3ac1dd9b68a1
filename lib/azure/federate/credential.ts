import { compareBytes } from '../../go/compare';
import type { NeededCredential } from '../../migration/needed-credentials';
import { CREDENTIALS, credentialName, isSubject } from '../../upstream/federated-credential';
import { GUID } from '../../validate/azure-values';
import { show } from '../../validate/format';
import { indexed } from '../../validate/indexed';
import { DNS_LABEL, DNS_SUBDOMAIN } from '../../validate/kubernetes-names';
import { printable } from '../../validate/printable';
import { MANAGED_IDENTITY_ID } from '../../validate/resource-id';
import { isPlaceholder, type ManagedIdentityRef, managedIdentityRef } from '../managed-identity-ref';

/** A federated credential, whatever it is written as. */
export interface Credential {
  readonly name: string;
  readonly subject: string;
  readonly namespace: string;
  readonly account: string;
  readonly workloads: readonly string[];
}

/** An identity and the credentials that it needs. */
export interface FederatedTarget {
  /** As the manifests have it. */
  readonly identity: string;
  /** Undefined for an application. */
  readonly at: ManagedIdentityRef | undefined;
  readonly credentials: readonly Credential[];
}

/**
 * The credentials by identity, in the order of identities and subjects. Resource ids are compared without case. Adds a
 * problem for what Azure would refuse.
 */
export function targetsOf(
  needed: readonly NeededCredential[],
  cluster: string,
  problems: string[],
  warnings: string[],
): FederatedTarget[] {
  const before = problems.length;
  const groups = [...indexed(needed, ({ identity }) => identity.toLowerCase()).values()];
  const refs = refsOf(needed);
  for (const one of needed) problems.push(...faultsOf(one, refs));
  if (problems.length > before) return [];
  const targets = groups.map((group) => targetOf(group, cluster, refs));
  for (const target of targets) checkCount(target, problems, warnings);
  return targets.sort((a, b) => compareBytes(a.identity, b.identity));
}

/** What resource ids refer to, each looked at once. */
type Refs = ReadonlyMap<string, ManagedIdentityRef | undefined>;

function refsOf(needed: readonly NeededCredential[]): Refs {
  const refs = new Map<string, ManagedIdentityRef | undefined>();
  for (const { identity, kind } of needed) {
    if (kind !== 'application' && !refs.has(identity)) refs.set(identity, managedIdentityRef({ resourceID: identity }));
  }
  return refs;
}

function targetOf(group: readonly NeededCredential[], cluster: string, refs: Refs): FederatedTarget {
  const identity = group.map((one) => one.identity).sort(compareBytes)[0] as string;
  const credentials = [...indexed(group, ({ subject }) => subject).values()].map((same): Credential => {
    const [{ subject, namespace, account, workloads: first }, ...others] = same as [NeededCredential];
    const workloads =
      others.length === 0 ? first : [...new Set(same.flatMap((one) => one.workloads))].sort(compareBytes);
    return { name: credentialName(cluster, namespace, account), subject, namespace, account, workloads };
  });
  return {
    identity,
    at: group[0]?.kind === 'application' ? undefined : refs.get(identity),
    credentials: credentials.sort((a, b) => compareBytes(a.subject, b.subject)),
  };
}

function faultsOf({ identity, kind, namespace, account, subject }: NeededCredential, refs: Refs): string[] {
  const faults: string[] = [];
  const expect = (field: string, value: string, isRight: boolean, allowed: string) => {
    if (isRight) return;
    const place = `ServiceAccount ${printable(`${namespace}/${account}`)}`;
    faults.push(`${place}: ${field}: got ${show(value)}; allowed: ${allowed}`);
  };
  if (kind === 'application') expect('client id', identity, GUID.accepts(identity), GUID.allowed);
  else {
    const at = refs.get(identity);
    expect('resource id', identity, at !== undefined, MANAGED_IDENTITY_ID.allowed);
    const isReal = at === undefined || !isPlaceholder(at.subscription);
    expect('resource id', identity, isReal, 'a real one: this is a placeholder');
  }
  expect('namespace', namespace, DNS_LABEL.accepts(namespace), DNS_LABEL.allowed);
  expect('name', account, DNS_SUBDOMAIN.accepts(account), DNS_SUBDOMAIN.allowed);
  expect('subject', subject, isSubject(subject), 'at most 600 characters');
  return faults;
}

function checkCount({ identity, credentials }: FederatedTarget, problems: string[], warnings: string[]): void {
  const count = credentials.length;
  if (count < CREDENTIALS.many) return;
  const words = `${identity} needs at least ${count} federated credentials`;
  if (count > CREDENTIALS.most) {
    const subjects = credentials.map(({ subject }) => subject).join(', ');
    problems.push(
      `${words}, and can have ${CREDENTIALS.most}: ${subjects}. Let workloads share a ServiceAccount, use several managed identities, or an identity binding of AKS, which needs one for all`,
    );
  } else {
    warnings.push(`${words}, of ${CREDENTIALS.most} that it can have; those of other clusters count, too`);
  }
}
