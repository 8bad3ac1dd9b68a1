import type { ApiObjectMetadata } from 'cdk8s';
import { show } from '../values/format';
import { mapWith } from '../values/metadata';
import type { Problems } from '../values/problems';
import { isPlainObject } from '../values/unresolved';

/** Upstream: pkg/apis/aadpodidentity/utils.go, IsNamespacedIdentity. Key and value are compared letter by letter. */
export const BEHAVIOR = 'aadpodidentity.k8s.io/Behavior';
export const NAMESPACED = 'namespaced';

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
  if (isPlainObject(given)) {
    for (const [key, value] of Object.entries(given)) {
      if (key.toLowerCase() !== BEHAVIOR.toLowerCase()) continue;
      if (key === BEHAVIOR && namespaced && value === NAMESPACED) continue;
      problems.add(
        'metadata.annotations',
        { [key]: value },
        `the prop namespaced, which is ${show(namespaced)}, instead`,
      );
    }
  }
  return namespaced ? mapWith({ [BEHAVIOR]: NAMESPACED }, given) : given;
}
