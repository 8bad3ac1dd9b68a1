import { type FieldPath, listFrom, mapOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { USE_MSI } from '../../upstream/mic-credentials';

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
