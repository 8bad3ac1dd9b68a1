import { API_GROUP } from '../upstream/api';
import { groupOf } from '../validate/kubernetes-names';
import { isMap, type ManifestMap } from './manifest';

const HALF_OBJECT = 'apiVersion and kind are both required, as strings: the API server refuses the object';

/** The key of a map that is another one in other case, when that is missing; the API server knows only the right one. */
export function otherCaseOf(value: ManifestMap, key: string): string | undefined {
  if ((value[key] ?? null) !== null) return undefined;
  const lower = key.toLowerCase();
  return Object.keys(value).find((other) => other !== key && other.toLowerCase() === lower);
}

/**
 * Whether a map that is no object was meant as one: it lacks `apiVersion` or `kind`, or has it in other case. In a folder, many
 * files of other programs have an apiVersion and no kind.
 */
export function isHalf(value: ManifestMap, isFound: boolean): boolean {
  const [apiVersion, kind, metadata, items] = ['apiVersion', 'kind', 'metadata', 'items'].map(
    (key) => value[otherCaseOf(value, key) ?? key],
  );
  if (typeof apiVersion === 'string' && groupOf(apiVersion) === API_GROUP) return true;
  if (!isMap(metadata) && !Array.isArray(items)) return false;
  if (!isFound) return (kind ?? apiVersion) !== undefined;
  // In right case and alone it is enough.
  const isKind = (one: unknown) => typeof one === 'string' && /^[A-Z]/.test(one);
  return isKind(value.kind) || (isKind(kind) && typeof apiVersion === 'string');
}

/** Why such an object is refused, what to write, and the first key that is only in other case. */
export function describeHalf(value: ManifestMap): {
  readonly reason: string;
  readonly hint: string;
  readonly key: string | undefined;
} {
  const keys = ['apiVersion', 'kind'].flatMap((right) => {
    const key = otherCaseOf(value, right);
    return key === undefined ? [] : [{ key, right }];
  });
  const hint = keys.map(({ key, right }) => `. Write ${right} instead of ${key}`).join('');
  return { reason: `${HALF_OBJECT}${hint}`, hint, key: keys[0]?.key };
}
