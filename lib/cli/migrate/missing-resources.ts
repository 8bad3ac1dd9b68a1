import type { Missing } from '../../manifests/overlays';
import { counted } from '../../validate/counted';
import { listOf } from '../../validate/format';
import { indexed } from '../../validate/indexed';

/** What kustomizations render that is not among the paths: without it, nothing is known about its workloads. */
export function missingRemarks(missing: readonly Missing[]): string[] {
  return [...indexed(missing, ({ kustomization }) => kustomization.document.file)].map(([file, all]) => {
    const what = listOf([...new Set(all.map(({ path }) => path))]);
    return `warning: ${file}: ${counted(all.length, 'resource')} not among the paths: ${what}. Give ${all.length > 1 ? 'their paths' : 'its path'}, too`;
  });
}
