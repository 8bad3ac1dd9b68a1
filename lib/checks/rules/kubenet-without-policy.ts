import { goBoolean } from '../../go/booleans';
import { listFrom, type Manifest, mapOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { nmiWith } from '../examples/controller-examples';
import { controllersOf } from '../facts/controllers';
import { CONSTRAINTS, isEnforced } from '../facts/gatekeeper';
import { objectsOfKinds } from '../facts/objects';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, Severity } from '../rule';

const POLICY = `apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sPSPCapabilities
metadata:
  name: no-net-raw
spec:
  match:
    kinds:
      - apiGroups: ['']
        kinds: [Pod]
    excludedNamespaces: [default]
  parameters:
    allowedCapabilities: ['*']
    requiredDropCapabilities: [NET_RAW]
`;
const ALLOWED = nmiWith('--allow-network-plugin-kubenet=true');

export const kubenetWithoutPolicy: Rule = {
  id: 'kubenet-without-policy',
  title: 'NMI allows kubenet, and no policy drops NET_RAW from pods',
  severity: Severity.WARNING,
  why: 'With kubenet a pod with NET_RAW, which every pod has by default, can answer for the address of another pod (ARP spoofing) and get its tokens.',
  symptom: 'None: the wrong pod gets the tokens.',
  bad: ALLOWED,
  good: `${ALLOWED}---\n${POLICY}`,
  source: 'pkg/utils/utils.go, IsKubenetCNI; the site, Configure AAD Pod Identity on Kubenet',
  check: (checked) => {
    const plugin = checked.options.networkPlugin?.toLowerCase();
    if (plugin !== undefined && plugin !== 'kubenet') return [];
    if (objectsOfKinds(checked, ['Namespace', 'K8sPSPCapabilities']).some(dropsNetRaw)) return [];
    return controllersOf(checked, 'nmi')
      .filter((nmi) => nmi.flags.isOn('allow-network-plugin-kubenet') && !isMeantOff(nmi))
      .map((nmi) => ({
        object: nmi.workload.manifest,
        path: nmi.placeOf('allow-network-plugin-kubenet'),
        message: `NMI allows kubenet, and no policy here drops NET_RAW from pods. With it, a pod can get the tokens of others. Add a K8sPSPCapabilities constraint with requiredDropCapabilities: [NET_RAW], allowedCapabilities: ["*"] and excludedNamespaces: [${plainYaml(nmi.manifest.namespace)}].`,
      }));
  },
};

/** boolean-flag-split reports a value that is an argument of its own. */
function isMeantOff({ flags, args }: Controller): boolean {
  const { index = -1 } = flags.find('allow-network-plugin-kubenet') ?? {};
  return goBoolean(args[index + 1]?.value ?? '') === false;
}

/** Gatekeeper's constraint, or a namespace where pods must drop all capabilities. */
function dropsNetRaw(manifest: Manifest): boolean {
  const { kind, group, value, metadata } = manifest;
  if (kind === 'Namespace') return mapOf(metadata.labels)['pod-security.kubernetes.io/enforce'] === 'restricted';
  if (kind !== 'K8sPSPCapabilities' || group !== CONSTRAINTS || !isEnforced(manifest)) return false;
  const { requiredDropCapabilities } = mapOf(mapOf(value.spec).parameters);
  return listFrom(requiredDropCapabilities).some((one) => ['NET_RAW', 'ALL'].includes(String(one).toUpperCase()));
}
