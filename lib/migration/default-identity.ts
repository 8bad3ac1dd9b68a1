import { listFrom, mapOf } from '../manifests/manifest';
import type { Workload } from '../simulation/workload';
import { INJECTED_VARIABLES } from '../upstream/webhook-pod';
import type { AzureIdentity } from './azure-identity';

/** Which identity the pods of a workload use unless they name another. */
export interface DefaultIdentity {
  /** The one that the ServiceAccount names; undefined when each container names its own, or nobody has decided. */
  readonly identity: AzureIdentity | undefined;
  /** Whether somebody has to decide. */
  readonly isOpen: boolean;
}

/**
 * The only one; the one that was chosen; else the one that the containers have in `AZURE_CLIENT_ID`.
 *
 * @param chosen `namespace/name` of an AzureIdentity
 */
export function defaultIdentity(
  workload: Workload,
  identities: readonly AzureIdentity[],
  chosen: string | undefined,
  annotated: string | undefined,
): DefaultIdentity {
  if (chosen !== undefined) {
    const identity = identities.find(({ source }) => source && `${source.namespace}/${source.name}` === chosen);
    return { identity, isOpen: identity === undefined };
  }
  if (identities.length < 2) return { identity: identities[0], isOpen: false };
  const withClientId = (id: string) =>
    identities.find(({ clientId }) => clientId !== '' && clientId.toLowerCase() === id.toLowerCase());
  const written = writtenIds(workload);
  const named = [...new Set(written.flatMap((id) => (id === undefined ? [] : (withClientId(id) ?? []))))];
  const ofAccount = annotated === undefined ? undefined : withClientId(annotated);
  const only = ofAccount ?? (named.length === 1 ? named[0] : undefined);
  if (only) return { identity: only, isOpen: false };
  return { identity: undefined, isOpen: named.length === 0 || written.includes(undefined) };
}

/** What each container has in `AZURE_CLIENT_ID`; undefined for one without it. */
function writtenIds({ manifest, template }: Workload): (string | undefined)[] {
  const { initContainers, containers } = mapOf(manifest.at([...template, 'spec']));
  return [...listFrom(initContainers), ...listFrom(containers)].map((container) => {
    const variable = listFrom(mapOf(container).env)
      .map(mapOf)
      .findLast(({ name }) => name === INJECTED_VARIABLES.clientId);
    return typeof variable?.value === 'string' ? variable.value : undefined;
  });
}
