import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../manifests/manifest';

/** The objects of a cluster, each once. */
export interface Distinct {
  readonly objects: readonly Manifest[];
  /** Why they are not one cluster. */
  readonly problems: readonly string[];
  /** What is there twice, with the same content. */
  readonly remarks: readonly string[];
}

export function distinct(all: readonly Manifest[]): Distinct {
  const first = new Map<string, Manifest>();
  const problems: string[] = [];
  const remarks: string[] = [];
  const objects = all.filter((object) => {
    const key = `${object.group} ${object.title}`;
    const other = object.name === '' ? undefined : first.get(key);
    if (!other) first.set(key, object);
    if (other && isDeepStrictEqual(other.value, object.value)) {
      remarks.push(`note: ${object.placeOf()}: ${object.title} is also at ${other.placeOf()}; it is taken once`);
    } else if (other) {
      problems.push(
        `${object.placeOf()}: ${object.title} is also at ${other.placeOf()}, with different content: a project is one cluster`,
      );
    }
    return !other;
  });
  return { objects, problems, remarks };
}
