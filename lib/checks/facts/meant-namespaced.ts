import { mapOf } from '../../manifests/manifest';
import type { Identity } from '../../simulation/custom-resources';
import { BEHAVIOR_ANNOTATION } from '../../upstream/api';
import { editDistance } from '../../validate/nearest';

const MOST_LETTERS = 2;

/** Whether an identity has the annotation that keeps it to its namespace, though it is written so that it has no effect. */
export function isMeantNamespaced({ manifest, isNamespaced }: Identity): boolean {
  const known = BEHAVIOR_ANNOTATION.toLowerCase();
  return (
    !isNamespaced &&
    Object.keys(mapOf(manifest.metadata.annotations)).some(
      (key) => editDistance(key.toLowerCase(), known) <= MOST_LETTERS || key.toLowerCase() === 'behavior',
    )
  );
}
