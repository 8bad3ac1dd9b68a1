import { quoted } from '../validate/format';
import { fieldOf, type Path } from '../validate/path';

/** How fields spell the keys of an object, behind others; made once for each object. */
const spellings = new WeakMap<object, readonly (readonly [key: string | number, spelling: string])[]>();

/** The path to the field that a message names, as far as the values have it. */
export function pathIn(values: unknown, field: string): Path {
  const path: (string | number)[] = [];
  let here = values;
  let rest = field.startsWith('[') ? field : `.${field}`;
  while (typeof here === 'object' && here !== null) {
    const found = spellingsOf(here).find(([, spelling]) => isFirst(rest, spelling));
    if (!found) break;
    const [key, spelling] = found;
    path.push(key);
    rest = rest.slice(spelling.length);
    here = (here as { [key: string | number]: unknown })[key];
  }
  return path;
}

function isFirst(rest: string, spelling: string): boolean {
  return rest.startsWith(spelling) && ['', '.', '[', ' '].includes(rest.charAt(spelling.length));
}

function spellingsOf(object: object) {
  let found = spellings.get(object);
  if (!found) {
    const keys = Array.isArray(object) ? [...object.keys()] : Object.keys(object);
    // Keys of labels and the like are always in brackets.
    found = keys.flatMap((key) =>
      [fieldOf('.', key).slice(1), `[${quoted(String(key))}]`].map((spelling) => [key, spelling] as const),
    );
    spellings.set(object, found);
  }
  return found;
}
