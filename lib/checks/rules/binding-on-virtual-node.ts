import { type FieldPath, type ManifestMap, mapOf } from '../../manifests/manifest';
import { VIRTUAL_NODE_TAINTS, VIRTUAL_NODE_TYPE } from '../../upstream/nodes';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { nodeLabelsOf, tolerationsOf } from '../facts/placement';
import { podFields } from '../facts/pod-fields';
import { type Rule, Severity } from '../rule';

export const bindingOnVirtualNode: Rule = {
  id: 'binding-on-virtual-node',
  title: 'A workload with the label can run on virtual nodes',
  severity: Severity.ERROR,
  why: 'Pods on a virtual node run in Azure Container Instances, without NMI and without a VM to which MIC could assign an identity.',
  symptom: 'Token requests fail; MIC logs that the node was not found.',
  bad: documents(
    IDENTITY,
    BINDING,
    changed(
      WORKLOAD,
      '    spec:\n',
      '    spec:\n      nodeSelector:\n        type: virtual-kubelet\n      tolerations:\n        - key: virtual-kubelet.io/provider\n          operator: Exists\n',
    ),
  ),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/mic/vmss.go; the site, Limitations',
  check: (checked) =>
    podFields(checked).placed.flatMap(({ workload: { manifest, template, label } }) => {
      const field = label ? fieldOf(mapOf(manifest.at([...template, 'spec']))) : undefined;
      if (!field) return [];
      return [
        {
          object: manifest,
          path: [...template, 'spec', ...field],
          message:
            'The pods can be scheduled to a virtual node, where there is no NMI and MIC cannot assign identities. They get no token there. Keep them off virtual nodes, or remove the label.',
        },
      ];
    }),
};

function fieldOf(spec: ManifestMap): FieldPath | undefined {
  if (nodeLabelsOf(spec).get('type')?.includes(VIRTUAL_NODE_TYPE)) {
    return mapOf(spec.nodeSelector).type === undefined ? ['affinity'] : ['nodeSelector', 'type'];
  }
  const i = tolerationsOf(spec).findIndex(({ key }) => VIRTUAL_NODE_TAINTS.includes(key));
  return i < 0 ? undefined : ['tolerations', i];
}
