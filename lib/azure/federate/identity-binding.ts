import { createHash } from 'node:crypto';
import type { NeededCredential } from '../../migration/needed-credentials';
import { annotationsAt } from '../../simulation/annotations-at';
import type { Cluster } from '../../simulation/cluster';
import { IDENTITY_BINDING_ANNOTATION } from '../../upstream/workload-identity';
import type { ManagedIdentityRef } from '../managed-identity-ref';

/** What workloads need: a federated credential of ours, or an identity binding of AKS, which has its own. */
export interface ByExchange {
  readonly federated: readonly NeededCredential[];
  readonly bound: readonly NeededCredential[];
}

/** Divides them: an account whose workloads do both needs both. */
export function byExchange(needed: readonly NeededCredential[], { workloads }: Cluster): ByExchange {
  const bound = new Set(
    workloads
      .filter(
        ({ manifest, template }) =>
          annotationsAt(manifest, [...template, 'metadata', 'annotations'])[IDENTITY_BINDING_ANNOTATION] === 'true',
      )
      .map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`),
  );
  if (bound.size === 0) return { federated: needed, bound: [] };
  const only = (isBound: boolean) =>
    needed.flatMap((one) => {
      const users = one.workloads.filter((title) => bound.has(title) === isBound);
      return users.length > 0 ? [{ ...one, workloads: users }] : [];
    });
  return { federated: only(false), bound: only(true) };
}

/** A name of lower-case letters, digits and hyphens; with a hash, because identities of two groups may have one name. */
export function identityBindingName({ subscription, resourceGroup, name }: ManagedIdentityRef): string {
  const key = JSON.stringify([subscription, resourceGroup, name].map((part) => part.toLowerCase()));
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 8);
  return `${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)}-${hash}`;
}
