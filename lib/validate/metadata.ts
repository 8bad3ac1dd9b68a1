import type { Format } from './format';
import { DNS_LABEL, DNS_SUBDOMAIN, LABEL_VALUE, QUALIFIED_NAME } from './kubernetes-names';
import type { Problems } from './problems';
import { isPlainObject, isUnresolved } from './unresolved';

/** What of an object's metadata can be checked before it is rendered. */
export interface Metadata {
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly labels?: unknown;
  readonly annotations?: unknown;
}

const MOST_ANNOTATION_BYTES = 256 * 1024;
const TEXT: Format = { allowed: 'text', accepts: () => true };

/** Refuses metadata that the API server refuses (k8s.io/apimachinery/pkg/api/validation), or that is lazy as a whole. */
export function checkMetadata(problems: Problems, metadata: Metadata, nameFormat = DNS_SUBDOMAIN): void {
  const { name, namespace, labels, annotations } = metadata;
  problems.expectOptional('metadata.name', name, nameFormat);
  problems.expectOptional('metadata.namespace', namespace, DNS_LABEL);
  if (labels !== undefined) checkMap(problems, 'metadata.labels', labels, LABEL_VALUE);
  if (annotations !== undefined) checkMap(problems, 'metadata.annotations', annotations, TEXT);
  if (isPlainObject(annotations)) checkAnnotationsSize(problems, annotations);
}

/** Checks a map of labels or annotations: its keys, and its values against `format`. */
export function checkMap(problems: Problems, field: string, map: unknown, format: Format): void {
  if (!isPlainObject(map)) {
    problems.add(field, map, 'a map of text');
    return;
  }
  for (const [key, value] of Object.entries(map)) {
    if (!isUnresolved(key) && !QUALIFIED_NAME.accepts(key))
      problems.add(field, key, `as a key, ${QUALIFIED_NAME.allowed}`);
    if (isUnresolved(value) || (typeof value === 'string' && format.accepts(value))) continue;
    problems.add(`${field}[${JSON.stringify(key)}]`, value, format.allowed);
  }
}

/** The API server counts the bytes of all keys and values. */
function checkAnnotationsSize(problems: Problems, annotations: object): void {
  // No character takes more than three bytes per unit of length.
  if (sum(annotations, (text) => text.length * 3) <= MOST_ANNOTATION_BYTES) return;
  const bytes = sum(annotations, (text) => Buffer.byteLength(text));
  if (bytes > MOST_ANNOTATION_BYTES) {
    problems.add('metadata.annotations', `${bytes} bytes`, `keys and values of ${MOST_ANNOTATION_BYTES} bytes in all`);
  }
}

function sum(annotations: object, size: (text: string) => number): number {
  let total = 0;
  for (const key of Object.keys(annotations)) {
    const value = (annotations as { [key: string]: unknown })[key];
    total += size(key) + (typeof value === 'string' ? size(value) : 0);
  }
  return total;
}
