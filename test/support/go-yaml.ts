import { defineScalarTag, FAILSAFE_SCHEMA, loadAll, NOT_RESOLVED } from 'js-yaml';

// A YAML 1.1 reader that takes plain scalars as go-yaml does (resolve.go of go.yaml.in/yaml/v2, which kubectl, Helm,
// Argo CD and Flux read manifests with): a second telling of the rules, apart from the library's. `test/go-yaml` holds
// it against the real one.

const WORDS: { [tag: string]: string[] } = {
  bool: 'y Y yes Yes YES true True TRUE on On ON n N no No NO false False FALSE off Off OFF'.split(' '),
  null: '~ null Null NULL'.split(' '),
  float: '.nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF'.split(' '),
};

/** The kind that go-yaml reads a plain scalar as. */
export function plainKind(text: string): 'string' | 'bool' | 'null' | 'number' {
  if (text === '' || WORDS.null?.includes(text)) return 'null';
  if (WORDS.bool?.includes(text)) return 'bool';
  if (WORDS.float?.includes(text)) return 'number';
  if (text.startsWith('.')) return isGoFloat(text) ? 'number' : 'string';
  if (!/^[-+0-9]/.test(text)) return 'string';
  const plain = text.replaceAll('_', '');
  if (isGoInteger(plain) || isYamlFloat(plain)) return 'number';
  if (plain.startsWith('0b') && isInteger(plain.slice(2), 2)) return 'number';
  if (plain.startsWith('-0b') && isInteger(`-${plain.slice(3)}`, 2)) return 'number';
  return 'string';
}

/** strconv.ParseInt and ParseUint with base 0. */
function isGoInteger(text: string): boolean {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  const prefix = digits.slice(0, 2).toLowerCase();
  const base = { '0b': 2, '0o': 8, '0x': 16 }[prefix];
  if (base !== undefined) return isDigits(digits.slice(2), base, sign);
  return digits.length > 1 && digits.startsWith('0') ? isDigits(digits.slice(1), 8, sign) : isDigits(digits, 10, sign);
}

/** strconv.ParseInt and ParseUint with a base of their own: the sign may be anything that they take. */
function isInteger(text: string, base: number): boolean {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  return isDigits(digits, base, sign);
}

function isDigits(digits: string, base: number, sign: string): boolean {
  if (digits === '') return false;
  let value = 0n;
  for (const digit of digits.toLowerCase()) {
    const at = '0123456789abcdef'.indexOf(digit);
    if (at < 0 || at >= base) return false;
    value = value * BigInt(base) + BigInt(at);
  }
  const most = sign === '' ? 2n ** 64n - 1n : sign === '-' ? 2n ** 63n : 2n ** 63n - 1n;
  return value <= most;
}

const isYamlFloat = (text: string) =>
  /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text) && Number.isFinite(+text);
const isGoFloat = (text: string) =>
  /^\.\d+(_\d+)*([eE][-+]?\d+(_\d+)*)?$/.test(text) && Number.isFinite(+text.replaceAll('_', ''));

/** gopkg.in/yaml.v3, which kustomize uses, takes a sign behind `0o` too. */
const isNewOctal = (text: string) => /^0_*o/.test(text) && isInteger(text.replaceAll('_', '').slice(2), 8);

const tag = (name: string, kind: ReturnType<typeof plainKind>, kindOf: typeof plainKind) =>
  defineScalarTag(`tag:yaml.org,2002:${name}`, {
    implicit: true,
    resolve: (text) => (kindOf(text) === kind ? { [name]: text } : NOT_RESOLVED),
    identify: () => false,
  });

const schema = (kindOf: typeof plainKind) =>
  FAILSAFE_SCHEMA.withTags(tag('null', 'null', kindOf), tag('bool', 'bool', kindOf), tag('float', 'number', kindOf));

const GO_YAML = schema(plainKind);
const GO_YAML_3 = schema((text) => (isNewOctal(text) ? 'number' : plainKind(text)));

/** Documents as go-yaml reads them; a number, boolean or null becomes an object with its kind. */
export function goYaml(text: string): unknown[] {
  return loadAll(text, { schema: GO_YAML });
}

/** The same by version 3. */
export function goYaml3(text: string): unknown[] {
  return loadAll(text, { schema: GO_YAML_3 });
}
