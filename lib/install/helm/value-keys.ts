import { CHART_NAME } from '../../upstream/images';
import { nearest } from '../../validate/nearest';
import { fieldOf } from '../../validate/path';
import type { Value, Values } from './chart-values';
import { BINDING_KEYS, CHART_DEFAULTS, DEAD_KEYS, FREE_FORM, IDENTITY_KEYS, UNNAMED_KEYS } from './chart-values';
import { isMap } from './coalesce';

/** A key that the chart does not read: Helm silently ignores it. */
export interface UnreadKey {
  readonly path: string;
  readonly value: Value;
  /** What to write instead. */
  readonly hint: string | undefined;
}

const UMBRELLA = `These are values of an umbrella chart. Give only the map below ${CHART_NAME}, which this chart gets: yq '.["${CHART_NAME}"]' FILE`;

/** The keys that the chart does not read. */
export function unreadKeys(values: Values): UnreadKey[] {
  const found: UnreadKey[] = [];
  // Everything beside it is of other charts.
  if (isMap(values[CHART_NAME])) return [{ path: CHART_NAME, value: values[CHART_NAME], hint: UMBRELLA }];
  visit(values, CHART_DEFAULTS, '', found);
  const { azureIdentities: identities } = values;
  const entries = Array.isArray(identities)
    ? identities.entries()
    : Object.entries(isMap(identities) ? identities : {});
  for (const [key, identity] of entries) {
    if (!isMap(identity)) continue;
    const path = fieldOf('azureIdentities', key);
    check(identity, IDENTITY_KEYS, path, found);
    if (isMap(identity.binding)) check(identity.binding, BINDING_KEYS, `${path}.binding`, found);
  }
  return found;
}

function visit(values: Values, defaults: Values, path: string, found: UnreadKey[]): void {
  check(values, [...Object.keys(defaults), ...(UNNAMED_KEYS[path] ?? [])], path, found);
  for (const [key, value] of Object.entries(values)) {
    const field = fieldOf(path, key);
    const below = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    if (isMap(value) && isMap(below) && !FREE_FORM.includes(field)) visit(value, below, field, found);
  }
}

function check(values: Values, known: readonly string[], path: string, found: UnreadKey[]): void {
  for (const [key, value] of Object.entries(values)) {
    if (known.includes(key)) continue;
    const field = fieldOf(path, key);
    const meant = nearest(key, known);
    const dead = Object.hasOwn(DEAD_KEYS, field) ? DEAD_KEYS[field] : undefined;
    const hint = dead ?? (meant && `Did you mean ${fieldOf(path, meant)}?`) ?? elsewhere(key, path);
    found.push({ path: field, value, hint });
  }
}

/** A hint for a key on the wrong level. */
function elsewhere(key: string, path: string): string | undefined {
  const places = ['', 'mic', 'nmi', 'rbac', 'image', 'mic.leaderElection', 'mic.customCloud'].filter((place) => {
    const map = place.split('.').reduce<Value>((at, part) => (part === '' ? at : (at as Values)[part]), CHART_DEFAULTS);
    return place !== path && Object.hasOwn(map as Values, key);
  });
  return places.length > 0 ? `Did you mean ${places.map((place) => fieldOf(place, key)).join(' or ')}?` : undefined;
}
