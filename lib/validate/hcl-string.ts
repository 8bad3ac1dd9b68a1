import { printable } from './printable';

const ESCAPES: { readonly [character: string]: string } = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * Any string as a quoted string of HCL, without templates. Invisible characters are escaped.
 *
 * @throws when it has half of a surrogate pair
 */
export function hclString(text: string): string {
  if (/\p{Cs}/u.test(text)) throw new Error('HCL cannot hold this character');
  const inner = Array.from(text, (character) => {
    const short = ESCAPES[character];
    if (short !== undefined) return short;
    if (printable(character) === character) return character;
    const hex = (character.codePointAt(0) as number).toString(16);
    return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
  }).join('');
  // Doubling the sign makes a template literal.
  return `"${inner.replace(/[$%](?=\{)/g, '$&$&')}"`;
}
