/**
 * Annotation of the ServiceAccounts that this package writes: the identities that their pods are meant to obtain, as
 * `<client id>=<resource id>`, or `<client id>=` for applications, separated by commas. It is ours, not upstream's.
 */
export const IDENTITIES_ANNOTATION = 'aad-pod-identity.federation/identities';

/** Annotation of workloads and ServiceAccounts: what `migrate rewrite` has added to them, and replaced. It is ours. */
export const REWRITTEN_ANNOTATION = 'aad-pod-identity.federation/rewritten';

/** How the files of a component of kustomize begin that `migrate rewrite` has written. */
export const COMPONENT_MARK = '# Written by aad-pod-identity migrate rewrite';

/** An identity, as the annotation names it. */
export interface FederatedIdentity {
  readonly clientId: string;
  /** Undefined for an application, and when it is not known. */
  readonly resourceId: string | undefined;
}

/** The value of the annotation. */
export function identitiesAnnotation(identities: readonly FederatedIdentity[]): string {
  return identities.map(({ clientId, resourceId }) => `${clientId}=${resourceId ?? ''}`).join(',');
}

/** The identities in a value of the annotation; undefined when it is malformed. */
export function identitiesIn(annotation: string): FederatedIdentity[] | undefined {
  const identities: FederatedIdentity[] = [];
  for (const entry of annotation.split(',')) {
    const at = entry.indexOf('=');
    if (at < 1) return undefined;
    identities.push({ clientId: entry.slice(0, at), resourceId: entry.slice(at + 1) || undefined });
  }
  return identities;
}
