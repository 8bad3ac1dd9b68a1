import { goBoolean } from '../../go/booleans';
import { listFrom, type Manifest, mapOf, stringOf } from '../../manifests/manifest';
import { keyOf } from '../../simulation/custom-resources';
import type { Workload } from '../../simulation/workload';
import { SECRETS_STORE_DRIVER, SECRETS_STORE_GROUP } from '../../upstream/secrets-store';
import type { CheckedCluster } from '../checked-cluster';
import { containersOf } from './containers';
import { objectsOf } from './objects';

/** A volume of the Secrets Store CSI driver that a container mounts. */
export interface CsiMount {
  readonly className: string;
  /** The class; undefined when it is not among the manifests. */
  readonly secretProviderClass: Manifest | undefined;
}

/** Kubelet mounts only the volumes that a container uses. */
export function csiMountsOf(checked: CheckedCluster, workload: Workload): CsiMount[] {
  const { manifest, template } = workload;
  const volumes = listFrom(manifest.at([...template, 'spec', 'volumes'])).flatMap((volume) => {
    const { name, csi } = mapOf(volume);
    const { driver, volumeAttributes } = mapOf(csi);
    const className = stringOf(mapOf(volumeAttributes).secretProviderClass);
    return driver === SECRETS_STORE_DRIVER && className !== '' ? [{ name, className }] : [];
  });
  if (volumes.length === 0) return [];
  const mounted = containersOf(workload).flatMap(({ value }) =>
    listFrom(value.volumeMounts).map((mount) => mapOf(mount).name),
  );
  return volumes
    .filter(({ name }) => mounted.includes(name))
    .map(({ className }) => ({
      className,
      secretProviderClass: classesOf(checked).get(`${workload.namespace}/${className}`),
    }));
}

/**
 * Whether the Azure provider asks NMI for the token of the pod (Azure/secrets-store-csi-driver-provider-azure,
 * pkg/provider/types/parameters.go, GetUsePodIdentity; pkg/provider/provider.go refuses two identity modes).
 */
export function usesPodIdentity({ value }: Manifest): boolean {
  const { provider, parameters } = mapOf(value.spec);
  const isOn = (name: string) => goBoolean(stringOf(mapOf(parameters)[name]).trim()) === true;
  return provider === 'azure' && isOn('usePodIdentity') && !isOn('useVMManagedIdentity') && !isOn('useAzureTokenProxy');
}

/**
 * Whether pods may need their identity for a mount: the provider then asks NMI's endpoint on the node, by the name of the
 * pod (pkg/auth/auth.go, podIdentityCredential.GetToken). Neither the pod's network nor exceptions matter there
 * (pkg/nmi/server/server.go, hostHandler). A class that is not among the manifests may use pod identity.
 */
export const mayMountByIdentity = (checked: CheckedCluster, workload: Workload): boolean =>
  csiMountsOf(checked, workload).some(
    ({ secretProviderClass }) => !secretProviderClass || usesPodIdentity(secretProviderClass),
  );

/**
 * Whether the driver may exchange the token of a workload's ServiceAccount for a mount, by a client id in the class. It needs
 * neither the webhook nor its label (pkg/provider/provider.go, createAuthConfig).
 */
export const mayMountByAccount = (checked: CheckedCluster, workload: Workload): boolean =>
  csiMountsOf(checked, workload).some(
    ({ secretProviderClass }) =>
      !secretProviderClass || stringOf(secretProviderClass.at(['spec', 'parameters', 'clientID'])) !== '',
  );

const CLASSES = new WeakMap<CheckedCluster, ReadonlyMap<string, Manifest>>();

function classesOf(checked: CheckedCluster): ReadonlyMap<string, Manifest> {
  let classes = CLASSES.get(checked);
  if (!classes) {
    classes = new Map(
      objectsOf(checked, SECRETS_STORE_GROUP, 'SecretProviderClass').map((object) => [keyOf(object), object]),
    );
    CLASSES.set(checked, classes);
  }
  return classes;
}
