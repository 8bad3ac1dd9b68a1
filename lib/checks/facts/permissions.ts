import { listFrom, type Manifest, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import type { Permission } from '../../upstream/roles';
import type { CheckedCluster } from '../checked-cluster';
import { objectsOfKinds } from './objects';

/** What an account is bound to in the whole cluster. */
export interface Grants {
  /** The bindings that name it. */
  readonly bindings: readonly Manifest[];
  /** The rules of its roles; undefined when a role is not among the manifests. */
  readonly rules: readonly ManifestMap[] | undefined;
}

export function grantsOf(checked: CheckedCluster, namespace: string, account: string): Grants {
  const bindings = objectsOfKinds(checked, ['ClusterRoleBinding']).filter((object) =>
    subjectsOf(object).some((subject) => isFor(subject, namespace, account)),
  );
  const roles = bindings.map((binding) => {
    const { name } = mapOf(binding.value.roleRef);
    return objectsOfKinds(checked, ['ClusterRole']).find((object) => object.name === name);
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
