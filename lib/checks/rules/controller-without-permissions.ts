import type { Controller } from '../../simulation/controller';
import { permissionsNeeded } from '../../upstream/roles';
import type { CheckedCluster } from '../checked-cluster';
import { MIC } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { MIC_ROLE } from '../examples/role-examples';
import { grantsOf, lacking, subjectsOf } from '../facts/permissions';
import type { Rule, RuleFinding } from '../rule';

export const controllerWithoutPermissions: Rule = {
  id: 'controller-without-permissions',
  title: 'MIC or NMI may not do what it has to',
  severity: 'error',
  why: 'MIC and NMI read pods and the custom resources of the whole cluster, and MIC writes them. Their account needs a ClusterRole with these rights.',
  symptom: 'MIC or NMI logs "forbidden"; nothing is assigned, or token requests end with a 404.',
  bad: documents(changed(MIC_ROLE, 'resources: [pods, nodes]', 'resources: [pods]'), MIC),
  good: documents(MIC_ROLE, MIC),
  source: 'charts/aad-pod-identity/templates/mic-clusterrole.yaml, nmi-clusterrole.yaml',
  check: (checked) => checked.settings.controllers.flatMap((controller) => findingsOf(checked, controller)),
};

function findingsOf(checked: CheckedCluster, controller: Controller): RuleFinding[] {
  // It has the rights of who the file is of.
  if (controller.flags.value('kubeconfig')) return [];
  const { manifest, namespace, template } = controller.workload;
  const { account } = controller;
  const { bindings, rules } = grantsOf(checked, namespace, account);
  if (bindings.length === 0) {
    const isWrong = account === 'default' || isExpected(checked, namespace, account);
    return isWrong ? unbound(checked, controller) : [];
  }
  if (account !== 'default' && !hasAccount(checked, namespace, account)) {
    return [
      {
        object: manifest,
        path: [...template, 'spec', 'serviceAccountName'],
        message: `there is no ServiceAccount ${namespace}/${account}: the pods of the controller cannot be made. Add it`,
        severity: checked.ifClosed('error'),
      },
    ];
  }
  if (!rules) return [];
  const missing = permissionsNeeded(
    controller.program,
    checked.settings.mode === 'managed',
    controller.version,
  ).flatMap((permission) => {
    const verbs = lacking(rules, permission);
    return verbs.length > 0 ? [`${verbs.join(', ')} ${permission.resource}`] : [];
  });
  if (missing.length === 0) return [];
  return [
    {
      object: manifest,
      path: [...template, 'spec', 'serviceAccountName'],
      message: `the account ${namespace}/${account} may not ${missing.join('; ')}: the controller cannot work. Add it to the ClusterRole ${bindings.map(({ value }) => roleOf(value)).join(', ')}`,
      severity: checked.ifClosed('error'),
    },
  ];
}

function unbound(checked: CheckedCluster, controller: Controller): RuleFinding[] {
  const { manifest, namespace, template } = controller.workload;
  const { account } = controller;
  return [
    {
      object: manifest,
      path: [...template, 'spec', 'serviceAccountName'],
      message: `no ClusterRoleBinding here gives a role to the account ${namespace}/${account}: the controller may not read pods and identities. Add the ClusterRole and ClusterRoleBinding of upstream`,
      severity: checked.ifClosed('error'),
    },
  ];
}

/** Whether its rights would be here if it had any: its account is, or all is. One in another namespace is told there. */
function isExpected(checked: CheckedCluster, namespace: string, account: string): boolean {
  const { options, cluster } = checked;
  const { objects } = cluster.manifests;
  const isElsewhere = objects.some(
    (object) =>
      object.kind === 'ClusterRoleBinding' &&
      account !== 'default' &&
      subjectsOf(object).some(({ kind, name }) => kind === 'ServiceAccount' && name === account),
  );
  if (isElsewhere) return false;
  return options.wholeCluster === true || hasAccount(checked, namespace, account);
}

const hasAccount = ({ cluster }: CheckedCluster, namespace: string, account: string) =>
  cluster.manifests.objects.some(
    ({ kind, namespace: of, name }) => kind === 'ServiceAccount' && of === namespace && name === account,
  );

const roleOf = (value: { readonly [key: string]: unknown }) =>
  String((value.roleRef as { readonly name?: unknown } | undefined)?.name);
