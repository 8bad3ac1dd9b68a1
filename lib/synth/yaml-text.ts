import { Yaml } from 'cdk8s';
import { isPlainText } from '../values/plain-text';

// What readers of YAML (go-yaml, which kubectl, Helm, Argo CD and Flux use, and others) make of what the writer in cdk8s
// prints. The writer follows YAML 1.1, but readers take more for a number or a date, and none takes every character.

/** Why a text must not be written, as a value or as a key; undefined when it comes back as it is. */
export type TextRule = (text: string, isKey: boolean) => string | undefined;

/** Text that deserves a closer look: the rest, nearly all, is done with one test. */
const SUSPICIOUS = /^[-+.\d=<]|[\t\n\u007f-\u009f\u2028\u2029\ud800-\udfff\ufffe\uffff]|\[object Object\]/;

const LONE_SURROGATE = /\p{Cs}/u;
const UNREADABLE = new RegExp(`[\\u007f-\\u009f\\u2028\\u2029\\ufffe\\uffff]|${LONE_SURROGATE.source}`, 'u');

/**
 * The rule for what cdk8s writes. A number-like text that its writer puts in quotes, such as `1e3` or `0x1F`, is fine.
 */
export function yamlSurprise(text: string, isKey = false): string | undefined {
  if (!SUSPICIOUS.test(text)) return undefined;
  if (text.includes('[object Object]')) return 'text without a Lazy in it: a Lazy has no text before synth';
  if (UNREADABLE.test(text)) return 'text without control characters, line separators and lone surrogates';
  if (text === '<<') return isKey ? 'a key other than the merge key of YAML' : 'text other than the merge key of YAML';
  if (text === '=') return 'text other than "=", the default value of YAML 1.1';
  if (!isPlainText(text) && written(text) === text) {
    return 'text that YAML 1.1 readers do not take for a number or a date (it is written without quotes)';
  }
  // PyYAML refuses them.
  if (text.includes('\t') && written(text) === text) return 'text without tabs (it is written without quotes)';
  if (isTrickyBlock(text) && /^[|>]/.test(written(text))) {
    return 'lines that YAML readers give back unchanged, so no leading tab and not only blanks';
  }
  return undefined;
}

/** The rule for `writeYaml`, which puts in quotes what it must: only what no text of YAML can hold. */
export function unwritable(text: string): string | undefined {
  return LONE_SURROGATE.test(text) ? 'text without lone surrogates' : undefined;
}

/** The lines of a block of text decide its indentation, which a tab or nothing but blanks cannot do. */
function isTrickyBlock(text: string): boolean {
  return text.includes('\n') && (/^\n*\t/.test(text) || (/^\s*$/.test(text) && /[ \t]/.test(text)));
}

/** In a list: text alone in a document is written otherwise. */
function written(text: string): string {
  return Yaml.stringify([text]).slice('- '.length, -'\n'.length);
}
