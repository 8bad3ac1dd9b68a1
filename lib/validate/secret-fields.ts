import { nearest } from './nearest';
import { isUnreadable } from './plain-copy';

type Path = readonly (string | number)[];

/** Words in the names of secrets, without case and separators. */
const WORD =
  /passw(?:or)?d|passphrase|pwd|secret|token|credential|certificate|(?:api|access|account|shared|private|signing|encryption)key|connectionstring/;

/** Names with such a word whose values are settings, or references to a secret. */
const HARMLESS = new Set([
  'allowaccesstosecrets',
  'automountserviceaccounttoken',
  'azureworkloadidentityserviceaccounttokenexpiration',
  'imagepullsecrets',
  'secretkeyref',
  'secretname',
  'secretnamespace',
  'secretproviderclass',
  'secretref',
  'serviceaccounttoken',
  'tokenexpiration',
  'tokenexpirationseconds',
]);

/** Usual names of secrets, to recognise misspelt ones. */
const KNOWN = ['adminsecret', 'clientpassword', 'clientsecret', 'password', 'secret'];

/** A field that refers to a Secret: the fields below it are not secret. */
const REFERENCE = 'clientpassword';
const REFERENCE_FIELDS = ['name', 'namespace'];

/** Annotations that suppress a rule. Some rule ids contain such words. */
const RULE_PREFIX = 'aad-pod-identity.checks/';

/** kubectl writes the whole object there, also that of a Secret. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const HIDDEN = '…';

const known = new Map<string, boolean>();

/** Whether the value of a key is treated as a secret: by name, also misspelt. */
export function isSecretKey(key: string): boolean {
  let isSecret = known.get(key);
  if (isSecret === undefined) {
    if (known.size > 10_000) known.clear();
    isSecret = looksSecret(key);
    known.set(key, isSecret);
  }
  return isSecret;
}

function looksSecret(key: string): boolean {
  if (key.startsWith(RULE_PREFIX)) return false;
  const name = key
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z\d]/g, '');
  if (HARMLESS.has(name)) return false;
  return WORD.test(name) || key === LAST_APPLIED || name === 'pass' || nearest(name, KNOWN) !== undefined;
}

/**
 * Whether the value at a path may be a secret, which must not be printed: below a key that looks like one, in `data` and
 * `stringData` of a Secret, and in the variables of a container.
 *
 * @param kind of the object where the path starts, if it is known
 */
export function isSecretPath(path: Path, kind?: string): boolean {
  const [first] = path;
  if (path.length > 1 && ((kind === 'Secret' && first === 'data') || first === 'stringData')) return true;
  if (path.some((key, i) => key === 'env' && path[i + 2] === 'value')) return true;
  return path.some((key, i) => typeof key === 'string' && isSecretKey(key) && !isReference(path, i));
}

function isReference(path: Path, i: number): boolean {
  // `rbac.secrets` of the install: the names of Secrets.
  if (path[i] === 'secrets' && path[i - 1] === 'rbac') return true;
  const [key, field] = path.slice(i);
  const name = String(key).toLowerCase();
  return path.length === i + 2 && name === REFERENCE && REFERENCE_FIELDS.includes(String(field));
}

/** The same for a field as messages write it: `azureIdentities.orders.clientSecret`, `env["A B"][0]`. */
export function isSecretField(field: string): boolean {
  return isSecretPath(keysOfField(field));
}

function keysOfField(field: string): (string | number)[] {
  return [...field.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]\s]+)/g)].map(([, quoted, index, name = '']) =>
    index !== undefined ? Number(index) : (quoted ?? name),
  );
}

/** A copy of a value with `…` for everything that may be secret. Objects with `toJSON` stay as they are. */
export function withoutSecrets(value: unknown, path: Path = [], kind?: string, above: readonly object[] = []): unknown {
  if (typeof value === 'string') return value === '' || !isSecretPath(path, kind) ? hideSecrets(value) : HIDDEN;
  if (typeof value === 'number' || typeof value === 'bigint') return isSecretPath(path, kind) ? HIDDEN : value;
  if (typeof value !== 'object' || value === null || isUnreadable(value)) return value;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return value;
  if (above.includes(value)) throw new TypeError('it contains itself');
  const within = [...above, value];
  if (Array.isArray(value)) return value.map((item, i) => withoutSecrets(item, [...path, i], kind, within));
  const map = value as { readonly [key: string]: unknown };
  // An object below a secret is secret, too.
  const isObject = typeof map.kind === 'string' && !isSecretPath([...path, 'x'], kind);
  const [base, ofKind] = isObject ? [[], map.kind as string] : [path, kind];
  const isVariable = typeof map.name === 'string' && isSecretKey(map.name);
  const copy: { [key: string]: unknown } = {};
  for (const [key, item] of Object.entries(map)) {
    const hidden = isVariable && key === 'value' ? HIDDEN : withoutSecrets(item, [...base, key], ofKind, within);
    Object.defineProperty(copy, key, { value: hidden, enumerable: true });
  }
  return copy;
}

/**
 * A name, `:` or `=` (after a flag also a space), and the start of a value. The name is a whole word: otherwise time grows
 * with the cube of its length.
 */
const ASSIGNMENT =
  /(?<![\w.-])([\w.-]+)(?![\w.-])(["'\]]*(?:[ \t]*[:=]|(?<=(?:^|[\s"'])--?[\w.-]+)[ \t])[ \t]*)(?=\S)/g;

/**
 * A line or an argument as it may be printed: everything after the name of a secret and `:` or `=` is removed, because the
 * end of the secret is unknown. For text without fields: arguments, comments, lines of a file.
 */
export function hideSecrets(text: string): string {
  for (const match of text.matchAll(ASSIGNMENT)) {
    const [all, name = ''] = match;
    const keys = name.split('.');
    if (keys.some(isSecretKey) && !isReference(keys, keys.length - 2))
      return `${text.slice(0, match.index)}${all}${HIDDEN}`;
  }
  return text;
}

/** An argument of `--set` as it may be printed: everything after the name of a secret is removed, even keys. */
export function hideSecretsOfSet(text: string): string {
  for (const { index, 0: name } of text.matchAll(/[^.[=,{}\]]+/g)) {
    if (!isSecretKey(name)) continue;
    const rest = text.slice(index + name.length);
    const [keys = ''] = /^(?:\.[^.[=,{}\]]+)*(?==)/.exec(rest) ?? [];
    const shown = keys.split('.').slice(1).every(isSecretKey) ? keys : '';
    const isValue = rest.startsWith('=', shown.length);
    return `${text.slice(0, index)}${name}${shown}${isValue ? '=' : ''}${rest === '' ? '' : '…'}`;
  }
  return text;
}
