import { plainScalar } from '../go/yaml-scalar';

// Strings to go-yaml, but not to other YAML readers: those of YAML 1.1 (PyYAML, its own types), of YAML 1.2 (its core
// schema), and gopkg.in/yaml.v3, which kustomize uses.

/** The first characters of such a scalar. */
const FIRST = /^[-+.\deE=<]/;

const NOT_TEXT: readonly RegExp[] = [
  // Merge key and default value, of YAML 1.1.
  /^(?:<<|=)$/,
  // Any number of digits, also none; `_` and an exponent wherever one reader accepts them.
  /^(?=[-+]?[.\de])[-+]?(?:\d[\d_]*)?(?:\.[\d_]*)?(?:e[-+]?\d+)?$/i,
  /^[-+]?0b[01_]+$|^0o[0-7]+$|^[-+]?0x[\da-fA-F_]+$/,
  // yaml.v3 accepts a sign after `0o` too.
  /^0_*o_*[-+]_*[0-7][0-7_]*$/,
  // Base 60: `1:30` is 90.
  /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/,
  // Dates with or without a time; PyYAML fails on a date that does not exist.
  /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d?:\d\d?(?:[.,]\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?$/,
];

/** Whether every YAML reader reads this plain scalar as a string, provided that its syntax allows it. */
export function isPlainText(text: string): boolean {
  if (plainScalar(text) !== text) return false;
  return !FIRST.test(text) || !NOT_TEXT.some((other) => other.test(text));
}
