import type { ManifestMap } from '../manifests/manifest';
import { writeYaml } from '../manifests/yaml-writer';
import type { ProjectFile } from './project-file';
import type { Wanted } from './typed-objects';

/** cdk8s reads at most 10 MiB of a file. */
const MOST_CHARACTERS = 4 << 20;

/** A file of manifests that stay as they are. */
export interface KeptFile extends ProjectFile {
  readonly objects: readonly Wanted[];
}

/**
 * The objects of a chart as files. An Include takes name, kind and namespace of an object as its id, so objects that differ
 * only in their group are in different files.
 */
export function keptFiles(id: string, objects: readonly Wanted[]): KeptFile[] {
  const files: { texts: string[]; size: number; ids: Set<string>; objects: Wanted[] }[] = [];
  for (const object of objects) {
    const text = writeYaml(object.json);
    const key = [object.name, object.kind.toLowerCase(), (object.json.metadata as ManifestMap).namespace].join('-');
    let file = files.find(({ size, ids }) => size + text.length <= MOST_CHARACTERS && !ids.has(key));
    if (!file) {
      file = { texts: [], size: 0, ids: new Set(), objects: [] };
      files.push(file);
    }
    file.texts.push(text);
    file.size += text.length;
    file.ids.add(key);
    file.objects.push(object);
  }
  return files.map(({ texts, objects: own }, i) => ({
    path: `manifests/${id}${i === 0 ? '' : `-${i + 1}`}.yaml`,
    text: texts.join(''),
    objects: own,
  }));
}
