import type { Manifest } from '../objects/manifests';
import { diff } from './json-diff';
import { Call } from './typescript';

/** What tells one object of a cluster from another. */
export function objectKey({ kind, metadata }: Pick<Manifest, 'kind' | 'metadata'>): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** The JSON patches, in code, that make one object of another. */
export function patchesBetween(from: object, to: object): Call[] {
  return diff(from, to).map(
    ({ op, path, value }) => new Call(`JsonPatch.${op}`, op === 'remove' ? [path] : [path, value]),
  );
}
