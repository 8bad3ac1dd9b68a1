import { isMap } from '../manifests/manifest';
import { YamlText } from '../manifests/yaml';
import { YamlError } from '../manifests/yaml-error';
import type { YamlValue } from '../manifests/yaml-value';

/** Corrected lines of YAML as a file of JSON has them: the fields of a map, the items of a list, or a value. */
export function asJson(fix: string): string {
  const value = valueIn(fix);
  if (value === undefined) return fix;
  const text = JSON.stringify(value, null, 2);
  const isHolder = Array.isArray(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0;
  if (!isHolder) return text;
  // Without the brackets, and what they indent.
  return text.slice(2, -2).replace(/^ {2}/gm, '').trim();
}

function valueIn(text: string): YamlValue | undefined {
  try {
    const { documents } = new YamlText('', text);
    return documents.length === 1 ? documents[0]?.value : undefined;
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}
