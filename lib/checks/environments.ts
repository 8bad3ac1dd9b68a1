import { Manifest } from '../manifests/manifest';
import type { Manifests } from '../manifests/manifests';
import type { Found } from './finding';

/**
 * The findings of several environments: those that are true in each one that an object is in. A base, for example, may lack
 * what one of its overlays adds.
 */
export function inEachEnvironment(
  environments: readonly { readonly manifests: Manifests; readonly found: readonly Found[] }[],
): Found[] {
  const counts = new Map<Manifest, number>();
  for (const { manifests } of environments) {
    for (const { origin } of manifests.objects) counts.set(origin, (counts.get(origin) ?? 0) + 1);
  }
  const seen = new Map<Manifest, Map<string, Found[]>>();
  for (const { found } of environments) {
    for (const one of found) {
      if (!(one.object instanceof Manifest)) continue;
      const { origin } = one.object;
      const ofObject = seen.get(origin) ?? new Map<string, Found[]>();
      seen.set(origin, ofObject);
      const key = JSON.stringify([one.rule.id, one.path]);
      ofObject.set(key, [...(ofObject.get(key) ?? []), { ...one, object: origin }]);
    }
  }
  return [...seen].flatMap(([origin, ofObject]) =>
    [...ofObject.values()]
      .filter(({ length }) => length >= (counts.get(origin) ?? 0))
      .flatMap(([first]) => first ?? []),
  );
}
