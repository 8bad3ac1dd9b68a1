import { kindOf, show } from '../validate/format';
import { fieldAt } from '../validate/path';
import { isSecretPath } from '../validate/secret-fields';
import type { FieldPath, Manifest } from './manifest';

/** Why the API server refuses an object. */
export interface Refusal {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  /** What was given, and what is allowed. */
  readonly reason: string;
}

const LONGEST_LINE = 120;

/** A refusal in words: place, object, field, what was given, what is allowed. */
export function describeRefusal({ manifest, path, reason }: Refusal): string {
  return `${manifest.placeOf(path)}: ${manifest.title}: ${fieldAt(path)}: ${reason}. The API server refuses the object`;
}

/** What was given, and how it is written when that differs: `got true, written "enabled: yes"`. */
export function gotAt(manifest: Manifest, path: FieldPath): string {
  const value = manifest.at(path);
  if (isSecretPath(path, manifest.kind) && typeof value !== 'boolean' && value !== '') return `got ${kindOf(value)}`;
  const line = manifest.excerptOf(path).text.trim();
  const shown = show(value);
  const isScalar = value !== undefined && typeof value !== 'object';
  // A plain string is written as it is.
  const isShown = line.includes(shown) || (typeof value === 'string' && value !== '' && line.includes(value));
  return isScalar && line.length <= LONGEST_LINE && !isShown ? `got ${shown}, written ${show(line)}` : `got ${shown}`;
}
