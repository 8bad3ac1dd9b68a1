import { type FieldPath, listFrom, type Manifest, mapOf, stringOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { USE_MSI } from '../../upstream/mic-credentials';
import type { CheckedCluster } from '../checked-cluster';
import { mountOf } from './mounts';
import { objectsOf } from './objects';
import { decoded } from './secrets';

/** Whether MIC has credentials of its own, and asks for no token on its node (pkg/cloudprovider/cloudprovider.go, Init). */
export function hasOwnSecret({ flags, env }: Controller): boolean {
  if (flags.value('cloudconfig') !== '') return false;
  return env.has('CLIENT_SECRET') && env.get(USE_MSI)?.value?.toLowerCase() !== 'true';
}

/** A key of a Secret that a variable comes from. */
export interface SecretKey {
  readonly name: string;
  readonly key: string;
  readonly path: FieldPath;
}

/** The keys of Secrets that a container has variables from. */
export function secretKeysOf({ manifest, containerPath }: Controller): SecretKey[] {
  return listFrom(manifest.at([...containerPath, 'env'])).flatMap((variable, i) => {
    const { name, key, optional } = mapOf(mapOf(mapOf(variable).valueFrom).secretKeyRef);
    const path = [...containerPath, 'env', i, 'valueFrom', 'secretKeyRef', 'key'];
    return typeof name === 'string' && typeof key === 'string' && optional !== true ? [{ name, key, path }] : [];
  });
}

/** A text in a Secret or a ConfigMap. Messages must not show it. */
export interface StoredText {
  readonly object: Manifest;
  readonly path: FieldPath;
  readonly text: string;
}

/** The Secrets and ConfigMaps among the manifests, by kind, namespace and name. */
export type Stores = ReadonlyMap<string, Manifest>;

export const storesOf = (checked: CheckedCluster): Stores =>
  new Map(
    ['Secret', 'ConfigMap']
      .flatMap((kind) => objectsOf(checked, '', kind))
      .map((object) => [`${object.kind} ${object.namespace}/${object.name}`, object]),
  );

/** A key of a Secret or a ConfigMap; undefined when it is not among the manifests, or no text. */
export function storedText(
  stores: Stores,
  kind: string,
  namespace: string,
  name: string,
  key: string,
): StoredText | undefined {
  const object = stores.get(`${kind} ${namespace}/${name}`);
  const fields = kind === 'Secret' ? ['stringData', 'data'] : ['data'];
  for (const field of object ? fields : []) {
    const value = object?.at([field, key]);
    if (!object || typeof value !== 'string') continue;
    const text = kind === 'Secret' && field === 'data' ? decoded(value)?.toString('utf8') : value;
    return text === undefined ? undefined : { object, path: [field, key], text };
  }
  return undefined;
}

/** The file of `--cloudconfig`, when MIC has it from a Secret or a ConfigMap among the manifests. */
export function cloudConfigOf(mic: Controller, stores: Stores): StoredText | undefined {
  const file = mic.flags.value('cloudconfig');
  const mount = file === '' ? undefined : mountOf(mic, file);
  const volume = listFrom(mic.podSpec.volumes)
    .map(mapOf)
    .find(({ name }) => name === mount?.name);
  if (!mount || !volume) return undefined;
  const [kind, source, name] = volume.secret
    ? ['Secret', mapOf(volume.secret), mapOf(volume.secret).secretName]
    : ['ConfigMap', mapOf(volume.configMap), mapOf(volume.configMap).name];
  const inVolume = stringOf(mount.subPath) || file.slice(file.lastIndexOf('/') + 1);
  const item = listFrom(source.items)
    .map(mapOf)
    .find(({ path }) => path === inVolume);
  return storedText(stores, kind, mic.workload.namespace, stringOf(name), item ? stringOf(item.key) : inVolume);
}
