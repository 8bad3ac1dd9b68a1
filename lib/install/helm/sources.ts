import { fieldOf, valueAt } from '../../validate/path';
import { Problems } from '../../validate/problems';
import { pathIn } from '../field-path';
import type { Value, Values } from './chart-values';
import { isMap, mergeValues } from './coalesce';
import { type InstallOfValues, installOfValues, type Release } from './install-of-values';
import { SetValueError, setValues } from './set-value';
import { unreadKeys } from './value-keys';
import { readValuesFile, ValuesFileError, type ValuesSource, valuesOfBytes, valuesOfObject } from './values-file';

/** A source of values: a path or an object, bytes that were already read, or a `--set`. */
export type Source =
  | { readonly values: string | object }
  | { readonly file: string; readonly bytes: Uint8Array }
  | { readonly set: string; readonly asText: boolean };

/** Values with their places; `isSet` when they are of the command line. */
interface PlacedSource extends ValuesSource {
  readonly isSet?: true;
}

/** Merges values, later ones over earlier ones, and decides the install. `call` is the place of values without a file. */
export function installOfSources(call: string, sources: readonly Source[], release: Release): InstallOfValues {
  const hasOthers = sources.some((source) => !('set' in source));
  const read: PlacedSource[] = [];
  let values: Values = {};
  for (const source of sources) {
    if ('set' in source) {
      values = applySet(values, source);
      // With only what it sets, to find out which source a value is from.
      read.push({
        values: setValues({}, source.set, source.asText),
        placeOf: () => (hasOthers ? optionOf(source) : undefined),
        warnings: [],
        isSet: true,
      });
      continue;
    }
    const next = readSource(call, source);
    read.push(next);
    values = mergeValues(values, next.values);
  }
  const install = installOfValues(
    Problems.located((field) => placeOf(read, field) ?? call),
    values,
    release,
  );
  return { ...install, warnings: [...read.flatMap(({ warnings }) => warnings), ...install.warnings] };
}

/** The keys of a file when the chart reads none of them and none resembles one that it reads; otherwise nothing. */
export function foreignKeys(file: string, bytes: Uint8Array): string[] {
  const { values } = valuesOfBytes(file, bytes);
  const foreign = new Set(unreadKeys(values).flatMap(({ path, hint }) => (hint === undefined ? [path] : [])));
  const keys = Object.keys(values);
  return keys.every((key) => foreign.has(fieldOf('', key))) ? keys : [];
}

function readSource(call: string, source: Exclude<Source, { readonly set: string }>): ValuesSource {
  try {
    if ('bytes' in source) return valuesOfBytes(source.file, source.bytes);
    return typeof source.values === 'string' ? readValuesFile(source.values) : valuesOfObject(source.values);
  } catch (error) {
    if (!(error instanceof ValuesFileError)) throw error;
    throw new Error(call === '' ? error.message : `${call}: ${error.message}`);
  }
}

function applySet(values: Values, { set, asText }: { readonly set: string; readonly asText: boolean }): Values {
  try {
    return setValues(values, set, asText);
  } catch (error) {
    if (!(error instanceof SetValueError)) throw error;
    throw new Error(`${optionOf({ asText })} ${error.message}`);
  }
}

const optionOf = ({ asText }: { readonly asText: boolean }) => (asText ? '--set-string' : '--set');

/** Where a field is. If it is missing: where its map is in a file, unless that is the whole file. */
function placeOf(sources: readonly PlacedSource[], field: string): string | undefined {
  const paths = sources.map((source) => ({ source, path: pathIn(source.values, field) }));
  const depth = Math.max(0, ...paths.map(({ path }) => path.length));
  if (depth === 0) return undefined;
  const deepest = paths.filter(({ path }) => path.length === depth);
  const isLeaf = ({ source, path }: (typeof paths)[number]) => !isMap(valueAt(source.values, path) as Value);
  const found = deepest.findLast((one) => !one.source.isSet || isLeaf(one)) ?? deepest.at(-1);
  return found?.source.placeOf(found.path);
}
