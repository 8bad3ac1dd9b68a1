import { type FieldPath, isMap, type Manifest, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { isPruning } from '../../simulation/old-fields';
import { API_GROUP } from '../../upstream/api';
import type { CheckedCluster } from '../checked-cluster';
import { controllersOf } from './controllers';
import { definitionsOf } from './definitions';

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

/** The objects of pod identity as they are written, those too that the API server would refuse. */
export function customResourcesOf(checked: CheckedCluster, kind?: string): readonly Manifest[] {
  let all = CUSTOM_RESOURCES.get(checked);
  if (!all) {
    all = checked.cluster.manifests.objects.filter((manifest) => manifest.group === API_GROUP);
    CUSTOM_RESOURCES.set(checked, all);
  }
  return kind === undefined ? all : all.filter((manifest) => manifest.kind === kind);
}

/** Many rules ask. */
const CUSTOM_RESOURCES = new WeakMap<CheckedCluster, readonly Manifest[]>();

/** Whether a field is given in another case, so that it is pruned; that is said once, of the field. */
export function isMiscased({ value }: Manifest, place: readonly string[], name: string): boolean {
  const map = place.reduce<ManifestMap>((parent, key) => mapOf(parent[key]), value);
  return Object.keys(map).some((key) => key !== name && key.toLowerCase() === name.toLowerCase());
}

/** The value of a field of `spec` however its name is written; undefined when there is none. */
export function valueLike({ value }: Manifest, name: string): YamlValue | undefined {
  const spec = mapOf(value.spec);
  const key = Object.keys(spec).find((other) => other.toLowerCase() === name.toLowerCase());
  return key === undefined || isMap(spec[key]) ? undefined : spec[key];
}

/**
 * Whether a field in another case is lost. Controllers before 1.6.0 read it, unless the API server drops it. When the release
 * of controllers is unknown, their CRDs decide.
 */
export function areFieldsExact(checked: CheckedCluster): boolean {
  const definitions = [...definitionsOf(checked).values()];
  if (definitions.some(isPruning)) return true;
  const known = controllersOf(checked).map(({ release }) => release.has('readsExactFields'));
  if (known.includes(false)) return false;
  return known.includes(true) || (known.length === 0 && definitions.length === 0);
}

/** A field that the definitions do not know. */
export interface UnknownField {
  readonly path: FieldPath;
  /** The fields that they know there. */
  readonly known: readonly string[];
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

/** The fields of an object that the API server drops. */
export function unknownFieldsOf(manifest: Manifest): UnknownField[] {
  const unknown: UnknownField[] = [];
  for (const { parent, known, names } of PLACES.get(manifest.kind) ?? []) {
    for (const key of Object.keys(mapOf(manifest.at(parent)))) {
      if (!names.has(key)) unknown.push({ path: [...parent, key], known });
    }
  }
  return unknown;
}
