import { Yaml } from 'cdk8s';
import { plainScalar } from '../go/yaml-scalar';

// What a YAML 1.1 reader (go-yaml, which kubectl, Helm, Argo CD and Flux use) makes of what the writer in cdk8s prints.
// The writer follows YAML 1.1 too, but the reader takes more for a number, and neither takes every character.

/** Text that deserves a closer look: the rest, nearly all, is done with one test. */
const SUSPICIOUS = /^[-+.\d]|[\t\n\u007f-\u009f\u2028\u2029\ud800-\udfff\ufffe\uffff]|\[object Object\]/;

const UNREADABLE =
  /[\u007f-\u009f\u2028\u2029\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** gopkg.in/yaml.v3, which kustomize uses, takes a sign behind `0o` too. */
const SIGNED_OCTAL = /^0_*o_*[-+]_*[0-7][0-7_]*$/;

/**
 * Why a text must not be written, as its value or as a key; undefined when it comes back as it is. A number-like text
 * that the writer puts in quotes, such as `1e3` or `0x1F`, is fine.
 */
export function yamlSurprise(text: string): string | undefined {
  if (!SUSPICIOUS.test(text)) return undefined;
  if (text.includes('[object Object]')) return 'text without a Lazy in it: a Lazy has no text before synth';
  if (UNREADABLE.test(text)) return 'text without control characters, line separators and lone surrogates';
  if ((typeof plainScalar(text) !== 'string' || SIGNED_OCTAL.test(text)) && written(text) === text) {
    return 'text that YAML 1.1 readers do not take for a number (it is written without quotes)';
  }
  if (isTrickyBlock(text) && /^[|>]/.test(written(text))) {
    return 'lines that YAML readers give back unchanged, so no leading tab and not only blanks';
  }
  return undefined;
}

/** The lines of a block of text decide its indentation, which a tab or nothing but blanks cannot do. */
function isTrickyBlock(text: string): boolean {
  return text.includes('\n') && (/^\n*\t/.test(text) || (/^\s*$/.test(text) && /[ \t]/.test(text)));
}

function written(text: string): string {
  return Yaml.stringify(text).trimEnd();
}
