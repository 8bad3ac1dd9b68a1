import type { Format } from './format';

const GUID_SHAPE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NIL = '00000000-0000-0000-0000-000000000000';

/** Ids of clients, tenants and subscriptions. Rendered as given: NMI compares client ids case-sensitively. */
export const GUID: Format = {
  allowed: 'a GUID: 32 hexadecimal digits as 8-4-4-4-12, not all zero',
  accepts: (text) => GUID_SHAPE.test(text) && text !== NIL,
  hint: guidHint,
};

/** Letters that are written for digits. */
const LOOKALIKES: { readonly [letter: string]: number } = { o: 0, i: 1, l: 1 };

function wrapping(text: string): string {
  if (/^\s*urn:/i.test(text)) return 'urn:uuid:';
  if (/[{}]/.test(text)) return 'braces';
  return /["'`]/.test(text) ? 'quotes' : 'brackets';
}

function guidHint(text: string): string | undefined {
  if (GUID.accepts(text.trim())) return 'Remove the spaces around it';
  if (text.includes('/')) return 'It looks like a resource id';
  const bare = text
    .trim()
    .replace(/^urn:uuid:/i, '')
    .replace(/^["'`{(<[]+|["'`})>\]]+$/g, '');
  if (bare !== text.trim() && GUID.accepts(bare)) return `Write it without ${wrapping(text)}`;
  if (/^[0-9a-f]{32}$/i.test(text)) return 'It has no hyphens';
  const letter = /[g-z]/i.exec(text);
  const digit = letter && LOOKALIKES[letter[0].toLowerCase()];
  if (digit !== undefined && GUID.accepts(text.replace(/o/gi, '0').replace(/[il]/gi, '1')))
    return `It has the letter "${letter?.[0]}" at position ${(letter?.index ?? 0) + 1}: write the digit ${digit}`;
  const groups = text.split('-');
  const wrong = [8, 4, 4, 4, 12].findIndex((length, i) => groups[i]?.length !== length);
  if (groups.length !== 5 || wrong < 0) return undefined;
  return `Its group ${wrong + 1} has ${groups[wrong]?.length} digits`;
}

/**
 * `spec.adEndpoint`. NMI resolves the tenant relative to it (go-autorest): a path without a final slash would lose its
 * last segment.
 */
export const AD_ENDPOINT: Format = {
  allowed: 'an https URL of an authority, such as "https://login.microsoftonline.us/"; a path ends with "/"',
  accepts: (text) => {
    if (!/^https:\/\/[^\s\\]+$/i.test(text) || !URL.canParse(text)) return false;
    const url = new URL(text);
    return url.username === '' && url.password === '' && !/[?#]/.test(text) && url.pathname.endsWith('/');
  },
};
