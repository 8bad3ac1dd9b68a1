import { listFrom, type Manifest, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import type { Controller, Program } from '../../simulation/controllers';
import { API_GROUP } from '../../simulation/custom-resources';
import type { CheckedCluster } from '../checked-cluster';
import { podSpecOf } from './controllers-of';

/** What a controller must be able to do. */
export interface Permission {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

const READ = ['get', 'list', 'watch'];

/** What each program asks of the API server (charts/aad-pod-identity/templates/*-clusterrole.yaml). */
const NEEDED: { readonly [program in Program]: readonly Permission[] } = {
  mic: [
    { group: '', resource: 'pods', verbs: ['list', 'watch'] },
    { group: '', resource: 'nodes', verbs: ['list', 'watch'] },
    { group: '', resource: 'events', verbs: ['create', 'patch'] },
    { group: '', resource: 'configmaps', verbs: ['get', 'create', 'update'] },
    { group: '', resource: 'endpoints', verbs: ['create', 'get', 'update'] },
    { group: API_GROUP, resource: 'azureidentities', verbs: [...READ, 'update'] },
    { group: API_GROUP, resource: 'azureidentitybindings', verbs: [...READ, 'update'] },
    { group: API_GROUP, resource: 'azurepodidentityexceptions', verbs: ['list', 'update'] },
    { group: API_GROUP, resource: 'azureassignedidentities', verbs: [...READ, 'create', 'update', 'patch', 'delete'] },
  ],
  nmi: [
    { group: '', resource: 'pods', verbs: READ },
    { group: API_GROUP, resource: 'azureidentities', verbs: READ },
    { group: API_GROUP, resource: 'azureidentitybindings', verbs: READ },
    { group: API_GROUP, resource: 'azurepodidentityexceptions', verbs: READ },
    { group: API_GROUP, resource: 'azureassignedidentities', verbs: READ },
  ],
};

/** In managed mode there are no AzureAssignedIdentities. */
export const neededBy = (program: Program, isManaged: boolean): readonly Permission[] =>
  NEEDED[program].filter(({ resource }) => !(isManaged && resource === 'azureassignedidentities'));

/** The account that the pods of a controller have. */
export function accountOf(controller: Controller): string {
  const { serviceAccountName, serviceAccount } = podSpecOf(controller);
  return (
    [serviceAccountName, serviceAccount].find((name) => typeof name === 'string' && name !== '')?.toString() ??
    'default'
  );
}

/** What an account is bound to in the whole cluster. */
export interface Grants {
  /** The bindings that name it. */
  readonly bindings: readonly Manifest[];
  /** The rules of its roles; undefined when a role is not among the manifests. */
  readonly rules: readonly ManifestMap[] | undefined;
}

export function grantsOf({ cluster }: CheckedCluster, namespace: string, account: string): Grants {
  const { objects } = cluster.manifests;
  const bindings = objects.filter(
    (object) =>
      object.kind === 'ClusterRoleBinding' && subjectsOf(object).some((subject) => isFor(subject, namespace, account)),
  );
  const roles = bindings.map((binding) => {
    const { name } = mapOf(binding.value.roleRef);
    return objects.find((object) => object.kind === 'ClusterRole' && object.name === name);
  });
  const isKnown = roles.every((role) => role && role.value.aggregationRule === undefined);
  return {
    bindings,
    rules: isKnown ? roles.flatMap((role) => listFrom(role?.value.rules).map(mapOf)) : undefined,
  };
}

export const subjectsOf = (binding: Manifest): ManifestMap[] => listFrom(binding.value.subjects).map(mapOf);

function isFor({ kind, name, namespace: ofSubject }: ManifestMap, namespace: string, account: string): boolean {
  if (kind === 'ServiceAccount') return name === account && ofSubject === namespace;
  if (kind === 'User') return name === `system:serviceaccount:${namespace}:${account}`;
  return (
    kind === 'Group' &&
    [`system:serviceaccounts:${namespace}`, 'system:serviceaccounts', 'system:authenticated'].includes(String(name))
  );
}

/** The verbs of a permission that no rule grants. */
export function lacking(rules: readonly ManifestMap[], { group, resource, verbs }: Permission): string[] {
  return verbs.filter(
    (verb) =>
      !rules.some(
        (rule) =>
          isAmong(rule.apiGroups, group) &&
          isAmong(rule.resources, resource) &&
          isAmong(rule.verbs, verb) &&
          listFrom(rule.resourceNames).length === 0,
      ),
  );
}

const isAmong = (list: YamlValue | undefined, word: string) =>
  listFrom(list).some((item) => item === '*' || item === word);
