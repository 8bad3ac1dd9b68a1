import { Yaml } from 'cdk8s';

// What a YAML 1.1 reader (go-yaml, which kubectl, Helm, Argo CD and Flux use) makes of what the writer in cdk8s prints.
// The writer follows YAML 1.1 too, but the reader takes more for a number, and neither takes every character.

/** Text that deserves a closer look: the rest, nearly all, is done with one test. */
const SUSPICIOUS = /^[-+.\d]|[\t\n\u007f-\u009f\u2028\u2029\ud800-\udfff\ufffe\uffff]|\[object Object\]/;

const UNREADABLE =
  /[\u007f-\u009f\u2028\u2029\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Without its `_`, which go-yaml removes wherever they stand. */
const NUMBER =
  /^(?:[-+]?(?:0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)|-?0b[-+][01]+|0o[-+][0-7]+)$/;

/** When it begins with a dot, go-yaml leaves `_` to Go, which takes it between digits. */
const NUMBER_WITH_DOT = /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/;

/**
 * Why a text must not be written, as its value or as a key; undefined when it comes back as it is. A number-like text
 * that the writer puts in quotes, such as `1e3` or `0x1F`, is fine.
 */
export function yamlSurprise(text: string): string | undefined {
  if (!SUSPICIOUS.test(text)) return undefined;
  if (text.includes('[object Object]')) return 'text without a Lazy in it: a Lazy has no text before synth';
  if (UNREADABLE.test(text)) return 'text without control characters, line separators and lone surrogates';
  if (isNumber(text) && written(text) === text) {
    return 'text that YAML 1.1 readers do not take for a number (it is written without quotes)';
  }
  if (isTrickyBlock(text) && /^[|>]/.test(written(text))) {
    return 'lines that YAML readers give back unchanged, so no leading tab and not only blanks';
  }
  return undefined;
}

/** As go-yaml decides. A decimal number that no float64 can hold stays text. */
function isNumber(text: string): boolean {
  const plain = text.replaceAll('_', '');
  if (!(text.startsWith('.') ? NUMBER_WITH_DOT.test(text) : NUMBER.test(plain))) return false;
  return /[xob]/i.test(plain) || Number.isFinite(Number(plain));
}

/** The lines of a block of text decide its indentation, which a tab or nothing but blanks cannot do. */
function isTrickyBlock(text: string): boolean {
  return text.includes('\n') && (/^\n*\t/.test(text) || (/^\s*$/.test(text) && /[ \t]/.test(text)));
}

function written(text: string): string {
  return Yaml.stringify(text).trimEnd();
}
