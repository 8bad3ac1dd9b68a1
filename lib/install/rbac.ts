import type { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { CheckedApiObject } from '../synth/checked-api-object';
import type { ComponentNames } from './names';
import type { Wire } from './wire';

type Rule = Wire<k8s.PolicyRule>;

const GROUP = 'aadpodidentity.k8s.io';
const RBAC = { apiGroup: 'rbac.authorization.k8s.io', apiVersion: 'rbac.authorization.k8s.io/v1' };

const rule = (apiGroup: string, resources: string[], verbs: string[]): Rule => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
});

/** What MIC may do (upstream: charts/aad-pod-identity/templates/mic-clusterrole.yaml). */
export const MIC_RULES: readonly Rule[] = [
  rule('apiextensions.k8s.io', ['customresourcedefinitions'], ['*']),
  rule('', ['pods', 'nodes'], ['list', 'watch']),
  rule('', ['events'], ['create', 'patch']),
  rule('', ['configmaps'], ['get', 'create', 'update']),
  rule('', ['endpoints'], ['create', 'get', 'update']),
  rule(GROUP, ['azureidentitybindings', 'azureidentities'], ['get', 'list', 'watch', 'post', 'update']),
  rule(GROUP, ['azurepodidentityexceptions'], ['list', 'update']),
  rule(GROUP, ['azureassignedidentities'], ['*']),
];

/** What NMI may do (upstream: charts/aad-pod-identity/templates/nmi-clusterrole.yaml). */
export const NMI_RULES: readonly Rule[] = [
  rule('apiextensions.k8s.io', ['customresourcedefinitions'], ['get', 'list']),
  rule('', ['pods'], ['get', 'list', 'watch']),
  rule('', ['secrets'], ['get']),
  rule(GROUP, ['azureidentitybindings', 'azureidentities', 'azurepodidentityexceptions'], ['get', 'list', 'watch']),
  rule(GROUP, ['azureassignedidentities'], ['get', 'list', 'watch']),
];

/** ServiceAccount, ClusterRole and ClusterRoleBinding of MIC or NMI, as children of its construct. */
export function renderRbac(scope: Construct, names: ComponentNames, namespace: string, rules: readonly Rule[]): void {
  const metadata = { labels: { ...names.labels } };
  new CheckedApiObject(scope, 'ServiceAccount', {
    gvk: { apiVersion: 'v1', kind: 'ServiceAccount' },
    name: names.serviceAccount,
    namespace,
    metadata,
    content: {},
  });
  new CheckedApiObject(scope, 'ClusterRole', {
    gvk: { apiVersion: RBAC.apiVersion, kind: 'ClusterRole' },
    name: names.clusterRole,
    namespace: undefined,
    metadata,
    content: { rules },
  });
  const binding: Wire<Pick<k8s.KubeClusterRoleBindingProps, 'roleRef' | 'subjects'>> = {
    roleRef: { apiGroup: RBAC.apiGroup, kind: 'ClusterRole', name: names.clusterRole },
    subjects: [{ kind: 'ServiceAccount', name: names.serviceAccount, namespace }],
  };
  new CheckedApiObject(scope, 'ClusterRoleBinding', {
    gvk: { apiVersion: RBAC.apiVersion, kind: 'ClusterRoleBinding' },
    name: names.clusterRoleBinding,
    namespace: undefined,
    metadata,
    content: binding,
  });
}
