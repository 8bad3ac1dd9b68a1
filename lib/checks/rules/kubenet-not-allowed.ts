import { NMI, nmiWith } from '../examples/controller-examples';
import { controllersOf } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

const FLAG = 'allow-network-plugin-kubenet';

export const kubenetNotAllowed: Rule = {
  id: 'kubenet-not-allowed',
  title: 'The cluster uses kubenet, which NMI does not allow by default',
  severity: Severity.ERROR,
  why: 'With kubenet a pod can take over the address of another pod, and get its tokens. Since 1.7.0, NMI therefore exits on such nodes unless it has --allow-network-plugin-kubenet.',
  symptom: 'NMI restarts again and again; its log says that AAD Pod Identity is not supported for kubenet.',
  options: { networkPlugin: 'kubenet' },
  bad: NMI,
  good: `${nmiWith('--allow-network-plugin-kubenet=true')}---
apiVersion: constraints.gatekeeper.sh/v1beta1
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
`,
  source: 'cmd/nmi/main.go; pkg/utils/utils.go, IsKubenetCNI',
  check: (checked) => {
    if (checked.options.networkPlugin?.toLowerCase() !== 'kubenet') return [];
    return controllersOf(checked, 'nmi')
      .filter(({ release, flags }) => release.hasFlag(FLAG) && !flags.isOn(FLAG))
      .map((nmi) => ({
        object: nmi.workload.manifest,
        path: nmi.placeOf(FLAG),
        message:
          'The cluster uses kubenet, and NMI lacks --allow-network-plugin-kubenet. NMI exits at startup. Use Azure CNI, or add the flag and a policy that drops NET_RAW from all pods but those of NMI and MIC.',
      }));
  },
};
