import { type FieldPath, type Manifest, mapOf } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';
import { API_GROUP } from '../upstream/api';
import { POD_TEMPLATES, type PodTemplatePath } from '../upstream/pod-templates';
import { nearest } from '../validate/nearest';
import { valueAt } from '../validate/path';

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

/** A field that the API server does not know. */
export interface UnknownField {
  readonly path: FieldPath;
  /** Fields that it knows there. */
  readonly known: readonly string[];
  /** The place of the one of them that it is probably meant to be. */
  readonly meant: FieldPath | undefined;
  /** Whether its name differs from that only in case. */
  readonly isMiscased: boolean;
  /** Whether the object has that one too. */
  readonly isTwice: boolean;
}

/** Where fields of a kind are. */
interface FieldPlace {
  readonly parent: readonly string[];
  readonly known: readonly string[];
  readonly names: ReadonlySet<string>;
  /** The names by those in lower case; undefined where no others exist, so that each other one is unknown. */
  readonly byLowerCase: ReadonlyMap<string, string> | undefined;
}

const placeOf = (parent: readonly string[], known: readonly string[], isAll: boolean): FieldPlace => ({
  ...{ parent, known, names: new Set(known) },
  byLowerCase: isAll ? undefined : new Map(known.map((name) => [name.toLowerCase(), name])),
});

const TOP = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];
const METADATA = placeOf(['metadata'], ['name', 'generateName', 'namespace', 'labels', 'annotations'], false);

/** Of a pod, what decides who gets which identity. */
const OF_POD_METADATA = ['labels', 'annotations'];
const OF_POD_SPEC = [
  ...['serviceAccountName', 'serviceAccount', 'automountServiceAccountToken', 'hostNetwork'],
  ...['containers', 'initContainers', 'volumes'],
];

/** The way to the labels of the pods of a workload, and what is beside them. */
function placesOfWorkload(template: PodTemplatePath): FieldPlace[] {
  const way = template.map((key, i) => placeOf(template.slice(0, i), i === 0 ? ['metadata', key] : [key], false));
  const ofPod = placeOf(template, ['metadata', 'spec'], false);
  return [
    ...[...way, ofPod, METADATA],
    ...(template.length > 0 ? [placeOf([...template, 'metadata'], OF_POD_METADATA, false)] : []),
    placeOf([...template, 'spec'], OF_POD_SPEC, false),
  ];
}

/** Where the fields of a kind are, by group and kind. */
const PLACES: ReadonlyMap<string, readonly FieldPlace[]> = new Map([
  ...Object.entries(KNOWN_FIELDS).map(([kind, places]): [string, FieldPlace[]] => [
    `${API_GROUP}/${kind}`,
    [
      placeOf([], TOP, true),
      METADATA,
      ...Object.entries(places).map(([place, known]) => placeOf(place.split('.'), known, true)),
    ],
  ]),
  ...[...POD_TEMPLATES].map(([kind, template]): [string, FieldPlace[]] => [kind, placesOfWorkload(template)]),
  ['/ServiceAccount', [placeOf([], ['metadata'], false), METADATA]],
]);

/**
 * The fields of an object that the API server drops, those too in a field that is dropped itself: of pod identity all, of
 * workloads and ServiceAccounts those that are known ones in other case.
 */
export function unknownFieldsOf(manifest: Manifest): readonly UnknownField[] {
  const places = PLACES.get(`${manifest.group}/${manifest.kind}`);
  if (!places) return NONE;
  const unknown: UnknownField[] = [];
  const renames = new Map<string, string>();
  for (const { parent, known, names, byLowerCase } of places) {
    const at = renames.size > 0 ? writtenPath(parent, renames) : parent;
    const map = mapOf(valueAt(manifest.value, at) as YamlValue | undefined);
    // No list of the keys is made: this is asked for all objects.
    for (const key in map) {
      if (names.has(key)) continue;
      const name = byLowerCase ? byLowerCase.get(key.toLowerCase()) : nearest(key, known);
      if (byLowerCase && name === undefined) continue;
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

const NONE: readonly UnknownField[] = [];

/** Where a field is written, by the names of the fields that are written otherwise. */
export const writtenPath = (path: FieldPath, renames: ReadonlyMap<string, string>): FieldPath =>
  path.map((key, i) => renames.get(path.slice(0, i + 1).join('/')) ?? key);
