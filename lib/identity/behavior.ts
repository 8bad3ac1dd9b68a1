import type { ApiObjectMetadata } from 'cdk8s';
import { BEHAVIOR_ANNOTATION, NAMESPACED } from '../upstream/api';
import { show } from '../validate/format';
import { mapWith } from '../validate/metadata';
import type { Problems } from '../validate/problems';
import { boolean, optional } from '../validate/shape';
import { isPlainObject } from '../validate/unresolved';

/** Whether the identity is namespaced: the prop, which must be a boolean; by default true. */
export function checkNamespaced(problems: Problems, namespaced: boolean | undefined): boolean {
  optional(boolean)(problems, 'namespaced', namespaced);
  return namespaced ?? true;
}

/** The annotations of an identity. A given one that contradicts the prop is a problem. */
export function behaviorAnnotations(
  problems: Problems,
  namespaced: boolean,
  metadata: ApiObjectMetadata | undefined,
): ApiObjectMetadata['annotations'] {
  const given = metadata?.annotations;
  if (isPlainObject(given)) {
    for (const [key, value] of Object.entries(given)) {
      if (key.toLowerCase() !== BEHAVIOR_ANNOTATION.toLowerCase()) continue;
      if (key === BEHAVIOR_ANNOTATION && namespaced && value === NAMESPACED) continue;
      problems.add(
        'metadata.annotations',
        { [key]: value },
        `no annotation that contradicts the prop namespaced, which is ${show(namespaced)}`,
      );
    }
  }
  return namespaced ? mapWith({ [BEHAVIOR_ANNOTATION]: NAMESPACED }, given) : given;
}
