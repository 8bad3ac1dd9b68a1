import type { Manifest } from '../objects/manifests';
import { diff } from './json-diff';
import { Call } from './typescript';

/** Identifies an object in a cluster. */
export function objectKey({ kind, metadata }: Pick<Manifest, 'kind' | 'metadata'>): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** The JSON patches, as code, that turn one object into another. */
export function patchesBetween(from: object, to: object): Call[] {
  return diff(from, to).map(
    ({ op, path, value }) => new Call(`JsonPatch.${op}`, op === 'remove' ? [path] : [path, value]),
  );
}
