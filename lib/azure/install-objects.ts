import { listFrom, type Manifest, type ManifestMap, mapOf } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';
import type { Simulation } from '../simulation/simulation';
import { API_GROUP } from '../upstream/api';

/** What of some manifests is the install of AAD Pod Identity. */
export interface InstallObjects {
  /** MIC and NMI. */
  readonly controllers: readonly Manifest[];
  /** What they need and nobody else: accounts, roles, credentials, exceptions. */
  readonly others: readonly Manifest[];
}

/**
 * The install, found by what refers to what, because its names may be any. A Namespace is none of it: deleting one
 * deletes what others have in it.
 */
export function installObjects({ cluster, settings }: Simulation): InstallObjects {
  const { objects } = cluster.manifests;
  const workloads = settings.controllers.map(({ workload }) => workload);
  const controllers = [...new Set(workloads.map(({ manifest }) => manifest))];
  if (controllers.length === 0) return { controllers, others: [] };
  const specs = workloads.map(({ manifest, template }) => mapOf(mapOf(manifest.at(template)).spec));
  const accounts = new Set(workloads.map(({ namespace }, i) => `${namespace}/${specs[i]?.serviceAccountName}`));
  const secrets = new Set(
    workloads.flatMap(({ namespace }, i) => secretsOf(specs[i] ?? {}).map((name) => `${namespace}/${name}`)),
  );
  const bindings = objects.filter((object) => isOnlyFor(accounts, object));
  const roles = new Set(bindings.map(({ value }) => roleKey(mapOf(value.roleRef))));
  const isOurs = (object: Manifest): boolean => {
    const key = `${object.namespace}/${object.name}`;
    if (object.group === '' && object.kind === 'ServiceAccount') return accounts.has(key);
    if (object.group === '' && object.kind === 'Secret') return secrets.has(key);
    if (object.group === RBAC && ROLES.includes(object.kind)) {
      return roles.has(roleKey({ kind: object.kind, name: object.name })) || isForCustomResources(object);
    }
    if (object.kind === 'PodDisruptionBudget') {
      return workloads.some(({ namespace, labels }) => namespace === object.namespace && selects(object, labels));
    }
    return bindings.includes(object) || (object.group === API_GROUP && object.kind === 'AzurePodIdentityException');
  };
  return { controllers, others: objects.filter(isOurs) };
}

const RBAC = 'rbac.authorization.k8s.io';
const ROLES = ['ClusterRole', 'Role'];

const roleKey = ({ kind, name }: ManifestMap) => `${kind}/${name}`;

/** A binding that all subjects of are our accounts. */
function isOnlyFor(accounts: ReadonlySet<string>, { group, kind, value }: Manifest): boolean {
  const subjects = listFrom(value.subjects).map(mapOf);
  return (
    group === RBAC &&
    ['ClusterRoleBinding', 'RoleBinding'].includes(kind) &&
    subjects.length > 0 &&
    subjects.every(
      (subject) => subject.kind === 'ServiceAccount' && accounts.has(`${subject.namespace}/${subject.name}`),
    )
  );
}

/** A role about nothing else, as the chart makes for its users. */
function isForCustomResources({ value }: Manifest): boolean {
  const groups = listFrom(value.rules).flatMap((rule) => listFrom(mapOf(rule).apiGroups));
  return groups.length > 0 && groups.every((group) => group === API_GROUP);
}

function secretsOf(spec: ManifestMap): YamlValue[] {
  return listFrom(spec.containers)
    .flatMap((container) => listFrom(mapOf(container).env))
    .flatMap((variable) => mapOf(mapOf(mapOf(variable).valueFrom).secretKeyRef).name ?? []);
}

function selects({ value }: Manifest, labels: { readonly [key: string]: string }): boolean {
  const wanted = Object.entries(mapOf(mapOf(mapOf(value.spec).selector).matchLabels));
  return wanted.length > 0 && wanted.every(([key, label]) => labels[key] === label);
}
