import { goBoolean } from '../go/booleans';
import { listFrom, type Manifest, mapOf, scalarText } from '../manifests/manifest';
import type { Manifests } from '../manifests/manifests';
import { SECRETS_STORE_GROUP } from '../upstream/secrets-store';
import { DEFAULT_ACCOUNT } from '../upstream/workload-identity';

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const POLICY_KINDS = [
  'AuthorizationPolicy',
  'MeshTLSAuthentication',
  'ServerAuthorization',
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
];

interface Policy {
  readonly manifest: Manifest;
  readonly text: string;
}

/** What else is among the manifests, as far as a stage depends on it. Read once. */
export class ClusterFacts {
  /** SecretProviderClasses whose driver asks NMI, by `namespace/name`. */
  public readonly vaultClasses = new Map<string, Manifest>();
  private readonly configs = new Map<string, Manifest>();
  private readonly enforced = new Map<string, { readonly level: string; readonly manifest: Manifest }>();
  private readonly roles = new Map<string, Manifest[]>();
  /** Those of each subject: `namespace/name`. */
  private readonly bound = new Map<string, Manifest[]>();
  private readonly lost = new Map<string, readonly Manifest[]>();
  private readonly policies: Policy[] = [];
  private readonly policiesOfDefault = new Map<string, readonly Policy[]>();

  constructor({ objects }: Manifests) {
    for (const manifest of objects) {
      const { group, kind } = manifest;
      if (group === '' && kind === 'Namespace') this.addNamespace(manifest);
      else if (group === '' && (kind === 'ConfigMap' || kind === 'Secret')) this.configs.set(manifest.title, manifest);
      else if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') this.addRole(manifest);
      else if (group === SECRETS_STORE_GROUP && kind === 'SecretProviderClass') this.addVaultClass(manifest);
      else if (POLICY_KINDS.includes(kind)) {
        this.policies.push({ manifest, text: JSON.stringify([manifest.value.spec, manifest.value.specs]) });
      }
    }
  }

  public configOf(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.configs.get(`${kind} ${namespace}/${name}`);
  }

  /** The Pod Security level that a namespace enforces, if it refuses the init container of the proxy. */
  public refusesProxy(namespace: string): { readonly level: string; readonly manifest: Manifest } | undefined {
    return this.enforced.get(namespace);
  }

  /** RoleBindings and ClusterRoleBindings that give permissions to `default` of a namespace, and not to the account. */
  public rolesLost(namespace: string, account: string): readonly Manifest[] {
    const roles = this.roles.get(namespace);
    if (!roles) return [];
    const subject = `${namespace}/${account}`;
    const known = this.lost.get(subject);
    const lost = known ?? roles.filter((role) => !subjectsOf(role).includes(subject));
    if (!known) this.lost.set(subject, lost);
    return lost;
  }

  /** RoleBindings and ClusterRoleBindings that name an account, unless `default` of its namespace has the same role there. */
  public rolesGained(namespace: string, account: string): readonly Manifest[] {
    const gained = this.bound.size > 0 ? this.bound.get(`${namespace}/${account}`) : undefined;
    if (!gained) return [];
    const ofDefault = new Set((this.roles.get(namespace) ?? []).map(roleOf));
    return gained.filter((role) => !ofDefault.has(roleOf(role)));
  }

  /** Policies of a mesh or of Cilium that name `default` of a namespace, and not the account. */
  public policiesLost(namespace: string, account: string): Manifest[] {
    if (this.policies.length === 0) return [];
    const known = this.policiesOfDefault.get(namespace);
    const ofDefault = known ?? this.policies.filter(({ text }) => names(text, namespace, DEFAULT_ACCOUNT));
    if (!known) this.policiesOfDefault.set(namespace, ofDefault);
    return ofDefault.filter(({ text }) => !names(text, namespace, account)).map(({ manifest }) => manifest);
  }

  private addNamespace(manifest: Manifest): void {
    const level = scalarText(mapOf(manifest.metadata.labels)[ENFORCE]);
    if (level === 'baseline' || level === 'restricted') this.enforced.set(manifest.name, { level, manifest });
  }

  private addRole(manifest: Manifest): void {
    const subjects = subjectsOf(manifest);
    for (const subject of new Set(subjects)) {
      const bound = this.bound.get(subject);
      if (bound) bound.push(manifest);
      else this.bound.set(subject, [manifest]);
    }
    const namespaces = subjects.flatMap((subject) => {
      const [namespace = '', name] = subject.split('/');
      return name === DEFAULT_ACCOUNT ? [namespace] : [];
    });
    for (const namespace of new Set(namespaces)) {
      const roles = this.roles.get(namespace);
      if (roles) roles.push(manifest);
      else this.roles.set(namespace, [manifest]);
    }
  }

  private addVaultClass(manifest: Manifest): void {
    if (goBoolean(scalarText(manifest.at(['spec', 'parameters', 'usePodIdentity']))) !== true) return;
    this.vaultClasses.set(`${manifest.namespace}/${manifest.name}`, manifest);
  }
}

/** The role of a binding, and where it holds. */
function roleOf(manifest: Manifest): string {
  const { kind, name } = mapOf(manifest.value.roleRef);
  const where = manifest.isClusterScoped ? '' : manifest.namespace;
  return JSON.stringify([manifest.kind, where, scalarText(kind), scalarText(name)]);
}

/** The ServiceAccounts of a binding, as `namespace/name`. */
function subjectsOf(manifest: Manifest): string[] {
  return listFrom(manifest.value.subjects)
    .map(mapOf)
    .flatMap(({ kind, name, namespace }) => {
      const own = manifest.isClusterScoped ? '' : manifest.namespace;
      if (kind === 'ServiceAccount') return [`${scalarText(namespace ?? own)}/${scalarText(name)}`];
      const user = kind === 'User' ? /^system:serviceaccount:([^:]+):(.+)$/.exec(scalarText(name)) : null;
      return user ? [`${user[1]}/${user[2]}`] : [];
    });
}

/** By Istio's principal, Linkerd's identity, or Cilium's label. */
function names(text: string, namespace: string, account: string): boolean {
  const patterns = [
    `/ns/${namespace}/sa/${account}"`,
    `"${account}.${namespace}.serviceaccount.`,
    `io.cilium.k8s.policy.serviceaccount":"${account}"`,
    `"kind":"ServiceAccount","name":"${account}"`,
  ];
  return patterns.some((pattern) => text.includes(pattern));
}
