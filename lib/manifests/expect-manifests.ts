import { Problems } from '../validate/problems';
import { Manifests } from './manifests';

/**
 * Refuses anything but manifests, which JavaScript can pass.
 *
 * @param call the function that messages name
 */
export function expectManifests(call: string, manifests: unknown): asserts manifests is Manifests {
  // Those of another copy of this package count too.
  if (manifests instanceof Manifests || (manifests as Manifests | undefined)?.constructor?.name === 'Manifests') return;
  const problems = Problems.in(call);
  problems.add('manifests', manifests, "Manifests, such as Manifests.fromPaths(['dist'])");
  problems.throwIfAny();
}
