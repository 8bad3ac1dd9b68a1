import { fold } from '../go/compare';
import { listFrom, type Manifest, type ManifestMap, mapOf } from '../manifests/manifest';
import type { Controller } from '../simulation/controller';
import { controllersOf } from '../simulation/settings';
import type { Simulation } from '../simulation/simulation';
import { USE_MSI } from '../upstream/mic-credentials';
import { Mode } from '../upstream/mode';
import { GUID } from '../validate/azure-values';
import { isPlaceholder } from './managed-identity-ref';

/**
 * The client id that MIC uses for Azure: as the user says, else as the manifests do; undefined for that in its node's
 * credentials. Adds a problem if it is unknown or not a client id.
 */
export function micClientIdOf(
  simulation: Simulation,
  given: string | undefined,
  problems: string[],
): string | undefined {
  if (simulation.settings.mode === Mode.MANAGED) return undefined;
  const clientId = given ?? readClientId(simulation, problems);
  if (clientId !== undefined && (!GUID.accepts(clientId) || isPlaceholder(clientId))) {
    // It may be a secret by mistake, so it is not shown.
    const from = given === undefined ? 'the client id in the cloud credentials of MIC' : '--mic-client-id';
    const what = isPlaceholder(clientId) ? 'a placeholder' : 'not a GUID';
    problems.push(`${from} is ${what}; allowed: ${GUID.allowed}`);
  }
  return clientId;
}

/**
 * Reads it from the manifests (pkg/cloudprovider/cloudprovider.go, Init): with `--cloudconfig` that
 * in the file of the node, else that in its environment. Adds a problem if it is unknown. Never reads a client secret.
 */
function readClientId(simulation: Simulation, problems: string[]): string | undefined {
  const [mic] = controllersOf(simulation, 'mic');
  if (!mic || mic.flags.value('cloudconfig')) return undefined;
  const read = (name: string) => variableOf(mic, name, simulation.cluster.manifests.objects);
  const usesMsi = read(USE_MSI);
  const wanted = usesMsi !== undefined && fold(usesMsi) === 'true' ? 'USER_ASSIGNED_MSI_CLIENT_ID' : 'CLIENT_ID';
  const clientId = read(wanted);
  if (clientId) return clientId;
  const { manifest } = mic.workload;
  problems.push(
    `${manifest.placeOf(mic.containerPath)}: ${manifest.title}: the client id that MIC uses is unknown: its ${wanted} has no readable value in the manifests. Set --mic-client-id, or add the Secret`,
  );
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
