import { isUtf8 } from 'node:buffer';
import { plainInteger, plainScalar } from '../go/yaml-scalar';
import { YamlErrorAt } from './yaml-error';
import type { YamlValue } from './yaml-value';

/** Tags of YAML that change the type of a scalar. With others it is a string. */
const TAGS: { readonly [tag: string]: (text: string) => YamlValue | undefined } = {
  '!!null': (text) => (plainScalar(text) === null ? null : undefined),
  '!!bool': (text) => ofType('boolean', plainScalar(text)),
  '!!int': (text) => (plainInteger(text) === undefined ? undefined : plainScalar(text)),
  '!!float': (text) => ofType('number', plainScalar(text)),
  '!!timestamp': (text) => (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined),
  '!!binary': (text) => {
    const bytes = Buffer.from(text, 'base64');
    return bytes.toString('base64') === text.replace(/[\r\n]/g, '') ? textOfBytes(bytes) : undefined;
  },
};

/** The value of a scalar with a tag. */
export function tagged(tag: string, text: string, offset: number, shown: () => string): YamlValue {
  if (!Object.hasOwn(TAGS, tag)) return text;
  const value = TAGS[tag]?.(text);
  if (value === undefined) throw new YamlErrorAt(offset, `${shown()} is not a valid ${tag}`);
  return value;
}

/** As Go writes bytes into JSON: each that is not UTF-8 is a replacement character. */
function textOfBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((size) => at + size <= bytes.length && isUtf8(bytes.subarray(at, at + size)));
    text += length === undefined ? '\ufffd' : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return text;
}

function ofType(type: string, value: YamlValue): YamlValue | undefined {
  return typeof value === type ? value : undefined;
}
