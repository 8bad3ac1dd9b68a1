import { DEFAULT_ACCOUNT } from '../upstream/workload-identity';
import { indexed } from '../validate/indexed';
import { valueAt } from '../validate/path';
import type { RenderedObject, Surroundings } from './surroundings';

/** The RoleBindings and ClusterRoleBindings for the ServiceAccount `default`, by its namespace. */
export function rolesOfDefault({ others }: Surroundings): ReadonlyMap<string, readonly RenderedObject[]> {
  const bindings = others.filter(({ manifest: { kind } }) => kind === 'RoleBinding' || kind === 'ClusterRoleBinding');
  const bound = bindings.flatMap((binding) =>
    [...new Set(accountsIn(binding).filter(isDefault).map(namespaceIn))].map((namespace) => ({ namespace, binding })),
  );
  const byNamespace = indexed(bound, ({ namespace }) => namespace);
  return new Map([...byNamespace].map(([namespace, group]) => [namespace, group.map(({ binding }) => binding)]));
}

/** Whether a binding is for a ServiceAccount. */
export function isBoundTo(binding: RenderedObject, namespace: string | undefined, name: string): boolean {
  return accountsIn(binding).includes(`${namespace ?? ''}/${name}`);
}

/** The ServiceAccounts of a binding, as `namespace/name`. */
function accountsIn({ manifest }: RenderedObject): string[] {
  const subjects = valueAt(manifest, ['subjects']);
  const own = valueAt(manifest, ['metadata', 'namespace']);
  return (Array.isArray(subjects) ? subjects : []).flatMap((subject) => {
    const name = String(valueAt(subject, ['name']));
    // cdk8s-plus leaves the namespace out.
    if (valueAt(subject, ['kind']) === 'ServiceAccount')
      return [`${valueAt(subject, ['namespace']) ?? own ?? ''}/${name}`];
    const user = valueAt(subject, ['kind']) === 'User' ? /^system:serviceaccount:([^:]+):(.+)$/.exec(name) : null;
    return user ? [`${user[1]}/${user[2]}`] : [];
  });
}

const isDefault = (account: string) => account.endsWith(`/${DEFAULT_ACCOUNT}`);
const namespaceIn = (account: string) => account.slice(0, account.indexOf('/'));

const POLICY_KINDS = [
  'AuthorizationPolicy',
  'MeshTLSAuthentication',
  'ServerAuthorization',
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
];

/** A policy of a mesh or of Cilium, as one text. */
export interface AccountPolicy {
  readonly path: string;
  readonly text: string;
}

/** The policies of the app. */
export function policiesOf({ others }: Surroundings): AccountPolicy[] {
  return others
    .filter(({ manifest }) => POLICY_KINDS.includes(String(manifest.kind)))
    .map(({ object, manifest }) => ({
      path: object.node.path,
      text: JSON.stringify([manifest.spec, manifest.specs]),
    }));
}

/** Whether a policy names a ServiceAccount: by Istio's principal, Linkerd's identity, or Cilium's label. */
export function namesAccount({ text }: AccountPolicy, namespace: string | undefined, name: string): boolean {
  const patterns = [
    `/ns/${namespace}/sa/${name}"`,
    `"${namespace}/${name}"`,
    `"${name}.${namespace}.serviceaccount.`,
    `io.cilium.k8s.policy.serviceaccount":"${name}"`,
    `"kind":"ServiceAccount","name":"${name}"`,
  ];
  return patterns.some((pattern) => text.includes(pattern));
}
