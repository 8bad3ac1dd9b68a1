import { listFrom, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { AUDIENCE } from '../../upstream/workload-identity';

/** The volumes of a pod with a token that Entra ID exchanges, which somebody has written out, with their place in the list. */
export function writtenTokenVolumes({ volumes }: ManifestMap): { readonly name: string; readonly index: number }[] {
  const isToken = (source: YamlValue) => mapOf(mapOf(source).serviceAccountToken).audience === AUDIENCE;
  return listFrom(volumes).flatMap((volume, index) => {
    const { name, projected } = mapOf(volume);
    return listFrom(mapOf(projected).sources).some(isToken) ? [{ name: String(name), index }] : [];
  });
}

/** The path at which a container mounts one of some volumes; undefined when it mounts none. */
export function mountPathOf({ volumeMounts }: ManifestMap, volumes: readonly string[]): string | undefined {
  const mount = listFrom(volumeMounts)
    .map(mapOf)
    .find(({ name }) => volumes.includes(String(name)));
  return mount && String(mount.mountPath);
}
