import { fold } from '../go/compare';
import { listFrom, type Manifest, type ManifestMap, mapOf } from '../manifests/manifest';
import type { Controller } from '../simulation/controller';
import { controllersOf } from '../simulation/settings';
import type { Simulation } from '../simulation/simulation';
import { USE_MSI } from '../upstream/mic-credentials';
import { Mode } from '../upstream/mode';
import { GUID } from '../validate/azure-values';
import { show } from '../validate/format';
import { isPlaceholder } from './managed-identity-ref';

/** What MIC signs in to Azure with. */
export interface MicIdentity {
  readonly clientId: string;
  /** Whether it is a managed identity, which its nodes need; undefined when only Azure knows. */
  readonly isManaged: boolean | undefined;
}

/**
 * The identity that MIC uses for Azure: as the user says, else as the manifests do; undefined for that in its node's
 * credentials. Adds a problem if it is unknown or not a client id.
 */
export function micIdentityOf(
  simulation: Simulation,
  given: string | undefined,
  problems: string[],
): MicIdentity | undefined {
  if (simulation.settings.mode === Mode.MANAGED) return undefined;
  const usesMsi = usesOwnMsi(simulation);
  const clientId = given ?? readClientId(simulation, usesMsi, problems);
  if (clientId === undefined) return undefined;
  if (!GUID.accepts(clientId) || isPlaceholder(clientId)) {
    problems.push(clientIdProblem(clientId, given));
    return undefined;
  }
  // What the user says may be another kind than that in the manifests.
  return { clientId: clientId.toLowerCase(), isManaged: usesMsi || (given === undefined ? false : undefined) };
}

/** Whether MIC may sign in as an identity that its nodes need, and AKS does not assign to them. */
export const mayNeedNodes = (mic: MicIdentity | undefined): mic is MicIdentity =>
  mic !== undefined && mic.isManaged !== false;

/** Variables of the scripts for it. */
export const micVariables = (mic: MicIdentity | undefined) =>
  mic && { mic_client_id: mic.clientId, ...(mayNeedNodes(mic) && { mic_uses_msi: String(mic.isManaged === true) }) };

function clientIdProblem(clientId: string, given: string | undefined): string {
  const what = isPlaceholder(clientId) ? 'a placeholder' : 'not a GUID';
  // It may be a secret by mistake, so it is not shown.
  if (given === undefined) return `the client id in the cloud credentials of MIC is ${what}; allowed: ${GUID.allowed}`;
  return `--mic-client-id: got ${show(given)}; allowed: ${GUID.allowed}${isPlaceholder(clientId) ? ', not a placeholder' : ''}`;
}

/** Whether MIC signs in as a managed identity by its environment. */
function usesOwnMsi(simulation: Simulation): boolean {
  const [mic] = controllersOf(simulation, 'mic');
  if (!mic || mic.flags.value('cloudconfig')) return false;
  const value = variableOf(mic, USE_MSI, simulation.cluster.manifests.objects);
  return value !== undefined && fold(value) === 'true';
}

/**
 * Reads it from the manifests (pkg/cloudprovider/cloudprovider.go, Init): with `--cloudconfig` that
 * in the file of the node, else that in its environment. Adds a problem if it is unknown. Never reads a client secret.
 */
function readClientId(simulation: Simulation, usesMsi: boolean, problems: string[]): string | undefined {
  const [mic] = controllersOf(simulation, 'mic');
  if (!mic || mic.flags.value('cloudconfig')) return undefined;
  const wanted = usesMsi ? 'USER_ASSIGNED_MSI_CLIENT_ID' : 'CLIENT_ID';
  const clientId = variableOf(mic, wanted, simulation.cluster.manifests.objects);
  if (clientId) return clientId;
  const { manifest } = mic.workload;
  const why =
    usesMsi && clientId === ''
      ? `MIC signs in as the system-assigned identity of its node, of which each scale set has another: its ${wanted} is empty. Set userAssignedMSIClientID`
      : `the client id that MIC uses is unknown: its ${wanted} has no readable value in the manifests. Set --mic-client-id, or add the Secret`;
  problems.push(`${manifest.placeOf(mic.containerPath)}: ${manifest.title}: ${why}`);
  return undefined;
}

/** A variable of MIC: its value, or that of a Secret among the manifests, unless the key is that of a password. */
function variableOf({ env, workload, container }: Controller, name: string, objects: readonly Manifest[]) {
  const known = env.get(name);
  if (!known || known.value !== undefined) return known?.value;
  const variable = listFrom(container.env)
    .map(mapOf)
    .findLast((item) => item.name === name);
  const { name: secretName, key } = mapOf(mapOf(variable?.valueFrom).secretKeyRef);
  const secret = objects.find(
    (object) =>
      object.kind === 'Secret' &&
      object.group === '' &&
      object.namespace === workload.namespace &&
      object.name === secretName,
  );
  return secret && typeof key === 'string' && !/secret|password/i.test(key) ? textIn(secret.value, key) : undefined;
}

/** `stringData` overrides `data`, as for the API server. */
function textIn({ data, stringData }: ManifestMap, key: string): string | undefined {
  const [plain, encoded] = [mapOf(stringData)[key], mapOf(data)[key]];
  if (typeof plain === 'string') return plain;
  return typeof encoded === 'string' ? Buffer.from(encoded, 'base64').toString() : undefined;
}
