// Plain (unquoted) scalars of YAML as go-yaml reads them (resolve.go of go.yaml.in/yaml/v2), and so kubectl, Helm, Argo CD
// and Flux. It follows YAML 1.1, and reads more scalars as numbers than YAML 1.1 does.

const WORDS = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

/** First characters of scalars that may not be strings. */
const FIRST = /^[-+.\d~yYnNtTfFoO]/;

/** Excludes GUIDs, versions and dates early: a number has at most a sign at the front and one further in. */
const NUMBER_LIKE = /^[-+]?[.\w]*(?:[eEoObB]_*[-+]\w*)?$/;

const DECIMAL = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
/** After a leading dot go-yaml leaves `_` to Go, which allows it between digits. */
const DECIMAL_BEHIND_DOT = /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/;

const DIGITS: { readonly [prefix: string]: RegExp } = {
  '0b': /^[01]+$/,
  '0o': /^[0-7]+$/,
  '0x': /^[\da-f]+$/i,
  '': /^\d+$/,
};

/** The value of a plain scalar: null, a boolean, a number, or the string itself. */
export function plainScalar(text: string): string | number | boolean | null {
  if (text !== '' && !FIRST.test(text)) return text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  if (first === 0x2e) return DECIMAL_BEHIND_DOT.test(text) ? finite(text.replaceAll('_', ''), text) : text;
  // A letter or "~": in the table, or a string.
  if (first > 0x39 || !NUMBER_LIKE.test(text)) return text;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const whole = integer(plain) ?? (DECIMAL.test(plain) ? finite(plain, text) : (signedBinary(plain) ?? text));
  return typeof whole === 'bigint' ? Number(whole) : whole;
}

/** A plain scalar as an integer, with all its digits; undefined when it is not an integer. */
export function plainInteger(text: string): bigint | undefined {
  if (!/^[-+\d]/.test(text) || !NUMBER_LIKE.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  return integer(plain) ?? (DECIMAL.test(plain) ? undefined : signedBinary(plain));
}

/** A number that no float64 can hold is a string. */
function finite(plain: string, text: string): number | string {
  const value = Number(plain);
  return Number.isFinite(value) ? value : text;
}

/** strconv.ParseInt with base 0, else ParseUint. */
function integer(plain: string): bigint | undefined {
  const sign = /^[-+]/.test(plain) ? plain.charAt(0) : '';
  const rest = plain.slice(sign.length);
  const prefix = rest.slice(0, 2).toLowerCase();
  if (prefix in DIGITS && prefix !== '') return withPrefix(prefix, rest.slice(2), sign);
  return rest.length > 1 && rest.startsWith('0') ? withPrefix('0o', rest.slice(1), sign) : withPrefix('', rest, sign);
}

/** `0b` with a sign after it. */
function signedBinary(plain: string): bigint | undefined {
  const [, sign, digits] = /^0b([-+])(.*)$/s.exec(plain) ?? [];
  return sign !== undefined && digits !== undefined ? withPrefix('0b', digits, sign) : undefined;
}

/** Undefined for other characters, and for numbers of more than 64 bits. */
function withPrefix(prefix: string, digits: string, sign: string): bigint | undefined {
  if (!DIGITS[prefix]?.test(digits)) return undefined;
  const value = BigInt(prefix + digits);
  const most = sign === '' ? 2n ** 64n - 1n : sign === '-' ? 2n ** 63n : 2n ** 63n - 1n;
  return value <= most ? (sign === '-' ? -value : value) : undefined;
}
