import { listFrom, type ManifestMap, mapOf } from '../../manifests/manifest';
import { INJECTED_VARIABLES } from '../../upstream/webhook-pod';
import { type CalledWorkload, tokenContainersOf } from './called-workloads';

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** Programs that name the identity in objects of their own, or in each request. */
const PROGRAMS =
  /cert-manager|external-secrets|azureserviceoperator|azure-service-operator|crossplane|keda|fluxcd|argocd|tf-runner|velero|external-dns|cluster-api|secrets-store/;

/** Volumes whose content may name it. */
const MAY_NAME = ['configMap', 'secret', 'projected', 'csi'];

/** Whether the program may tell which identity it wants, without AZURE_CLIENT_ID: by an argument, a file, or objects of its own. */
export function mayNameItself(called: CalledWorkload): boolean {
  const { spec } = called;
  if (listFrom(spec.volumes).some((volume) => MAY_NAME.some((kind) => mapOf(volume)[kind] !== undefined))) return true;
  return tokenContainersOf(called).some(({ value }) => {
    const { image, env, args, command } = value;
    if (hasMore(value) || PROGRAMS.test(String(image))) return true;
    if (GUID.test(JSON.stringify([env, args, command]))) return true;
    return listFrom(env).some((variable) => /client_?id|identity|msi/i.test(String(mapOf(variable).name)));
  });
}

/** Whether there are variables that are not in the manifest of the workload. */
const hasMore = ({ envFrom }: ManifestMap) => listFrom(envFrom).length > 0;

/** Whether each container with a token has a client id of its own. */
export const namesClientIds = (called: CalledWorkload): boolean =>
  tokenContainersOf(called).every(({ value }) =>
    listFrom(value.env).some((variable) => mapOf(variable).name === INJECTED_VARIABLES.clientId),
  );
