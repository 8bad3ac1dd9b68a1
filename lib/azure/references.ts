import { isMap, listFrom, type Manifest, type ManifestMap, mapOf } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';
import { indexed } from '../validate/indexed';
import { isSelected } from '../validate/label-selector';
import { kubeNamespace } from './kube-object';

/** A reference by name; without a namespace, it may be any. */
interface Reference {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** The kind that a field refers to, by the field's name: `secretName`, `imagePullSecrets`, `serviceAccount`, `clientPassword`. */
const KINDS_OF_FIELDS: readonly (readonly [RegExp, string])[] = [
  [/secret|password|credential|certificateRef/i, 'Secret'],
  [/service-?account/i, 'ServiceAccount'],
  [/config-?map/i, 'ConfigMap'],
];

/** The kind of the names in an RBAC rule. */
const KINDS_OF_RESOURCES: { readonly [resource: string]: string } = {
  secrets: 'Secret',
  serviceaccounts: 'ServiceAccount',
  configmaps: 'ConfigMap',
  roles: 'Role',
  clusterroles: 'ClusterRole',
};

const ACCOUNT_AS_USER = /^system:serviceaccount:([^:]+):(.+)$/;

/**
 * References between objects, found by the names of fields, so unknown kinds count too. Finds too many rather than too
 * few, because objects without references are deleted.
 */
export class References {
  private readonly byName: ReadonlyMap<string, { readonly from: Manifest; readonly reference: Reference }[]>;
  private readonly aggregating: readonly Manifest[];

  /** @param names the names that matter; references to others are not kept */
  constructor(objects: readonly Manifest[], names: ReadonlySet<string>) {
    const wanted = (from: Manifest) => referencesIn(from).filter(({ name }) => names.has(name));
    const all = objects.flatMap((from) => wanted(from).map((reference) => ({ from, reference })));
    this.byName = indexed(all, ({ reference: { kind, name } }) => `${kind}/${name}`);
    this.aggregating = objects.filter(({ value }) => isMap(value.aggregationRule));
  }

  /** The objects that refer to one, whether it is among them or not. */
  public to(kind: string, namespace: string, name: string): Manifest[] {
    const found = this.byName.get(`${kind}/${name}`) ?? [];
    const isHere = ({ namespace: where }: Reference) => where === undefined || namespace === '' || where === namespace;
    return [...new Set(found.filter(({ reference }) => isHere(reference)).map(({ from }) => from))];
  }

  public toObject(manifest: Manifest): Manifest[] {
    const { kind, name, metadata } = manifest;
    const found = this.to(kind, kubeNamespace(manifest), name);
    if (kind !== 'ClusterRole') return found;
    const labels = mapOf(metadata.labels) as { readonly [key: string]: string };
    const adding = this.aggregating.filter(({ value }) =>
      listFrom(mapOf(value.aggregationRule).clusterRoleSelectors).some((selector) => isSelected(selector, labels)),
    );
    return [...new Set([...found, ...adding])];
  }
}

function referencesIn(manifest: Manifest): Reference[] {
  const found: Reference[] = [];
  const isWide = kubeNamespace(manifest) === '' || !(manifest.hasNamespace || isNamespaced(manifest));
  const namespace = isWide ? undefined : manifest.namespace;
  const visit = (value: YamlValue | undefined): void => {
    if (typeof value === 'string') addUser(value, found);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (isMap(value)) {
      addTyped(value, namespace, found);
      for (const [key, child] of Object.entries(value)) {
        for (const [pattern, kind] of KINDS_OF_FIELDS)
          if (pattern.test(key)) addNamed(kind, child, value, namespace, found);
        visit(child);
      }
    }
  };
  visit(manifest.value);
  return found;
}

/** Kinds of Kubernetes itself; for others it is unknown. */
const isNamespaced = ({ group }: Manifest) => !group.includes('.') || group.endsWith('.k8s.io');

function addUser(text: string, found: Reference[]): void {
  const [, namespace, name = ''] = ACCOUNT_AS_USER.exec(text) ?? [];
  if (namespace !== undefined) found.push({ kind: 'ServiceAccount', namespace, name });
}

/** `{ kind, name }`, and the names in an RBAC rule. */
function addTyped(map: ManifestMap, own: string | undefined, found: Reference[]): void {
  const { kind, name, namespace, resources, resourceNames } = map;
  if (typeof kind === 'string' && typeof name === 'string') {
    found.push({ kind, name, namespace: typeof namespace === 'string' ? namespace : own });
  }
  for (const resource of listFrom(resources)) {
    const ofResource = Object.entries(KINDS_OF_RESOURCES).find(([plural]) => plural === resource)?.[1];
    if (ofResource === undefined) continue;
    for (const one of listFrom(resourceNames))
      if (typeof one === 'string') found.push({ kind: ofResource, name: one, namespace: own });
  }
}

/** The value of a field that refers to a kind: a name, `namespace/name`, several of them, or maps with a `name`. */
function addNamed(
  kind: string,
  value: YamlValue | undefined,
  beside: ManifestMap,
  own: string | undefined,
  found: Reference[],
): void {
  if (Array.isArray(value)) for (const item of value) addNamed(kind, item, {}, own, found);
  else if (isMap(value)) {
    if (typeof value.name === 'string') addNamed(kind, value.name, value, own, found);
  } else if (typeof value === 'string') {
    const stated = [beside.namespace, beside.secretNamespace].find((one) => typeof one === 'string');
    for (const part of value.split(/[\s,]+/)) {
      const slash = part.indexOf('/');
      const namespace = slash < 0 ? (typeof stated === 'string' ? stated : own) : part.slice(0, slash);
      found.push({ kind, name: part.slice(slash + 1), namespace });
    }
  }
}
