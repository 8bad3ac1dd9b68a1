import {
  type FieldPath,
  isMap,
  listFrom,
  type Manifest,
  type ManifestMap,
  mapOf,
  stringOf,
} from '../manifests/manifest';
import type { Position } from '../manifests/position';
import type { YamlDocument } from '../manifests/yaml';
import { setKey, type YamlValue } from '../manifests/yaml-value';
import { BINDING_LABEL } from '../upstream/api';
import { type ChartSource, chartSourceOf, type ValuesField } from '../upstream/chart-sources';

/** A label `aadpodidbinding` among values. */
export interface LabelInValues {
  readonly value: string;
  /** In the values. */
  readonly path: FieldPath;
}

/** A place in YAML that is a string of an object. */
export interface TextPlace extends Position {
  readonly excerpt: { readonly text: string; readonly column: number };
}

/** Values of a Helm chart in an object that installs it: a HelmRelease, an Application of Argo CD, a HelmChart. */
export interface ChartValues {
  readonly manifest: Manifest;
  /** The name of the chart; undefined when it is a path, or not in the object. */
  readonly chart: string | undefined;
  /** As it is written, which may be a range. */
  readonly version: string | undefined;
  /** Where the chart is installed. */
  readonly namespace: string;
  /** Whether these are all values that are given. */
  readonly isWhole: boolean;
  readonly values: ManifestMap;
  /** The field with the values. */
  readonly path: FieldPath;
  readonly labels: readonly LabelInValues[];
  /** The field of the object with the value at a path. */
  readonly fieldOf: (path: FieldPath) => FieldPath;
  /** The place of the value at a path, when the field is a block of text. */
  readonly placeOf: (path: FieldPath) => TextPlace | undefined;
}

/** The values of charts in an object. Text that is not YAML is left out. */
export function chartValuesOf(manifest: Manifest): ChartValues[] {
  const source = chartSourceOf(manifest.group, manifest.kind);
  if (!source) return [];
  const parts = source.parts.flatMap((path): FieldPath[] => {
    const value = manifest.at(path);
    if (Array.isArray(value)) return value.map((_item, i) => [...path, i]);
    return isMap(value) ? [path] : [];
  });
  return parts.flatMap((part) => valuesIn(manifest, source, part));
}

type Read = Pick<ChartValues, 'values' | 'path' | 'fieldOf' | 'placeOf'>;

function valuesIn(manifest: Manifest, source: ChartSource, part: FieldPath): ChartValues[] {
  const at = (path: readonly string[]) => manifest.at([...part, ...path]);
  const text = (path: readonly string[] = []) => (path.length > 0 && stringOf(at(path))) || undefined;
  const isPath = ['GitRepository', 'Bucket'].includes(text(source.repository) ?? '');
  const isThere = ({ path }: ValuesField) => (at(path) ?? null) !== null;
  const base = source.values.filter(({ form }) => form === 'map' || form === 'text').find(isThere);
  const others = source.values.filter(({ form }) => form === 'parameters' || form === 'sets').filter(isThere);
  const read = [...(base ? [base] : []), ...others].map(({ path, form }) =>
    READERS[form](manifest, [...part, ...path]),
  );
  const isWhole =
    read.length === 1 && source.elsewhere.every((path) => listFrom(at(path)).length === 0 && !stringOf(at(path)));
  const common = {
    manifest,
    chart: isPath ? undefined : text(source.chart),
    version: text(source.version),
    namespace: stringOf(manifest.at(source.namespace)) || manifest.namespace,
  };
  return read.flatMap((one) => (one ? [{ ...common, ...one, isWhole, labels: labelsIn(one.values) }] : []));
}

const READERS: { readonly [form in ValuesField['form']]: (manifest: Manifest, path: FieldPath) => Read | undefined } = {
  map: (manifest, path) => ({
    values: mapOf(manifest.at(path)),
    path,
    fieldOf: (inner) => [...path, ...inner],
    placeOf: () => undefined,
  }),
  text: readText,
  parameters: (manifest, path) => {
    const entries = listFrom(manifest.at(path)).map(mapOf);
    return readSets(
      path,
      entries.map(({ name, value }, i) => ({ name: stringOf(name), value, path: [...path, i] })),
    );
  },
  sets: (manifest, path) => {
    const entries = Object.entries(mapOf(manifest.at(path)));
    return readSets(
      path,
      entries.map(([name, value]) => ({ name, value, path: [...path, name] })),
    );
  },
};

function readText(manifest: Manifest, path: FieldPath): Read | undefined {
  const document = documentOf(manifest, stringOf(manifest.at(path)));
  if (!document || !isMap(document.value)) return undefined;
  return {
    values: document.value,
    path,
    fieldOf: (inner) => [...path, ...inner],
    placeOf: (inner) => placeInBlock(manifest, path, document, inner),
  };
}

function documentOf(manifest: Manifest, text: string): YamlDocument | undefined {
  // Loaded when needed: few objects have YAML in strings.
  const { YamlText } = require('../manifests/yaml') as typeof import('../manifests/yaml');
  const { wholeDocument } = require('../manifests/split-documents') as typeof import('../manifests/split-documents');
  try {
    return new YamlText(manifest.file, text, wholeDocument).documents[0];
  } catch {
    return undefined;
  }
}

/** The head of a literal block, which has the lines of its text. */
const BLOCK = /^[^#]*:\s+(?:[!&]\S+\s+)*\|[-+\d]*\s*(?:#.*)?$/;

function placeInBlock(
  manifest: Manifest,
  path: FieldPath,
  document: YamlDocument,
  inner: FieldPath,
): TextPlace | undefined {
  if (!BLOCK.test(manifest.lineOf(path))) return undefined;
  const position = document.positionOf(inner);
  const line = manifest.positionOf(path).line + position.line;
  const own = document.lineAt(position);
  const indent = manifest.lineAt(line).indexOf(own);
  return indent < 0 ? undefined : { line, column: indent + position.column, excerpt: document.excerptAt(position) };
}

interface SetValue {
  readonly name: string;
  readonly value: YamlValue | undefined;
  readonly path: FieldPath;
}

/** Values of `--set`, without those with an index, a list or an escape in their name. */
function readSets(path: FieldPath, sets: readonly SetValue[]): Read {
  const values: ManifestMap = {};
  const fields = new Map<string, FieldPath>();
  for (const { name, value, path: field } of sets) {
    if (!/^[\w-]+(\.[\w-]+)*$/.test(name) || value === undefined) continue;
    const keys = name.split('.');
    let map = values;
    for (const key of keys.slice(0, -1)) {
      if (!Object.hasOwn(map, key) || !isMap(map[key])) setKey(map, key, {});
      map = map[key] as ManifestMap;
    }
    setKey(map, keys.at(-1) ?? '', value);
    keys.forEach((_key, i) => {
      const place = keys.slice(0, i + 1).join('.');
      if (!fields.has(place)) fields.set(place, field);
    });
  }
  return { values, path, fieldOf: (inner) => fields.get(inner.join('.')) ?? path, placeOf: () => undefined };
}

/** The labels, wherever they are, except in selectors. */
function labelsIn(values: ManifestMap): LabelInValues[] {
  const found: LabelInValues[] = [];
  const path: (string | number)[] = [];
  const visit = (value: YamlValue) => {
    if (typeof value !== 'object' || value === null || /^(matchLabels|selector)$/.test(String(path.at(-1)))) return;
    for (const [key, item] of Object.entries<YamlValue>(value as ManifestMap)) {
      path.push(Array.isArray(value) ? Number(key) : key);
      if (key === BINDING_LABEL && typeof item === 'string') found.push({ value: item, path: [...path] });
      visit(item);
      path.pop();
    }
  };
  visit(values);
  return found;
}
