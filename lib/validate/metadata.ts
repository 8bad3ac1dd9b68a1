import { type Format, quoted } from './format';
import { DNS_LABEL, DNS_SUBDOMAIN, LABEL_VALUE, QUALIFIED_NAME } from './kubernetes-names';
import type { Problems } from './problems';
import { ANY_STRING, boolean, integer, known, knownList, NON_EMPTY, object, type Shape, text } from './shape';
import { isPlainObject, isUnresolved } from './unresolved';

/** The metadata that can be checked before the object is rendered. */
export interface Metadata {
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly labels?: unknown;
  readonly annotations?: unknown;
}

const MOST_ANNOTATION_BYTES = 256 * 1024;

/** The other fields of metadata that the API server reads. */
const OTHER_FIELDS: { readonly [name: string]: Shape } = {
  generateName: text(),
  generation: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  resourceVersion: text(),
  selfLink: text(),
  uid: text(),
  finalizers: knownList(text(QUALIFIED_NAME)),
  ownerReferences: knownList(
    object({
      fields: {
        apiVersion: text(NON_EMPTY),
        kind: text(NON_EMPTY),
        name: text(NON_EMPTY),
        uid: text(NON_EMPTY),
        controller: known(boolean),
        blockOwnerDeletion: known(boolean),
      },
      required: ['apiVersion', 'kind', 'name', 'uid'],
    }),
  ),
};

/** Refuses metadata that the API server refuses (k8s.io/apimachinery/pkg/api/validation), and a map that is a Lazy. */
export function checkMetadata(problems: Problems, metadata: Metadata, nameFormat = DNS_SUBDOMAIN): void {
  const { name, namespace, labels, annotations } = metadata;
  problems.expectOptional('metadata.name', name, nameFormat);
  problems.expectOptional('metadata.namespace', namespace, DNS_LABEL);
  if (labels !== undefined) checkMap(problems, 'metadata.labels', labels, LABEL_VALUE);
  if (annotations !== undefined) checkMap(problems, 'metadata.annotations', annotations, ANY_STRING, 'annotation');
  if (isPlainObject(annotations)) checkAnnotationsSize(problems, annotations);
  for (const [field, shape] of Object.entries(OTHER_FIELDS)) {
    const value = (metadata as { readonly [field: string]: unknown })[field];
    if (value !== undefined) shape(problems, `metadata.${field}`, value);
  }
}

/** Labels or annotations, overridden by the given ones. Anything but a map is returned as it is, and refused later. */
export function mapWith(own: TextMap, given: TextMap | undefined): { [key: string]: string } {
  return given === undefined || isPlainObject(given) ? { ...own, ...given } : given;
}

type TextMap = { readonly [key: string]: string };

/** Checks a map of labels or annotations: its keys, and its values against `format`. */
export function checkMap(
  problems: Problems,
  field: string,
  map: unknown,
  format: Format,
  entry: 'label' | 'annotation' = 'label',
): void {
  if (!isPlainObject(map)) {
    problems.add(field, map, 'a map of strings');
    return;
  }
  for (const [key, value] of Object.entries(map)) {
    if (!isUnresolved(key) && !QUALIFIED_NAME.accepts(key))
      problems.addKey(field, key, QUALIFIED_NAME.allowed, undefined, `${entry} key`);
    // Hints are about names, not labels.
    problems.expect(`${field}[${quoted(key)}]`, value, { allowed: format.allowed, accepts: format.accepts });
  }
}

/** The API server counts the bytes of all keys and values. */
function checkAnnotationsSize(problems: Problems, annotations: object): void {
  // No character takes more than three bytes per unit of length.
  if (sum(annotations, (text) => text.length * 3) <= MOST_ANNOTATION_BYTES) return;
  const bytes = sum(annotations, (text) => Buffer.byteLength(text));
  if (bytes > MOST_ANNOTATION_BYTES) {
    problems.add('metadata.annotations', `${bytes} bytes`, `at most ${MOST_ANNOTATION_BYTES} bytes of keys and values`);
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
