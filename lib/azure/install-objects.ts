import { listFrom, type Manifest, type ManifestMap, mapOf, stringOf } from '../manifests/manifest';
import type { Controller } from '../simulation/controller';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { API_GROUP } from '../upstream/api';
import { MIC_CREDENTIALS } from '../upstream/mic-credentials';
import { isSelected } from '../validate/label-selector';
import { hasGeneratedName, RBAC_GROUP } from './kube-object';
import { References } from './references';

/** The objects among the manifests that install AAD Pod Identity. */
export interface InstallObjects {
  readonly controllers: readonly Manifest[];
  /** What only they need: ServiceAccounts, roles, credentials, exceptions. */
  readonly others: readonly Manifest[];
  /** What they need but must be kept, each with the reason. */
  readonly kept: ReadonlyMap<Manifest, string>;
}

export const GENERATED = 'its name is generated, so a script cannot name it';

/**
 * The install, found by references, because its names can be anything. It includes no Namespace: deleting one would
 * delete all other objects in it.
 */
export function installObjects({ cluster, settings }: Simulation): InstallObjects {
  const { objects } = cluster.manifests;
  const controllers = [...new Set(settings.controllers.map(({ workload }) => workload.manifest))];
  const kept = new Map<Manifest, string>();
  if (controllers.length === 0) return { controllers, others: [], kept };

  const accounts = new Set(settings.controllers.map(({ account, manifest }) => `${manifest.namespace}/${account}`));
  const secrets = new Set(settings.controllers.flatMap(secretsOf));
  const bindings = objects.filter((object) => isBinding(object) && subjectsOf(object).some((key) => accounts.has(key)));
  const roles = new Set(bindings.map(roleOf));
  const isCandidate = (object: Manifest): boolean => {
    const { group, kind, namespace, name } = object;
    if (group === '' && kind === 'ServiceAccount') return accounts.has(`${namespace}/${name}`);
    if (group === '' && kind === 'Secret') return secrets.has(`${namespace}/${name}`);
    if (group === RBAC_GROUP && ROLES.includes(kind)) {
      return roles.has(roleKey(kind, namespace, name)) || isUserFacing(object, controllers);
    }
    if (group === 'policy' && kind === 'PodDisruptionBudget') {
      return settings.controllers.some(({ workload }) => selects(object, workload));
    }
    return bindings.includes(object) || (group === API_GROUP && kind === 'AzurePodIdentityException');
  };
  const candidates = new Set(objects.filter(isCandidate));
  const names = [...candidates].map(({ name }) => name);
  const references = new References(
    objects,
    new Set([...names, ...[...accounts].map((key) => key.slice(key.indexOf('/') + 1))]),
  );

  const keep = (object: Manifest, why: string) => {
    kept.set(object, why);
    candidates.delete(object);
  };
  const others = cluster.workloads.filter(({ manifest }) => !controllers.includes(manifest));
  for (const object of [...candidates]) {
    const why =
      ownReason(object) ?? bindingReason(object, accounts, references, controllers) ?? budgetReason(object, others);
    if (why !== undefined) keep(object, why);
  }
  // An object that is kept needs the objects it refers to.
  for (let before = -1; before !== candidates.size; ) {
    before = candidates.size;
    for (const object of [...candidates]) {
      const users = references.toObject(object).filter((from) => !candidates.has(from) && !controllers.includes(from));
      const user = users.find((from) => !kept.has(from)) ?? users[0];
      if (user) keep(object, refersToIt(user));
    }
  }
  return {
    controllers,
    others: objects.filter((object) => candidates.has(object)),
    kept: new Map(objects.flatMap((object) => (kept.has(object) ? [[object, kept.get(object) ?? '']] : []))),
  };
}

const refersToIt = (user: Manifest) => `${user.title} refers to it (${user.placeOf()})`;

const ROLES = ['ClusterRole', 'Role'];

/** Roles and bindings that the API server creates, and recreates. */
const BUILT_IN = /^(cluster-admin|admin|edit|view|system:.*)$/s;

function ownReason(object: Manifest): string | undefined {
  const { group, kind, name, metadata } = object;
  const isBuiltIn = BUILT_IN.test(name) || Object.hasOwn(mapOf(metadata.labels), 'kubernetes.io/bootstrapping');
  if (group === RBAC_GROUP && isBuiltIn) return 'it is built into Kubernetes';
  if (kind === 'ServiceAccount' && name === DEFAULT_ACCOUNT) return 'Kubernetes creates one in each namespace';
  return hasGeneratedName(object) ? GENERATED : undefined;
}

/** The ServiceAccount of pods that name none. */
const DEFAULT_ACCOUNT = 'default';

/** A Secret of other variables may belong to something else. */
const CREDENTIALS = MIC_CREDENTIALS.map(({ variable }) => variable);

function secretsOf({ manifest: { namespace }, container }: Controller): string[] {
  return listFrom(container.env)
    .filter((variable) => CREDENTIALS.includes(stringOf(mapOf(variable).name)))
    .map((variable) => stringOf(mapOf(mapOf(mapOf(variable).valueFrom).secretKeyRef).name))
    .filter((name) => name !== '')
    .map((name) => `${namespace}/${name}`);
}

const isBinding = ({ group, kind }: Manifest) =>
  group === RBAC_GROUP && ['ClusterRoleBinding', 'RoleBinding'].includes(kind);

/** ServiceAccounts as `kube-system/mic`, other subjects as empty strings. */
const subjectsOf = ({ value }: Manifest): string[] =>
  listFrom(value.subjects)
    .map(mapOf)
    .map(({ kind, name, namespace }) => (kind === 'ServiceAccount' ? `${stringOf(namespace)}/${stringOf(name)}` : ''));

const roleKey = (kind: string, namespace: string, name: string) =>
  `${kind}/${kind === 'ClusterRole' ? '' : namespace}/${name}`;

/** The role of a binding: one in its own namespace, or a ClusterRole. */
function roleOf({ value, namespace }: Manifest): string {
  const { kind, name } = mapOf(value.roleRef);
  return roleKey(stringOf(kind), namespace, stringOf(name));
}

/** Why a binding is kept: it grants permissions to more than MIC and NMI. */
function bindingReason(
  object: Manifest,
  accounts: ReadonlySet<string>,
  references: References,
  controllers: readonly Manifest[],
): string | undefined {
  if (!isBinding(object)) return undefined;
  const subjects = subjectsOf(object);
  if (!subjects.every((key) => accounts.has(key))) return 'it also has subjects other than MIC and NMI';
  for (const account of new Set(subjects)) {
    const [namespace = '', name = ''] = account.split('/');
    if (name === DEFAULT_ACCOUNT)
      return `it grants permissions to every pod in ${namespace} without its own ServiceAccount`;
    const user = references
      .to('ServiceAccount', namespace, name)
      .find((from) => from.group !== RBAC_GROUP && !controllers.includes(from));
    if (user) return `${user.title} also uses the ServiceAccount ${account} (${user.placeOf()})`;
  }
  return undefined;
}

const PART_OF = 'app.kubernetes.io/instance';

/** One of the two ClusterRoles for users, which the install aggregates to those of Kubernetes. */
function isUserFacing({ kind, name, value, metadata }: Manifest, controllers: readonly Manifest[]): boolean {
  const groups = listFrom(value.rules).flatMap((rule) => listFrom(mapOf(rule).apiGroups));
  const labels = mapOf(metadata.labels);
  return (
    kind === 'ClusterRole' &&
    /-(view|edit)$/.test(name) &&
    groups.length > 0 &&
    groups.every((group) => group === API_GROUP) &&
    labels['rbac.authorization.k8s.io/aggregate-to-edit'] === 'true' &&
    controllers.some((controller) => mapOf(controller.metadata.labels)[PART_OF] === labels[PART_OF])
  );
}

/** An empty selector selects all pods of its namespace. */
function selects({ value, namespace }: Manifest, workload: Workload): boolean {
  return namespace === workload.namespace && isSelected(mapOf(value.spec).selector, workload.labels);
}

function budgetReason(object: Manifest, others: readonly Workload[]): string | undefined {
  if (object.kind !== 'PodDisruptionBudget') return undefined;
  const selectsAll = isEmpty(mapOf(mapOf(object.value.spec).selector));
  const other = others.find((workload) => selects(object, workload));
  if (other) return `it also selects ${other.manifest.title} (${other.manifest.placeOf()})`;
  return selectsAll ? `it selects all pods in ${object.namespace}` : undefined;
}

/** Whether a selector requires no label. */
function isEmpty({ matchLabels, matchExpressions }: ManifestMap): boolean {
  return Object.keys(mapOf(matchLabels)).length === 0 && listFrom(matchExpressions).length === 0;
}
