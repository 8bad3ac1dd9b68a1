import { MIC } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { MIC_ROLE } from '../examples/role-examples';
import { grantsOf, subjectsOf } from '../facts/permissions';
import type { Rule } from '../rule';

export const roleBoundInOtherNamespace: Rule = {
  id: 'role-bound-in-other-namespace',
  title: 'A ClusterRoleBinding names the account of a controller in another namespace',
  severity: 'error',
  why: 'The namespace of a subject must be that of the ServiceAccount. What moves all objects to another namespace does not always change it.',
  symptom: 'MIC or NMI logs "forbidden", and nothing is assigned.',
  bad: documents(changed(MIC_ROLE, '    namespace: default\n', '    namespace: kube-system\n'), MIC),
  good: documents(MIC_ROLE, MIC),
  source: 'deploy/infra/deployment-rbac.yaml',
  check: (checked) =>
    checked.settings.controllers.flatMap((controller) => {
      const { account } = controller;
      const { namespace, manifest } = controller.workload;
      if (account === 'default' || grantsOf(checked, namespace, account).bindings.length > 0) return [];
      return checked.cluster.manifests.objects
        .filter(({ kind }) => kind === 'ClusterRoleBinding')
        .flatMap((object) => {
          const at = subjectsOf(object).findIndex(({ kind, name }) => kind === 'ServiceAccount' && name === account);
          if (at < 0) return [];
          const other = subjectsOf(object)[at]?.namespace;
          return [
            {
              object,
              path: ['subjects', at, 'namespace'],
              message: `the account ${account} of ${manifest.title} is in namespace ${namespace}, and the role is given to that of ${typeof other === 'string' ? `namespace ${other}` : 'no namespace'}: the controller may do nothing. Write namespace: ${namespace}`,
              fix: `namespace: ${namespace}`,
            },
          ];
        });
    }),
};
