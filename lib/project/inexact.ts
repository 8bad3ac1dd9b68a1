import type { FieldPath, Manifest } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';
import { fieldAt } from '../validate/path';

/** Whole numbers that JavaScript, and so cdk8s, would round: one line each. */
export function inexactNumbers(objects: readonly Manifest[]): string[] {
  return objects.flatMap((object) =>
    inexactIn(object.value, []).map(
      (path) =>
        `${object.placeOf(path)}: ${object.title}: ${fieldAt(path)}: a number that cdk8s would round; leave the file out with --exclude`,
    ),
  );
}

function inexactIn(value: YamlValue, path: FieldPath): FieldPath[] {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  const entries: readonly (readonly [string | number, YamlValue])[] = Array.isArray(value)
    ? value.map((item, i) => [i, item] as const)
    : Object.entries(value);
  return entries.flatMap(([key, item]) => inexactIn(item, [...path, key]));
}
