import type { YamlValue } from '../../manifests/yaml-value';
import { isPlainText } from '../../validate/plain-text';

/** A map in block style, each line with its line break. Lists are written in flow style. */
export function blockLines(object: { readonly [key: string]: YamlValue }, indent: string, lineBreak: string): string {
  return Object.entries(object)
    .map(([key, value]) => {
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        return `${indent}${written(key)}:${lineBreak}${blockLines(value, `${indent}  `, lineBreak)}`;
      }
      return `${indent}${written(key)}: ${written(value)}${lineBreak}`;
    })
    .join('');
}

const written = (value: YamlValue) =>
  typeof value === 'string' && /^[A-Za-z][\w./-]*$/.test(value) && isPlainText(value) ? value : JSON.stringify(value);
