import type { Workload } from '../simulation/workload';
import { INJECTED_VARIABLES } from '../upstream/webhook-pod';
import { podFacts } from '../workload-identity/pod-facts';
import { type AzureIdentity, isSameId } from './azure-identity';
import { jsonOf, podTemplateOf } from './planned-account';

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
  const withClientId = (id: string) => identities.find(({ clientId }) => clientId !== '' && isSameId(clientId, id));
  const written = writtenIds(workload);
  const named = [...new Set(written.flatMap((id) => (id === undefined ? [] : (withClientId(id) ?? []))))];
  const ofAccount = annotated === undefined ? undefined : withClientId(annotated);
  const only = ofAccount ?? (named.length === 1 ? named[0] : undefined);
  if (only) return { identity: only, isOpen: false };
  return { identity: undefined, isOpen: named.length === 0 || written.includes(undefined) };
}

/** What each container with a token has in `AZURE_CLIENT_ID`; undefined for one without it. */
function writtenIds(workload: Workload): (string | undefined)[] {
  const { manifest, kind } = workload;
  const pod = podFacts({ apiGroup: manifest.group, kind }, jsonOf(manifest), podTemplateOf(workload));
  return (pod?.containers ?? [])
    .filter(({ isSkipped }) => !isSkipped)
    .map(({ env }) => {
      const variable = env.findLast(({ name }) => name === INJECTED_VARIABLES.clientId);
      return typeof variable?.value === 'string' ? variable.value : undefined;
    });
}
