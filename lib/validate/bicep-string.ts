import { printable } from './printable';

const ESCAPES: { readonly [character: string]: string } = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * Any string as a string of Bicep, without interpolation. Invisible characters are escaped.
 *
 * @throws when it has half of a surrogate pair
 */
export function bicepString(text: string): string {
  if (/\p{Cs}/u.test(text)) throw new Error('Bicep cannot hold this character');
  const inner = Array.from(text, (character) => {
    const short = ESCAPES[character];
    if (short !== undefined) return short;
    if (printable(character) === character) return character;
    return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
  }).join('');
  return `'${inner.replaceAll('${', '\\${')}'`;
}
