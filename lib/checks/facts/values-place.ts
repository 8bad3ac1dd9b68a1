import type { FieldPath, Manifest } from '../../manifests/manifest';
import type { ChartValues } from '../../simulation/chart-values';
import { excerptOf, type Place } from '../excerpt';
import { plainYaml } from './plain-yaml';

/** The object, field and place of a value of a chart, for a finding. */
export function foundAt(
  { manifest, fieldOf, placeOf }: ChartValues,
  path: FieldPath,
): { readonly object: Manifest; readonly path: FieldPath; readonly place?: Place } {
  const inText = placeOf(path);
  const found = { object: manifest, path: fieldOf(path) };
  if (!inText) return found;
  const { line, column, excerpt } = inText;
  return { ...found, place: { file: manifest.file, line, column, excerpt: excerptOf(excerpt.text, excerpt.column) } };
}

/** The line with another value; undefined when it cannot be written as one. */
export function lineWith({ fieldOf }: ChartValues, path: FieldPath, key: string, value: string): string | undefined {
  const written = fieldOf(path).at(-1);
  // A parameter has its name and its value in two lines.
  if (typeof written === 'number') return path.at(-1) === key ? `value: ${plainYaml(value)}` : undefined;
  return written === path.at(-1) ? `${key}: ${plainYaml(value)}` : undefined;
}
