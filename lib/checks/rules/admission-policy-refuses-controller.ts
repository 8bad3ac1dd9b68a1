import { isMap, listFrom, type Manifest, mapOf, scalarText } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import type { CheckedCluster } from '../checked-cluster';
import { NMI } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { REFUSALS } from '../facts/constraints';
import { controllersOf } from '../facts/controllers';
import { CONSTRAINTS, isEnforced, isMatchedBy } from '../facts/gatekeeper';
import { kyvernoRefusal } from '../facts/kyverno';
import { objectsOf, objectsOfGroup } from '../facts/objects';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, type RuleFinding, Severity } from '../rule';

const CONSTRAINT = `apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sPSPCapabilities
metadata:
  name: no-capabilities
spec:
  match:
    kinds:
      - apiGroups: ['']
        kinds: [Pod]
    excludedNamespaces: [gatekeeper-system]
  parameters:
    requiredDropCapabilities: [ALL]
`;

export const admissionPolicyRefusesController: Rule = {
  id: 'admission-policy-refuses-controller',
  title: 'A policy of Gatekeeper or Kyverno refuses the pods of NMI or MIC',
  severity: Severity.ERROR,
  why: 'NMI needs the host network, root, the capabilities NET_ADMIN, NET_RAW and DAC_READ_SEARCH, and files of the node; MIC needs root and azure.json. Policies that forbid these must exclude their namespace.',
  symptom: 'The DaemonSet has no pods; its events say "admission webhook denied the request".',
  bad: documents(CONSTRAINT, NMI),
  good: documents(changed(CONSTRAINT, '[gatekeeper-system]', '[gatekeeper-system, default]'), NMI),
  source:
    'charts/aad-pod-identity/templates/nmi-daemonset.yaml; open-policy-agent/gatekeeper-library, pod-security-policy; kyverno/policies, pod-security',
  check: (checked) => {
    const constraints = objectsOfGroup(checked, CONSTRAINTS);
    const policies = KYVERNO_KINDS.flatMap((kind) => objectsOf(checked, 'kyverno.io', kind));
    if (constraints.length + policies.length === 0) return [];
    const controllers = controllersOf(checked);
    return [
      ...constraints.flatMap((constraint) => findingsOf(checked, constraint, controllers)),
      ...policies.flatMap((policy) => kyvernoFindings(checked, policy, controllers)),
    ];
  },
};

const KYVERNO_KINDS = ['ClusterPolicy', 'Policy'];

function kyvernoFindings(checked: CheckedCluster, object: Manifest, controllers: readonly Controller[]): RuleFinding[] {
  return controllers.flatMap((controller) => {
    const refusal = kyvernoRefusal(checked, object, controller);
    if (!refusal) return [];
    const { namespace } = controller.manifest;
    return [
      {
        object,
        path: refusal.rule,
        message: `The rule refuses ${refusal.what} of ${controller.name}. No pod of ${controller.name} is created. Exclude the namespace ${namespace} from the rule.`,
        ...(!refusal.hasExclude && {
          fix: `exclude:\n  any:\n    - resources:\n        namespaces: [${plainYaml(namespace)}]`,
        }),
      },
    ];
  });
}

function findingsOf(checked: CheckedCluster, constraint: Manifest, controllers: readonly Controller[]): RuleFinding[] {
  const refusal = Object.hasOwn(REFUSALS, constraint.kind) ? REFUSALS[constraint.kind] : undefined;
  if (!refusal || !isEnforced(constraint)) return [];
  const { match, parameters } = mapOf(constraint.value.spec);
  const refused = controllers.flatMap((controller) => {
    const what = refusal(mapOf(parameters), controller);
    return what !== undefined && isMatchedBy(checked, constraint, controller) === true ? [{ controller, what }] : [];
  });
  if (refused.length === 0) return [];
  const whats = new Set(refused.map(({ controller, what }) => `${what} of ${controller.name}`));
  const names = [...new Set(refused.map(({ controller }) => controller.name))].sort().join(' and ');
  const namespaces = [...new Set(refused.map(({ controller }) => controller.manifest.namespace))].sort();
  const { excludedNamespaces } = mapOf(match);
  const excluded = [...new Set([...listFrom(excludedNamespaces).map(scalarText), ...namespaces])];
  const path = match === undefined ? ['spec'] : ['spec', 'match'];
  return [
    {
      object: constraint,
      path: excludedNamespaces === undefined ? path : [...path, 'excludedNamespaces'],
      message: `The constraint refuses ${[...whats].join(', and ')}. No pod of ${names} is created. Add the namespace ${namespaces.join(' and ')} to excludedNamespaces.`,
      // Without a match, or with another kind of value there, more must be written.
      ...(isMap(match) && { fix: `excludedNamespaces: [${excluded.map(plainYaml).join(', ')}]` }),
    },
  ];
}
