import { Problems } from '../../validate/problems';
import { pathIn } from '../field-path';
import type { Values } from './chart-values';
import { mergeValues } from './coalesce';
import { type InstallOfValues, installOfValues, type Release } from './install-of-values';
import { SetValueError, setValues } from './set-value';
import { readValuesFile, ValuesFileError, type ValuesSource, valuesOfBytes, valuesOfObject } from './values-file';

/** A source of values: a path or an object, bytes that were already read, or a `--set`. */
export type Source =
  | { readonly values: string | object }
  | { readonly file: string; readonly bytes: Uint8Array }
  | { readonly set: string; readonly asText: boolean };

/** Merges values, later ones over earlier ones, and decides the install. `call` is the place of values without a file. */
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
  const install = installOfValues(
    Problems.located((field) => placeOf(read, field) ?? call),
    values,
    release,
  );
  return { ...install, warnings: [...read.flatMap(({ warnings }) => warnings), ...install.warnings] };
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

/** Where a field is. If it is missing: where its map is, unless that is the whole file. */
function placeOf(sources: readonly ValuesSource[], field: string): string | undefined {
  const paths = sources.map((source) => ({ source, path: pathIn(source.values, field) }));
  const depth = Math.max(0, ...paths.map(({ path }) => path.length));
  const found = depth === 0 ? undefined : paths.findLast(({ path }) => path.length === depth);
  return found?.source.placeOf(found.path);
}
