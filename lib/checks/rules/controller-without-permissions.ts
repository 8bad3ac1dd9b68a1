import type { Controller } from '../../simulation/controller';
import { Mode } from '../../upstream/mode';
import { permissionsNeeded } from '../../upstream/roles';
import type { CheckedCluster } from '../checked-cluster';
import { MIC } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { MIC_ROLE } from '../examples/role-examples';
import { controllersOf } from '../facts/controllers';
import { objectsOfKinds } from '../facts/objects';
import { grantsOf, lacking, subjectsOf } from '../facts/permissions';
import { type Rule, type RuleFinding, Severity } from '../rule';

export const controllerWithoutPermissions: Rule = {
  id: 'controller-without-permissions',
  title: 'MIC or NMI lacks permissions that it needs',
  severity: Severity.ERROR,
  why: 'MIC and NMI read pods and custom resources in the whole cluster, and MIC writes them. Their ServiceAccount needs a ClusterRole with these permissions.',
  symptom: 'MIC or NMI logs "forbidden"; nothing is assigned, or token requests fail with 404.',
  bad: documents(changed(MIC_ROLE, 'resources: [pods, nodes]', 'resources: [pods]'), MIC),
  good: documents(MIC_ROLE, MIC),
  source: 'charts/aad-pod-identity/templates/mic-clusterrole.yaml, nmi-clusterrole.yaml',
  check: (checked) => checked.settings.controllers.flatMap((controller) => findingsOf(checked, controller)),
};

function findingsOf(checked: CheckedCluster, controller: Controller): RuleFinding[] {
  // The kubeconfig decides as whom it acts.
  if (controller.flags.value('kubeconfig')) return [];
  const { manifest, namespace, template } = controller.workload;
  const { account } = controller;
  const { bindings, rules } = grantsOf(checked, namespace, account);
  if (bindings.length === 0) {
    return isBoundElsewhere(checked, account) ? [] : [unbound(checked, controller)];
  }
  if (account !== 'default' && !hasAccount(checked, namespace, account)) {
    return [
      {
        object: manifest,
        path: [...template, 'spec', 'serviceAccountName'],
        message: `There is no ServiceAccount ${namespace}/${account}. The pods of the controller cannot be created. Add it.`,
        absence: {
          isNear: isInstallHere(checked),
          counted: ['controller has no ServiceAccount', 'controllers have no ServiceAccount'],
        },
      },
    ];
  }
  if (!rules) return [];
  const missing = permissionsNeeded(
    controller.program,
    checked.settings.mode === Mode.MANAGED,
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
      message: `The ServiceAccount ${namespace}/${account} lacks permission to ${missing.join('; ')}. The controller cannot work. Add it to the ClusterRole ${bindings.map(({ value }) => roleOf(value)).join(', ')}.`,
      // Another role may give the rest.
      absence: { isNear: true },
    },
  ];
}

function unbound(checked: CheckedCluster, controller: Controller): RuleFinding {
  const { manifest, namespace, template } = controller.workload;
  const { account } = controller;
  const message =
    account === 'default'
      ? `${controller.name} runs as the ServiceAccount ${namespace}/default, to which no ClusterRoleBinding here gives a role. On a cluster with RBAC, the default of AKS, it cannot read pods and identities. Apply upstream's manifest with RBAC, deployment-rbac.yaml.`
      : `No ClusterRoleBinding here gives a role to the ServiceAccount ${namespace}/${account}. The controller cannot read pods and identities. Add the ClusterRole and ClusterRoleBinding of upstream.`;
  return {
    object: manifest,
    path: [...template, 'spec', 'serviceAccountName'],
    message,
    absence: {
      isNear: isInstallHere(checked) && (account === 'default' || hasAccount(checked, namespace, account)),
      counted: ['controller has no ClusterRoleBinding', 'controllers have no ClusterRoleBinding'],
    },
  };
}

/** Whether MIC and NMI are both here, so that what belongs to them would be, too. */
const isInstallHere = (checked: CheckedCluster) =>
  (['mic', 'nmi'] as const).every((program) => controllersOf(checked, program).length > 0);

/** role-bound-in-other-namespace reports it. */
const isBoundElsewhere = (checked: CheckedCluster, account: string) =>
  account !== 'default' &&
  objectsOfKinds(checked, ['ClusterRoleBinding']).some((object) =>
    subjectsOf(object).some(({ kind, name }) => kind === 'ServiceAccount' && name === account),
  );

const hasAccount = (checked: CheckedCluster, namespace: string, account: string) =>
  objectsOfKinds(checked, ['ServiceAccount']).some(({ namespace: of, name }) => of === namespace && name === account);

const roleOf = (value: { readonly [key: string]: unknown }) =>
  String((value.roleRef as { readonly name?: unknown } | undefined)?.name);
