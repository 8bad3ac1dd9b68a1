import { Yaml } from 'cdk8s';
import { isPlainText } from '../validate/plain-text';

// How YAML readers (go-yaml, which kubectl, Helm, Argo CD and Flux use, and others) read what the writer in cdk8s prints.
// The writer follows YAML 1.1, but readers see a number or a date in more strings, and none accepts every character.

/** What is allowed instead of a string, as a value or as a key; undefined when readers return the string unchanged. */
export type TextRule = (text: string, isKey: boolean) => string | undefined;

/** Fast path: nearly all strings pass with this one test. */
const SUSPICIOUS = /^[-+.\d=<]|[\t\n\u007f-\u009f\u2028\u2029\ud800-\udfff\ufffe\uffff]|\[object Object\]/;

const LONE_SURROGATE = /\p{Cs}/u;
const UNREADABLE = new RegExp(`[\\u007f-\\u009f\\u2028\\u2029\\ufffe\\uffff]|${LONE_SURROGATE.source}`, 'u');

/**
 * The rule for the writer of cdk8s. Number-like strings that it quotes, such as `1e3` or `0x1F`, are fine.
 */
export function yamlSurprise(text: string, isKey = false): string | undefined {
  if (!SUSPICIOUS.test(text)) return undefined;
  if (text.includes('[object Object]')) return 'a string without a Lazy in it: a Lazy has no value before synth';
  if (UNREADABLE.test(text)) return 'a string without control characters, line separators and lone surrogates';
  if (text === '<<') return `a ${isKey ? 'key' : 'string'} other than "<<", the merge key of YAML`;
  if (text === '=') return 'a string other than "=", the default value of YAML 1.1';
  if (!isPlainText(text) && written(text) === text) {
    return 'a string that YAML 1.1 readers do not read as a number or a date (it is written without quotes)';
  }
  // PyYAML refuses them.
  if (text.includes('\t') && written(text) === text) return 'a string without tabs (it is written without quotes)';
  if (isTrickyBlock(text) && /^[|>]/.test(written(text))) {
    return 'lines that YAML readers return unchanged: without a leading tab, and not only blank';
  }
  return undefined;
}

/** The rule for `writeYaml`, which quotes where necessary: only what YAML cannot hold at all. */
export function unwritable(text: string): string | undefined {
  return LONE_SURROGATE.test(text) ? 'a string without lone surrogates' : undefined;
}

/** Whether the indentation of a block of lines is unclear: it starts with a tab, or is blank. */
function isTrickyBlock(text: string): boolean {
  return text.includes('\n') && (/^\n*\t/.test(text) || (/^\s*$/.test(text) && /[ \t]/.test(text)));
}

/** In a list: a string alone in a document is written differently. */
function written(text: string): string {
  return Yaml.stringify([text]).slice('- '.length, -'\n'.length);
}
