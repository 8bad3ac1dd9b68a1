import { type FieldPath, type Manifest, mapOf } from '../manifests/manifest';
import { nearest } from '../validate/nearest';

/** The fields that the schemas of the definitions know (charts/aad-pod-identity/crds/crd.yaml), by kind and place. */
const KNOWN_FIELDS: { readonly [kind: string]: { readonly [place: string]: readonly string[] } } = {
  AzureIdentity: {
    spec: [
      'type',
      'resourceID',
      'clientID',
      'clientPassword',
      'tenantID',
      'auxiliaryTenantIDs',
      'adEndpoint',
      'adResourceID',
      'replicas',
      'metadata',
    ],
    'spec.clientPassword': ['name', 'namespace'],
  },
  AzureIdentityBinding: { spec: ['azureIdentity', 'selector', 'weight', 'metadata'] },
  AzurePodIdentityException: { spec: ['podLabels', 'metadata'] },
};

/** The fields of `spec` of a kind; none for AzureAssignedIdentity. */
export const knownFieldsOf = (kind: string): readonly string[] =>
  (Object.hasOwn(KNOWN_FIELDS, kind) && KNOWN_FIELDS[kind]?.spec) || [];

/** A field that the definitions do not know. */
export interface UnknownField {
  readonly path: FieldPath;
  /** The fields that they know there. */
  readonly known: readonly string[];
  /** The place of the one of them that it is probably meant to be. */
  readonly meant: FieldPath | undefined;
  /** Whether its name differs from that only in case. */
  readonly isMiscased: boolean;
  /** Whether the object has that one too. */
  readonly isTwice: boolean;
}

const TOP = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/** Where the fields of a kind are, and their names. */
const PLACES = new Map(
  Object.entries(KNOWN_FIELDS).map(([kind, places]) => [
    kind,
    Object.entries({ '': TOP, ...places }).map(([place, known]) => ({
      parent: place === '' ? [] : place.split('.'),
      known,
      names: new Set(known),
    })),
  ]),
);

/** The fields of an object that the API server drops, those too in a field that is dropped itself. */
export function unknownFieldsOf(manifest: Manifest): UnknownField[] {
  const unknown: UnknownField[] = [];
  const renames = new Map<string, string>();
  for (const { parent, known, names } of PLACES.get(manifest.kind) ?? []) {
    const at = writtenPath(parent, renames);
    const map = mapOf(manifest.at(at));
    for (const key of Object.keys(map)) {
      if (names.has(key)) continue;
      const name = nearest(key, known);
      const meant = name === undefined ? undefined : [...parent, name];
      const isMiscased = name?.toLowerCase() === key.toLowerCase();
      const place = meant?.join('/') ?? '';
      const isTwice = name !== undefined && ((map[name] ?? null) !== null || renames.has(place));
      unknown.push({ path: [...at, key], known, meant, isMiscased, isTwice });
      if (meant && !isTwice) renames.set(place, key);
    }
  }
  return unknown;
}

/** Where a field is written, by the names of the fields that are written otherwise. */
export const writtenPath = (path: FieldPath, renames: ReadonlyMap<string, string>): FieldPath =>
  path.map((key, i) => renames.get(path.slice(0, i + 1).join('/')) ?? key);
