import type { ApiObject } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { SecretReference } from '../../identity/azure-identity-props';
import { API_GROUP, RESOURCES } from '../../upstream/api';
import type { Program } from '../../upstream/flag';
import { roleRules } from '../../upstream/roles';
import type { ComponentNames, Distribution } from '../distribution';
import type { Wire } from '../wire';
import type { InstallContext } from './controller';
import { render } from './controller';

type Rule = Wire<k8s.PolicyRule>;

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const RBAC_V1 = `${RBAC_GROUP}/v1`;

const rule = (apiGroup: string, resources: string[], verbs: string[]): Rule => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
});

/** Settings of the roles. */
export interface RbacSettings {
  readonly allowAccessToSecrets: boolean;
  readonly pspEnabled: boolean;
}

/** The objects of one ServiceAccount. */
export interface RbacObjects {
  readonly serviceAccount?: ApiObject;
  readonly clusterRole?: ApiObject;
  readonly clusterRoleBinding?: ApiObject;
}

/** ServiceAccount, ClusterRole and ClusterRoleBinding of MIC or NMI, as children of its construct. */
export function renderRbac(
  scope: Construct,
  program: Program,
  names: ComponentNames,
  { namespace, managed }: InstallContext,
  { allowAccessToSecrets, pspEnabled }: RbacSettings,
): RbacObjects {
  const { labels } = names;
  const rules = roleRules(program, { managed, allowAccessToSecrets });
  const account = { name: names.serviceAccount, namespace, labels };
  const psp = { ...rule('policy', ['podsecuritypolicies'], ['use']), resourceNames: [names.podSecurityPolicy] };
  const role = { name: names.clusterRole, labels };
  const binding = { name: names.clusterRoleBinding, labels: names.clusterRoleBindingLabels };
  return {
    serviceAccount: render(scope, 'v1', 'ServiceAccount', account, {}),
    clusterRole: render(scope, RBAC_V1, 'ClusterRole', role, { rules: pspEnabled ? [...rules, psp] : rules }),
    clusterRoleBinding: render(scope, RBAC_V1, 'ClusterRoleBinding', binding, {
      roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: names.clusterRole },
      subjects: [{ kind: 'ServiceAccount', name: names.serviceAccount, namespace }],
    }),
  };
}

/** Roles for NMI to read single Secrets, with their bindings: one per namespace. */
export function renderSecretRoles(
  scope: Construct,
  names: ComponentNames,
  namespace: string,
  secrets: readonly SecretReference[],
): ApiObject[] {
  const byNamespace = new Map<string, string[]>();
  for (const secret of secrets) {
    const where = secret.namespace ?? namespace;
    byNamespace.set(where, [...(byNamespace.get(where) ?? []), secret.name]);
  }
  return [...byNamespace].flatMap(([where, resourceNames]) => {
    const metadata = { name: `${names.clusterRole}-secrets`, namespace: where, labels: names.labels };
    const rules = [{ ...rule('', ['secrets'], ['get']), resourceNames: resourceNames.toSorted() }];
    return [
      render(scope, RBAC_V1, 'Role', metadata, { rules }, `Role-${where}`),
      render(
        scope,
        RBAC_V1,
        'RoleBinding',
        metadata,
        {
          roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name: metadata.name },
          subjects: [{ kind: 'ServiceAccount', name: names.serviceAccount, namespace }],
        },
        `RoleBinding-${where}`,
      ),
    ];
  });
}

/** ClusterRoles that aggregate to view, edit and admin (upstream: templates/user-facing-clusterroles.yaml). */
export function renderUserFacingRoles(scope: Construct, distribution: Distribution, managed: boolean): ApiObject[] {
  const kinds = [RESOURCES.AzureIdentityBinding, RESOURCES.AzureIdentity, RESOURCES.AzurePodIdentityException];
  const read = ['get', 'list', 'watch'];
  const role = (name: string, to: string[], rules: Rule[]) => {
    const aggregated = to.map((target) => [`rbac.authorization.k8s.io/aggregate-to-${target}`, 'true']);
    const metadata = {
      name: `${distribution.userFacingRoles}-${name}`,
      labels: { ...distribution.labels, ...Object.fromEntries(aggregated) },
    };
    return render(scope, RBAC_V1, 'ClusterRole', metadata, { rules }, `ClusterRole-${name}`);
  };
  return [
    role(
      'view',
      ['view', 'edit', 'admin'],
      [rule(API_GROUP, kinds, read), ...(managed ? [] : [rule(API_GROUP, [RESOURCES.AzureAssignedIdentity], read)])],
    ),
    role(
      'edit',
      ['edit', 'admin'],
      [rule(API_GROUP, kinds, ['create', 'delete', 'deletecollection', 'patch', 'update'])],
    ),
  ];
}
