import { listFrom, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';

/** The mount of a container that a file of it is in; undefined when there is none. */
export function mountOf({ container }: Controller, file: string): ManifestMap | undefined {
  return listFrom(container.volumeMounts)
    .map(mapOf)
    .find(({ mountPath }) => isIn(aliased(file), aliased(String(mountPath))));
}

/** /var/run is /run. */
const aliased = (path: string) => path.replace(/^\/var\/run(?=\/|$)/, '/run').replace(/\/+$/, '');

const isIn = (file: string, mountPath: string) => file === mountPath || file.startsWith(`${mountPath}/`);
