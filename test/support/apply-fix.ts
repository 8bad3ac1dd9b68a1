import { type Finding, Manifests } from '../../lib';
import type { ManifestMap } from '../../lib/manifests/manifest';
import type { YamlValue } from '../../lib/manifests/yaml-value';
import { keysOf } from '../../lib/validate/json-pointer';

/** The value of YAML. */
function yamlValue(yaml: string): YamlValue {
  const indented = yaml.trimEnd().replace(/^/gm, '  ');
  const text = `apiVersion: v1\nkind: Fix\nmetadata: {name: fix}\nspec:\n${indented}\n`;
  const [object] = Manifests.fromText('fix.yaml', text).objects;
  return object?.value.spec as YamlValue;
}

/** The fields or items that a file of JSON gets; undefined when they are YAML. */
function jsonValue(fix: string): YamlValue | undefined {
  for (const text of [`{${fix}}`, `[${fix}]`]) {
    try {
      return JSON.parse(text);
    } catch {}
  }
  return undefined;
}

/** What a fix says, the same for YAML and JSON. */
export function meaningOf(fix: string): string {
  return JSON.stringify(jsonValue(fix) ?? yamlValue(fix));
}

/** Writes the lines of a finding's fix into the object, as a user would. */
export function applyFix(object: ManifestMap, { path, fix = '', fixIn }: Finding): void {
  const lines = jsonValue(fix) ?? yamlValue(fix);
  if (fixIn !== undefined) {
    const keys = keysOf(fixIn);
    const into = parentOf(object, keys, Array.isArray(lines));
    if (Array.isArray(into)) into.push(...(lines as YamlValue[]));
    else Object.assign(into, lines);
    return;
  }
  const keys = keysOf(path);
  const key = keys.pop() as string;
  const parent = parentOf(object, keys, false);
  if (Array.isArray(parent)) {
    parent.splice(Number(key), 1, ...(lines as YamlValue[]));
    return;
  }
  const entries = Object.entries(parent).flatMap(([name, value]) =>
    name === key ? Object.entries(lines as ManifestMap) : [[name, value] as const],
  );
  for (const name of Object.keys(parent)) delete parent[name];
  Object.assign(parent, Object.fromEntries(entries));
}

/** The map or list at a path; made when it is missing. */
function parentOf(object: ManifestMap, keys: readonly string[], isList: boolean): ManifestMap | YamlValue[] {
  let at: ManifestMap | YamlValue[] = object;
  keys.forEach((key, i) => {
    const map = at as ManifestMap;
    const isContainer = typeof map[key] === 'object' && map[key] !== null;
    if (!isContainer) map[key] = isList && i === keys.length - 1 ? [] : {};
    at = map[key] as ManifestMap | YamlValue[];
  });
  return at;
}
