import { type FieldPath, type Manifest, mapOf } from '../manifests/manifest';
import {
  addPlaceholders,
  firstOf,
  mayHoldPlaceholder,
  type PlaceholderField,
  placeholderAt,
} from '../manifests/placeholder-fields';
import { API_GROUP, BEHAVIOR_ANNOTATION } from '../upstream/api';
import { counted } from '../validate/counted';
import { indexed } from '../validate/indexed';
import type { Cluster } from './cluster';
import type { Controller } from './controller';
import { isValid } from './mic';
import type { SettledSettings } from './settings';

/** Where custom resources have values that MIC and NMI read. */
const OF_CUSTOM_RESOURCES: readonly FieldPath[] = [
  ['metadata', 'name'],
  ['metadata', 'namespace'],
  ['metadata', 'annotations', BEHAVIOR_ANNOTATION],
  ['spec'],
];

const NAME_AND_NAMESPACE: readonly FieldPath[] = [
  ['metadata', 'name'],
  ['metadata', 'namespace'],
];

const OF_CONTAINERS = ['image', 'command', 'args', 'env'];

/** Fields that are handed on, and decide nothing here. */
const HANDED_ON = ['clientID', 'tenantID', 'adEndpoint', 'adResourceID', 'clientPassword', 'auxiliaryTenantIDs'];

const known = new WeakMap<Cluster, readonly PlaceholderField[]>();

/** The fields of identities, bindings, exceptions, labelled workloads and controllers that hold placeholders. */
export function placeholdersIn(
  cluster: Cluster,
  { controllers }: Pick<SettledSettings, 'controllers'>,
): readonly PlaceholderField[] {
  const found = known.get(cluster) ?? fieldsOf(cluster, controllers);
  known.set(cluster, found);
  return found;
}

function fieldsOf(
  { identities, bindings, exceptions, workloads, refusals }: Cluster,
  controllers: readonly Controller[],
) {
  const found: PlaceholderField[] = [];
  const looked = new Set<Manifest>();
  const lookAt = (manifest: Manifest, paths: readonly FieldPath[]) => {
    for (const path of paths) addPlaceholders(found, manifest, path);
  };
  for (const { manifest, path } of refusals) {
    if (manifest.group !== API_GROUP) {
      if (placeholderAt(manifest, path)) {
        lookAt(manifest, [path]);
        looked.add(manifest);
      }
    } else if (!looked.has(manifest)) {
      lookAt(manifest, OF_CUSTOM_RESOURCES);
      looked.add(manifest);
    }
  }
  for (const resources of [identities, bindings, exceptions]) {
    for (const { manifest } of resources) {
      const { metadata, spec } = manifest.value;
      // Nearly all have none.
      if (!mayHoldPlaceholder(metadata) && !mayHoldPlaceholder(spec)) continue;
      if (!looked.has(manifest)) lookAt(manifest, OF_CUSTOM_RESOURCES);
    }
  }
  for (const { manifest, label, template } of workloads) {
    if (label === undefined || looked.has(manifest)) continue;
    const { metadata } = mapOf(manifest.at(template));
    if (!mayHoldPlaceholder(manifest.value.metadata) && !mayHoldPlaceholder(mapOf(metadata).labels)) continue;
    lookAt(manifest, NAME_AND_NAMESPACE);
    addPlaceholders(found, manifest, [...template, 'metadata', 'labels']);
  }
  for (const { manifest, containerPath } of controllers) {
    lookAt(
      manifest,
      OF_CONTAINERS.map((field) => [...containerPath, field]),
    );
  }
  return found.filter(({ path }) => !path.includes('env') || path.at(-1) === 'value');
}

/** Whether the answer, which workload gets which identity, depends on a field with a placeholder. */
export function decides({ manifest, path }: PlaceholderField, cluster: Cluster): boolean {
  if (manifest.group !== API_GROUP) {
    const [argument] = [manifest.at(path)];
    return !path.includes('env') && !path.includes('image') && (!path.includes('args') || isSetting(String(argument)));
  }
  if (path[0] === 'metadata' || manifest.kind !== 'AzureIdentity') return true;
  if (path[1] !== 'resourceID') return !HANDED_ON.includes(String(path[1]));
  const identity = cluster.identities.find((one) => one.manifest === manifest);
  return identity !== undefined && !isValid(identity);
}

const isSetting = (argument: string) => !/^--?[\w-]+/.test(argument) || /namespace|operation-mode/i.test(argument);

/** One line for each file with placeholders. */
export function describePlaceholders(fields: readonly PlaceholderField[], effect: string): string[] {
  return [...indexed(fields, ({ manifest }) => manifest.file).values()].map((group) => {
    const { manifest, path, placeholder } = firstOf(group);
    const others = group.length > 1 ? ` (and ${counted(group.length - 1, 'more field')} of this file)` : '';
    const shown = manifest.kind === 'Secret' ? 'a value' : placeholder.text;
    return `${manifest.placeOf(path)}: ${manifest.title}: ${shown} is a placeholder${others}. ${effect}. Substitute the values first, with ${placeholder.tool}`;
  });
}
