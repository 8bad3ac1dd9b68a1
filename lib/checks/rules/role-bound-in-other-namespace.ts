import { MIC } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { MIC_ROLE } from '../examples/role-examples';
import { refusalsIn } from '../facts/faulty-objects';
import { objectsOfKinds } from '../facts/objects';
import { grantsOf, subjectsOf } from '../facts/permissions';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, Severity } from '../rule';

export const roleBoundInOtherNamespace: Rule = {
  id: 'role-bound-in-other-namespace',
  title: "A ClusterRoleBinding has the wrong namespace for a controller's ServiceAccount",
  severity: Severity.ERROR,
  why: 'The namespace of a subject must be that of the ServiceAccount. Tools that move all objects to another namespace do not always change it.',
  symptom: 'MIC or NMI logs "forbidden", and nothing is assigned.',
  bad: documents(changed(MIC_ROLE, '    namespace: default\n', '    namespace: kube-system\n'), MIC),
  good: documents(MIC_ROLE, MIC),
  source: 'deploy/infra/deployment-rbac.yaml',
  check: (checked) => {
    const isRefused = refusalsIn(checked);
    return checked.settings.controllers.flatMap((controller) => {
      const { account } = controller;
      const { namespace, manifest } = controller.workload;
      if (isRefused(manifest, ['metadata', 'namespace'])) return [];
      // Without a namespace of its own, it gets the one that it is applied with.
      if (account === 'default' || !manifest.hasNamespace || grantsOf(checked, namespace, account).bindings.length > 0)
        return [];
      return objectsOfKinds(checked, ['ClusterRoleBinding']).flatMap((object) => {
        const at = subjectsOf(object).findIndex(({ kind, name }) => kind === 'ServiceAccount' && name === account);
        if (at < 0) return [];
        const other = subjectsOf(object)[at]?.namespace;
        return [
          {
            object,
            path: ['subjects', at, 'namespace'],
            message: `The ServiceAccount of ${manifest.title} is in namespace ${namespace}, but the binding names ${typeof other === 'string' ? other : 'none'}. The controller has no permissions. Write namespace: ${namespace}.`,
            fix: `namespace: ${plainYaml(namespace)}`,
          },
        ];
      });
    });
  },
};
