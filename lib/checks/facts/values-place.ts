import type { FieldPath, Manifest } from '../../manifests/manifest';
import type { ChartValues } from '../../simulation/chart-values';
import { excerptOf, type Place } from '../excerpt';

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
