import { codePointOf, UNSEEN } from '../validate/printable';
import type { Manifest } from './manifest';
import type { Position } from './position';
import type { YamlText } from './yaml';

/** A character that people do not see, and programs do. */
export interface Invisible {
  readonly file: string;
  readonly character: string;
  /** The first one. */
  readonly position: Position;
  /** Number of them in the same object. */
  readonly count: number;
  /** The object that contains it, or is next to it. Undefined in a file without objects. */
  readonly object: Manifest | undefined;
}

/** Finds nothing in most files. */
const MAY_HAVE_SOME = /[^\t\n\r -~]|\r(?!\n)/;
/** Emoji are made of several characters, some of which show nothing by themselves. */
const PICTOGRAPH = '\\p{Extended_Pictographic}[\\u{1f3fb}-\\u{1f3ff}]?\\ufe0f?';
const SEEN = `\\t|\\r?\\n|${PICTOGRAPH}(?:\\u200d${PICTOGRAPH})*|[#*0-9]\\ufe0f?\\u20e3`;
const SEEN_OR_NOT = `${SEEN}|(${UNSEEN})`;

/**
 * The invisible characters of a file.
 *
 * @param objects in the order of the file
 */
export function invisibleIn(yaml: YamlText, text: string, objects: readonly Manifest[]): Invisible[] {
  if (yaml.isPrintable || !MAY_HAVE_SOME.test(text)) return [];
  const found = new Map<string, { first: number; count: number; character: string; object: Manifest | undefined }>();
  let at = 0;
  for (const { index, 1: character } of text.matchAll(new RegExp(SEEN_OR_NOT, 'gu'))) {
    if (character === undefined) continue;
    while (at + 1 < objects.length && (objects[at + 1] as Manifest).offset <= index) at++;
    // Before the first object of a document it is next to that.
    const next = objects[at + 1];
    const which = next?.isAt(index) && !objects[at]?.isAt(index) ? at + 1 : at;
    const key = `${which} ${character}`;
    const before = found.get(key);
    if (before) before.count++;
    else found.set(key, { first: index, count: 1, character, object: objects[which] });
  }
  const { file, lines } = yaml;
  return Array.from(found.values(), ({ first, ...rest }) => ({ file, position: lines.positionOf(first), ...rest }));
}

const NAMES: { readonly [character: string]: string } = {
  '\r': 'carriage return',
  '\x85': 'next line',
  '\xad': 'soft hyphen',
  '\u061c': 'Arabic letter mark',
  '\u200b': 'zero width space',
  '\u200c': 'zero width non-joiner',
  '\u200d': 'zero width joiner',
  '\u200e': 'left-to-right mark',
  '\u200f': 'right-to-left mark',
  '\u2028': 'line separator',
  '\u2029': 'paragraph separator',
  '\u202a': 'left-to-right embedding',
  '\u202b': 'right-to-left embedding',
  '\u202c': 'pop directional formatting',
  '\u202d': 'left-to-right override',
  '\u202e': 'right-to-left override',
  '\u2060': 'word joiner',
  '\u2066': 'left-to-right isolate',
  '\u2067': 'right-to-left isolate',
  '\u2068': 'first strong isolate',
  '\u2069': 'pop directional isolate',
  '\ufe0f': 'variation selector',
  '\ufeff': 'byte order mark',
};

/** Effects of some of them. */
const effects = (): readonly (readonly [RegExp, string])[] => [
  [/[\r\x85\u2028\u2029]/, 'kubectl ends the line here, and most editors do not, so a comment may contain fields'],
  [/\p{Bidi_Control}/u, 'editors display the text around it in another order than kubectl reads it'],
];
const DIFFERS = 'strings that look equal are not';

/** `invisible character U+202E (right-to-left override): …`: why it matters, and what to do. */
export function describeInvisible(character: string, count: number): string {
  const name = NAMES[character];
  const [, effect = DIFFERS] = effects().find(([characters]) => characters.test(character)) ?? [];
  const which = `${codePointOf(character)}${name === undefined ? '' : ` (${name})`}`;
  const others = count > 1 ? `, and ${count - 1} more after it` : '';
  return `invisible character ${which}${others}: ${effect}. Delete it, or write it as an escape in double quotes`;
}
