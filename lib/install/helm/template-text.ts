import { plainScalar } from '../../go/yaml-scalar';
import type { Value } from './chart-values';

// How YAML reads a string that the chart's templates write into a line.

/** Strings that YAML reads unchanged, or as a number, a boolean or null. */
const HARMLESS = /^[\w./][\w./+@=,-]*$/;

/** Strings that YAML reads unchanged after `--flag=`. */
const HARMLESS_BEHIND_FLAG = /^[\w./+@=,%-]*$/;

/** The result of what YAML does not read as one value. */
export const UNREADABLE = Symbol('unreadable');

/** `key: {{ text }}` */
export function plainValue(text: string): Value | typeof UNREADABLE {
  return HARMLESS.test(text) ? plainScalar(text) : onlyItem(text);
}

/** `- --flag={{ text }}` */
export function plainArgument(flag: string, text: string): Value | typeof UNREADABLE {
  return HARMLESS_BEHIND_FLAG.test(text) ? flag + text : onlyItem(flag + text);
}

/** `"{{ text }}"` */
export function quotedValue(text: string): string | typeof UNREADABLE {
  if (!/["\\\p{Cc}]/u.test(text)) return text;
  const value = onlyItem(`"${text}"`);
  return typeof value === 'string' ? value : UNREADABLE;
}

/** Line breaks are refused: depending on the indentation, they could start other items and keys. */
function onlyItem(yaml: string): Value | typeof UNREADABLE {
  if (/[\n\r]/.test(yaml)) return UNREADABLE;
  // Loaded lazily: most values need no reader.
  const { YamlText } = require('../../manifests/yaml') as typeof import('../../manifests/yaml');
  const { wholeDocument } =
    require('../../manifests/split-documents') as typeof import('../../manifests/split-documents');
  try {
    const values = new YamlText('', `- ${yaml}`, wholeDocument).documents.map(({ value }) => value);
    const [items] = values;
    return values.length === 1 && Array.isArray(items) && items.length === 1 ? items[0] : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}
