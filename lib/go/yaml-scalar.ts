// What a plain (unquoted) scalar of YAML is to go-yaml, which kubectl, Helm, Argo CD and Flux read with (resolve.go of
// go.yaml.in/yaml/v2). It follows YAML 1.1, and takes more for a number than YAML 1.1 does.

const WORDS = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

/** The first characters that a scalar can have that is not text. */
const FIRST = /^[-+.\d~yYnNtTfFoO]/;

/** Spares GUIDs, versions and dates the rest: one sign at the front and one further in is all a number has. */
const NUMBER_LIKE = /^[-+]?[.\w]*(?:[eEoObB]_*[-+]\w*)?$/;

const DECIMAL = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
/** Behind a leading dot go-yaml leaves `_` to Go, which takes it between digits. */
const DECIMAL_BEHIND_DOT = /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/;

const DIGITS: { readonly [prefix: string]: RegExp } = {
  '0b': /^[01]+$/,
  '0o': /^[0-7]+$/,
  '0x': /^[\da-f]+$/i,
  '': /^\d+$/,
};

/** The value of a plain scalar: null, a boolean, a number, or the text itself. */
export function plainScalar(text: string): string | number | boolean | null {
  if (text !== '' && !FIRST.test(text)) return text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  if (first === 0x2e) return DECIMAL_BEHIND_DOT.test(text) ? finite(text.replaceAll('_', ''), text) : text;
  // A letter or "~": in the table, or text.
  if (first > 0x39 || !NUMBER_LIKE.test(text)) return text;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  return integer(plain) ?? (DECIMAL.test(plain) ? finite(plain, text) : (signedBinary(plain) ?? text));
}

/** A number that no float64 can hold stays text. */
function finite(plain: string, text: string): number | string {
  const value = Number(plain);
  return Number.isFinite(value) ? value : text;
}

/** strconv.ParseInt with base 0, else ParseUint. */
function integer(plain: string): number | undefined {
  const sign = /^[-+]/.test(plain) ? plain.charAt(0) : '';
  const rest = plain.slice(sign.length);
  const prefix = rest.slice(0, 2).toLowerCase();
  if (prefix in DIGITS && prefix !== '') return withPrefix(prefix, rest.slice(2), sign);
  return rest.length > 1 && rest.startsWith('0') ? withPrefix('0o', rest.slice(1), sign) : withPrefix('', rest, sign);
}

/** `0b` and `-0b` once more, with a sign of its own behind it. */
function signedBinary(plain: string): number | undefined {
  const [, sign, digits] = /^0b([-+])(.*)$/s.exec(plain) ?? [];
  return sign !== undefined && digits !== undefined ? withPrefix('0b', digits, sign) : undefined;
}

/** Undefined when these are no such digits, or more than 64 bits can hold. */
function withPrefix(prefix: string, digits: string, sign: string): number | undefined {
  if (!DIGITS[prefix]?.test(digits)) return undefined;
  const value = BigInt(prefix + digits);
  const most = sign === '' ? 2n ** 64n - 1n : sign === '-' ? 2n ** 63n : 2n ** 63n - 1n;
  return value <= most ? Number(sign === '-' ? -value : value) : undefined;
}
