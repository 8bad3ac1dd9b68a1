import type { Texts } from '../manifests/fields';
import { type FieldPath, isMap, type Manifest, scalarText } from '../manifests/manifest';
import { setKey } from '../manifests/yaml-value';

/** Annotations as strings. One without quotes that YAML reads as a number or a boolean is taken as it is written. */
export function annotationsAt(manifest: Manifest, path: FieldPath): Texts {
  const annotations = manifest.at(path);
  // Most objects have none.
  if (!isMap(annotations)) return NONE;
  const texts: { [key: string]: string } = {};
  for (const [key, value] of Object.entries(annotations)) {
    if (typeof value === 'string') setKey(texts, key, value);
    else setKey(texts, key, writtenAt(manifest, [...path, key]) ?? scalarText(value));
  }
  return texts;
}

const NONE: Texts = {};

/** A scalar as it is written behind its key. */
function writtenAt(manifest: Manifest, path: FieldPath): string | undefined {
  const behind = manifest.lineOf(path).slice(manifest.positionOf(path).column - 1);
  return /^\S+\s*:\s+([-+.\w]+)\s*(?:#.*)?$/.exec(behind)?.[1];
}
