import { fold } from '../go/compare';
import { listFrom, type Manifest, type ManifestMap, mapOf } from '../manifests/manifest';
import type { Controller } from '../simulation/controller';
import { controllersOf } from '../simulation/settings';
import type { Simulation } from '../simulation/simulation';
import { GUID } from '../validate/azure-values';
import { titleOf } from './kube-object';
import { isPlaceholder } from './managed-identity-ref';

/** Whom MIC acts as at Azure: as its node's credentials say, or as the identity with a client id. */
export type MicCredentials = { readonly clientId: string | undefined };

const OF_THE_NODE: MicCredentials = { clientId: undefined };

/**
 * Whom MIC acts as: as the user says, else as the manifests do. Adds to `problems` what cannot be known, and what is no
 * client id.
 */
export function micCredentials(simulation: Simulation, given: string | undefined, problems: string[]): MicCredentials {
  if (simulation.settings.mode === 'managed') return OF_THE_NODE;
  const mic = given === undefined ? readCredentials(simulation, problems) : { clientId: given };
  if (mic.clientId !== undefined && (!GUID.accepts(mic.clientId) || isPlaceholder(mic.clientId))) {
    // It may be something else by mistake, so it is not shown.
    const from = given === undefined ? 'the client id in the cloud credentials of MIC' : '--mic-client-id';
    const what = isPlaceholder(mic.clientId) ? 'a placeholder' : 'no GUID';
    problems.push(`${from} is ${what}; allowed: ${GUID.allowed}`);
  }
  return mic;
}

/**
 * Reads from the manifests whom MIC acts as (pkg/cloudprovider/cloudprovider.go, Init): with `--cloudconfig` as the file
 * of the node says, else as its environment says. Adds to `problems` what cannot be known. No secret is looked at.
 */
function readCredentials(simulation: Simulation, problems: string[]): MicCredentials {
  const [mic] = controllersOf(simulation, 'mic');
  if (!mic || mic.flags.value('cloudconfig')) return OF_THE_NODE;
  const read = (name: string) => variableOf(mic, name, simulation.cluster.manifests.objects);
  const usesMsi = read('USE_MSI');
  const wanted = usesMsi !== undefined && fold(usesMsi) === 'true' ? 'USER_ASSIGNED_MSI_CLIENT_ID' : 'CLIENT_ID';
  const clientId = read(wanted);
  if (clientId) return { clientId };
  const { manifest } = mic.workload;
  problems.push(
    `${manifest.placeOf(mic.containerPath)}: ${titleOf(manifest)}: whom MIC acts as is not in the manifests: its ${wanted} has no value that can be read here. Say --mic-client-id, or add the Secret`,
  );
  return OF_THE_NODE;
}

/** A variable of MIC: as it stands there, or from a Secret among the manifests, unless its key is that of a password. */
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

/** `stringData` wins over `data`, as for the API server. */
function textIn({ data, stringData }: ManifestMap, key: string): string | undefined {
  const [plain, encoded] = [mapOf(stringData)[key], mapOf(data)[key]];
  if (typeof plain === 'string') return plain;
  return typeof encoded === 'string' ? Buffer.from(encoded, 'base64').toString() : undefined;
}
