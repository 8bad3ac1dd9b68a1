import { NMI, nmiWith } from '../examples/controller-examples';
import { controllersOf } from '../facts/controllers';
import type { Rule } from '../rule';

export const kubenetNotAllowed: Rule = {
  id: 'kubenet-not-allowed',
  title: 'The cluster has kubenet, and NMI is not told that this is meant',
  severity: 'error',
  why: 'With kubenet a pod can take the address of another one, and get its tokens. NMI therefore does not start on such nodes unless it has --allow-network-plugin-kubenet.',
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
  parameters:
    requiredDropCapabilities: [NET_RAW]
`,
  source: 'cmd/nmi/main.go; pkg/utils/utils.go, IsKubenetCNI',
  check: (checked) => {
    if (checked.options.networkPlugin?.toLowerCase() !== 'kubenet') return [];
    return controllersOf(checked, 'nmi')
      .filter((nmi) => !nmi.flags.isOn('allow-network-plugin-kubenet'))
      .map((nmi) => ({
        object: nmi.workload.manifest,
        path: nmi.placeOf('allow-network-plugin-kubenet'),
        message:
          'NMI does not start on nodes with kubenet. Add --allow-network-plugin-kubenet=true, and a policy that takes the capability NET_RAW from all pods: with it a pod can get the tokens of others. Better move the cluster to Azure CNI',
        fix: '- --allow-network-plugin-kubenet=true',
      }));
  },
};
