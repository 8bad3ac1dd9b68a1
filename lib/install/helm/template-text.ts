import { plainScalar } from '../../go/yaml-scalar';
import type { Value } from './chart-values';

// What a reader of YAML makes of text that the chart's templates put into a line.

/** Text that is read as it stands, or as a number, a boolean or null. */
const HARMLESS = /^[\w./][\w./+@=,-]*$/;

/** Text that can stand behind `--flag=`. */
const HARMLESS_BEHIND_FLAG = /^[\w./+@=,%-]*$/;

/** Stands for what does not come back as one value. */
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

/** A line break may bring items and keys of its own, by how far it is indented: such text is left to nobody's guess. */
function onlyItem(yaml: string): Value | typeof UNREADABLE {
  if (/[\n\r]/.test(yaml)) return UNREADABLE;
  // Loaded when it is needed: most values need no reader.
  const { YamlText } = require('../../manifests/yaml') as typeof import('../../manifests/yaml');
  try {
    const values = new YamlText('', `- ${yaml}`).documents.map(({ value }) => value);
    const [items] = values;
    return values.length === 1 && Array.isArray(items) && items.length === 1 ? items[0] : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}
