import { NotAFileError, readFile } from '../../manifests/read-file';
import { kindOf, quoted } from '../../validate/format';
import type { Path } from '../../validate/path';
import { isPlainObject } from '../../validate/unresolved';
import type { Value, Values } from './chart-values';
import { isMap } from './coalesce';

/** The largest file of values that is read. */
export const MOST_MEBIBYTES = 64;
const MOST_BYTES = MOST_MEBIBYTES * 2 ** 20;

/** Values with their places. */
export interface ValuesSource {
  readonly values: Values;
  /** Where a value of this source is; undefined when it is not in a file. */
  readonly placeOf: (path: Path) => string | undefined;
  /** What is silently ignored. */
  readonly warnings: readonly string[];
}

/** A values file that cannot be used at all. */
export class ValuesFileError extends Error {}

/** Reads a file of values, as Helm does. */
export function readValuesFile(path: string): ValuesSource {
  let bytes: Uint8Array;
  try {
    bytes = readFile(path, MOST_BYTES);
  } catch (error) {
    if (error instanceof NotAFileError) throw new ValuesFileError(`${path}: ${error.message}`);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ValuesFileError(`${path}: there is no such file`);
    if (code === 'EISDIR') throw new ValuesFileError(`${path}: a folder; give a values file`);
    throw new ValuesFileError(`${path}: cannot be read: ${code ?? message}`);
  }
  return valuesOfBytes(path, bytes);
}

/** The end of a document before the first one: Go's reader refuses it. */
const END_AT_START = /^(?:[ \t]*(?:#.*)?\r?\n)*\.\.\.(?=\s|$)/;

/** Values of a file that was read; `file` is its name in messages. */
export function valuesOfBytes(file: string, bytes: Uint8Array): ValuesSource {
  if (bytes.length > MOST_BYTES) {
    throw new ValuesFileError(`${file}: larger than ${MOST_MEBIBYTES} MiB`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ValuesFileError(`${file}: not UTF-8`);
  }
  if (END_AT_START.test(text)) throw new ValuesFileError(`${file}: "..." before the first document; Helm refuses it`);
  const { YamlText } = require('../../manifests/yaml') as typeof import('../../manifests/yaml');
  const { wholeDocument } =
    require('../../manifests/split-documents') as typeof import('../../manifests/split-documents');
  const { YamlError } = require('../../manifests/yaml-error') as typeof import('../../manifests/yaml-error');
  try {
    const [document] = new YamlText(file, text, wholeDocument).documents;
    const place = document?.unread && `${file}:${document.unread.line}:${document.unread.column}`;
    if (!document || document.value === null) {
      const warnings = place ? [`${place}: ignored: Helm reads only the first document, which is empty`] : [];
      return { values: {}, placeOf: () => undefined, warnings };
    }
    if (place) throw new ValuesFileError(`${place}: a second document; Helm reads only the first`);
    if (!isMap(document.value)) {
      const { line, column } = document.start;
      throw new ValuesFileError(`${file}:${line}:${column}: got ${kindOf(document.value)}; allowed: a map`);
    }
    return {
      values: document.value,
      placeOf: (path) => {
        const { line, column } = document.positionOf(path);
        return `${file}:${line}:${column}`;
      },
      warnings: document.duplicates.map(
        ({ path: keys, first, last }) =>
          `${file}:${first.line}:${first.column}: ignored: duplicate key ${quoted(String(keys.at(-1)))}; Helm uses the last one, in line ${last.line}`,
      ),
    };
  } catch (error) {
    if (error instanceof YamlError) throw new ValuesFileError(error.message);
    throw error;
  }
}

/** A copy of values from a program: later changes have no effect. */
export function valuesOfObject(values: object): ValuesSource {
  const copied = copy(values, 'values', []);
  if (!isMap(copied)) throw new ValuesFileError(`values: got ${kindOf(values)}; allowed: a path or an object`);
  return { values: copied, placeOf: () => undefined, warnings: [] };
}

function copy(value: unknown, path: string, above: readonly object[]): Value {
  if (value === null || value === undefined) return null;
  if (['string', 'boolean', 'bigint'].includes(typeof value)) return value as Value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'object') {
    if (above.includes(value)) throw new ValuesFileError(`${path}: it contains itself`);
    const within = [...above, value];
    if (Array.isArray(value)) return value.map((item, i) => copy(item, `${path}[${i}]`, within));
    if (isPlainObject(value) || Object.getPrototypeOf(value) === null) {
      const entries = Object.entries(value).filter(([, item]) => item !== undefined);
      return Object.fromEntries(entries.map(([key, item]) => [key, copy(item, `${path}.${key}`, within)]));
    }
  }
  throw new ValuesFileError(
    `${path}: got ${kindOf(value)}; allowed: strings, numbers, booleans, lists and plain objects`,
  );
}
