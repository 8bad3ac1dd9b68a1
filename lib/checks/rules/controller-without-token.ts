import type { Controller } from '../../simulation/controller';
import type { CheckedCluster } from '../checked-cluster';
import { MIC } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { MIC_ROLE } from '../examples/role-examples';
import { readableIn } from '../facts/controllers';
import { mountOf } from '../facts/mounts';
import { objectsOf } from '../facts/objects';
import { type Rule, type RuleFinding, Severity } from '../rule';

const FIELD = 'automountServiceAccountToken';
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

export const controllerWithoutToken: Rule = {
  id: 'controller-without-token',
  title: 'MIC or NMI does not get the token of its ServiceAccount',
  severity: Severity.ERROR,
  why: 'MIC and NMI call the API server with the token of their ServiceAccount, which is mounted unless automountServiceAccountToken is false in the pod or, when the pod does not set it, in the ServiceAccount.',
  symptom:
    'MIC or NMI exits at startup: open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory.',
  bad: documents(MIC_ROLE, changed(MIC, '      containers:\n', `      ${FIELD}: false\n      containers:\n`)),
  good: documents(MIC_ROLE, MIC),
  source:
    'cmd/mic/main.go and cmd/nmi/main.go, rest.InClusterConfig; kubernetes.io, Configure Service Accounts for Pods',
  check: (checked) => readableIn(checked).flatMap((controller) => findingsOf(checked, controller)),
};

function findingsOf(checked: CheckedCluster, controller: Controller): RuleFinding[] {
  const { podSpec, podSpecPath, manifest, name, account } = controller;
  if (controller.flags.value('kubeconfig') || mountOf(controller, TOKEN)) return [];
  const effect = `${name} cannot call the API server and exits at startup`;
  const own = podSpec[FIELD];
  if (own === false) {
    return [
      {
        object: manifest,
        path: [...podSpecPath, FIELD],
        message: `${name} gets no token of its ServiceAccount. ${effect}. Delete ${FIELD}, or set it to true.`,
        fix: `${FIELD}: true`,
      },
    ];
  }
  if (own === true) return [];
  return objectsOf(checked, '', 'ServiceAccount')
    .filter(({ namespace, name: of, value }) => {
      return namespace === manifest.namespace && of === account && value[FIELD] === false;
    })
    .map((object) => ({
      object,
      path: [FIELD],
      message: `The pods of this ServiceAccount, among them ${manifest.title}, get no token. ${effect}. Set ${FIELD} to true, here or in the pods of ${name}.`,
      fix: `${FIELD}: true`,
    }));
}
