import { plainScalar } from './plain-scalar';

// What the other readers of YAML take for something else than text, where go-yaml reads text: those of YAML 1.1 (PyYAML,
// its own types), of YAML 1.2 (its core schema), and gopkg.in/yaml.v3, which kustomize uses.

/** The first characters of such a text. */
const FIRST = /^[-+.\deE=<]/;

const NOT_TEXT: readonly RegExp[] = [
  // Merge key and default value, of YAML 1.1.
  /^(?:<<|=)$/,
  // With as many digits as there are, also none; `_` and an exponent at any place where one reader takes them.
  /^(?=[-+]?[.\de])[-+]?(?:\d[\d_]*)?(?:\.[\d_]*)?(?:e[-+]?\d+)?$/i,
  /^[-+]?0b[01_]+$|^0o[0-7]+$|^[-+]?0x[\da-fA-F_]+$/,
  // yaml.v3 takes a sign behind `0o` too.
  /^0_*o_*[-+]_*[0-7][0-7_]*$/,
  // Base 60: `1:30` is 90.
  /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/,
  // Dates, and times of them; what is no day of a calendar is an error in PyYAML.
  /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d?:\d\d?(?:[.,]\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?$/,
];

/** Whether every reader of YAML takes a scalar without quotes for text; its syntax apart. */
export function isPlainText(text: string): boolean {
  if (plainScalar(text) !== text) return false;
  return !FIRST.test(text) || !NOT_TEXT.some((other) => other.test(text));
}
