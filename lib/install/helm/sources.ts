import { Problems } from '../../validate/problems';
import type { Values } from './chart-values';
import { mergeValues } from './coalesce';
import { type InstallOfValues, installOfValues, type Release } from './install-of-values';
import { SetValueError, setValues } from './set-value';
import {
  readValuesFile,
  type ValuePath,
  ValuesFileError,
  type ValuesSource,
  valuesOfBytes,
  valuesOfObject,
} from './values-file';

/** Where values come from: a path or an object, bytes that were read already, or a `--set`. */
export type Source =
  | { readonly values: string | object }
  | { readonly file: string; readonly bytes: Uint8Array }
  | { readonly set: string; readonly asText: boolean };

/** Merges values, later ones over earlier ones, and decides the install. `call` begins messages that have no place in a file. */
export function installOfSources(call: string, sources: readonly Source[], release: Release): InstallOfValues {
  const read: ValuesSource[] = [];
  let values: Values = {};
  for (const source of sources) {
    if ('set' in source) {
      values = applySet(values, source);
      continue;
    }
    const next = readSource(call, source);
    read.push(next);
    values = mergeValues(values, next.values);
  }
  const placeOf = (field: string) => {
    const path = pathOf(field);
    return (
      read.map((source) => source.placeOf(path)).findLast((place) => place !== undefined) ?? nearestPlace(read, path)
    );
  };
  return installOfValues(
    Problems.located((field) => placeOf(field) ?? call),
    values,
    release,
  );
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
    throw new Error(`${asText ? '--set-string' : '--set'} ${error.message}`);
  }
}

/** Of a value that is missing: where the map is that it is missing in, unless that is the whole file. */
function nearestPlace(sources: readonly ValuesSource[], path: ValuePath): string | undefined {
  for (let length = path.length - 1; length > 0; length--) {
    const place = sources
      .map((source) => source.placeOf(path.slice(0, length)))
      .findLast((found) => found !== undefined);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** `mic.tolerations[0].key`, `mic.podLabels["a.b"]` */
function pathOf(field: string): ValuePath {
  const parts = field.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([^.[\]]+)/g);
  return [...parts].map(([, quoted, index, name = '']) =>
    quoted !== undefined ? (JSON.parse(`"${quoted}"`) as string) : index !== undefined ? Number(index) : name,
  );
}
