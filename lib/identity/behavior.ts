import type { ApiObjectMetadata } from 'cdk8s';
import { BEHAVIOR_ANNOTATION, NAMESPACED } from '../upstream/api';
import { show } from '../validate/format';
import type { Problems } from '../validate/problems';

/** Whether the identity is namespaced, as the prop says; anything but a boolean is a mistake about who may use it. */
export function checkNamespaced(problems: Problems, namespaced: boolean | undefined): boolean {
  if (namespaced !== undefined && typeof namespaced !== 'boolean') {
    problems.add('namespaced', namespaced, 'true or false');
  }
  return namespaced ?? true;
}

/** The annotations of an identity. One that is given and says something else than the prop is a problem. */
export function behaviorAnnotations(
  problems: Problems,
  namespaced: boolean,
  metadata: ApiObjectMetadata | undefined,
): ApiObjectMetadata['annotations'] {
  const given = metadata?.annotations;
  if (typeof given === 'object' && given !== null) {
    for (const [key, value] of Object.entries(given)) {
      if (key.toLowerCase() !== BEHAVIOR_ANNOTATION.toLowerCase()) continue;
      if (key === BEHAVIOR_ANNOTATION && namespaced && value === NAMESPACED) continue;
      problems.add(
        'metadata.annotations',
        { [key]: value },
        `the prop namespaced, which is ${show(namespaced)}, instead`,
      );
    }
  }
  return namespaced ? { ...given, [BEHAVIOR_ANNOTATION]: NAMESPACED } : given;
}
