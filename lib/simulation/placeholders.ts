import type { FieldPath, Manifest } from '../manifests/manifest';
import { firstOf, type PlaceholderField, placeholderAt, placeholdersBelow } from '../manifests/placeholder-fields';
import { API_GROUP, BEHAVIOR_ANNOTATION } from '../upstream/api';
import { counted } from '../validate/counted';
import { indexed } from '../validate/indexed';
import type { Cluster } from './cluster';
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

/** Fields that are handed on, and decide nothing here. */
const HANDED_ON = ['clientID', 'tenantID', 'adEndpoint', 'adResourceID', 'clientPassword', 'auxiliaryTenantIDs'];

/** The fields of identities, bindings, exceptions, labelled workloads and controllers that hold placeholders. */
export function placeholdersIn(
  cluster: Cluster,
  { controllers }: Pick<SettledSettings, 'controllers'>,
): PlaceholderField[] {
  const { identities, bindings, exceptions, workloads, refusals } = cluster;
  const custom = new Set<Manifest>();
  for (const { manifest } of [...identities, ...bindings, ...exceptions, ...refusals]) {
    if (manifest.group === API_GROUP) custom.add(manifest);
  }
  const refused = new Map<Manifest, FieldPath[]>();
  for (const { manifest, path } of refusals) {
    if (manifest.group === API_GROUP || !placeholderAt(manifest, path)) continue;
    refused.set(manifest, [...(refused.get(manifest) ?? []), path]);
  }
  return [
    ...[...custom].flatMap((manifest) => OF_CUSTOM_RESOURCES.flatMap((path) => placeholdersBelow(manifest, path))),
    ...workloads
      .filter(({ manifest, label }) => label !== undefined && !refused.has(manifest))
      .flatMap(({ manifest, template }) =>
        [...NAME_AND_NAMESPACE, [...template, 'metadata', 'labels']].flatMap((path) =>
          placeholdersBelow(manifest, path),
        ),
      ),
    ...controllers.flatMap(({ manifest, containerPath }) =>
      ['image', 'command', 'args', 'env']
        .flatMap((field) => placeholdersBelow(manifest, [...containerPath, field]))
        .filter(({ path }) => !path.includes('env') || path.at(-1) === 'value'),
    ),
    ...[...refused].flatMap(([manifest, paths]) => paths.flatMap((path) => placeholdersBelow(manifest, path))),
  ];
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
