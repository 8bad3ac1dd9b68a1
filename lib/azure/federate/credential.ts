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
  for (const one of needed) problems.push(...faultsOf(one));
  if (problems.length > before) return [];
  const groups = [...indexed(needed, ({ identity }) => identity.toLowerCase()).values()];
  const targets = groups.map((group) => targetOf(group, cluster));
  for (const target of targets) checkCount(target, problems, warnings);
  return targets.sort((a, b) => compareBytes(a.identity, b.identity));
}

function targetOf(group: readonly NeededCredential[], cluster: string): FederatedTarget {
  const identity = group.map((one) => one.identity).sort(compareBytes)[0] as string;
  const credentials = [...indexed(group, ({ subject }) => subject).values()].map((same): Credential => {
    const [{ subject, namespace, account }] = same as [NeededCredential];
    const workloads = [...new Set(same.flatMap((one) => one.workloads))].sort(compareBytes);
    return { name: credentialName(cluster, namespace, account), subject, namespace, account, workloads };
  });
  return {
    identity,
    at: group[0]?.kind === 'application' ? undefined : managedIdentityRef({ resourceID: identity }),
    credentials: credentials.sort((a, b) => compareBytes(a.subject, b.subject)),
  };
}

function faultsOf({ identity, kind, namespace, account, subject }: NeededCredential): string[] {
  const place = `ServiceAccount ${printable(`${namespace}/${account}`)}`;
  const faults: string[] = [];
  const expect = (field: string, value: string, isRight: boolean, allowed: string) => {
    if (!isRight) faults.push(`${place}: ${field}: got ${show(value)}; allowed: ${allowed}`);
  };
  if (kind === 'application') expect('client id', identity, GUID.accepts(identity), GUID.allowed);
  else {
    const at = managedIdentityRef({ resourceID: identity });
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
  const words = `${identity} needs at least ${count} federated credentials`;
  if (count > CREDENTIALS.most) {
    const subjects = credentials.map(({ subject }) => subject).join(', ');
    problems.push(
      `${words}, and can have ${CREDENTIALS.most}: ${subjects}. Let workloads share a ServiceAccount, use several managed identities, or an identity binding of AKS, which needs one for all`,
    );
  } else if (count >= CREDENTIALS.many) {
    warnings.push(`${words}, of ${CREDENTIALS.most} that it can have; those of other clusters count, too`);
  }
}
