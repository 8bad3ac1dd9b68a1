import { mapOf } from '../../manifests/manifest';
import { OS_LABELS } from '../../upstream/nodes';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { nodeLabelsOf } from '../facts/placement';
import { podFields } from '../facts/pod-fields';
import { type Rule, Severity } from '../rule';

export const bindingOnWindows: Rule = {
  id: 'binding-on-windows',
  title: 'A workload with the label runs on Windows nodes',
  severity: Severity.ERROR,
  why: 'NMI runs on Linux nodes only. On Windows nodes, pods reach the metadata service directly.',
  symptom: 'MIC assigns the identity to the node; every pod there can get a token for it.',
  bad: documents(
    IDENTITY,
    BINDING,
    changed(WORKLOAD, '    spec:\n', '    spec:\n      nodeSelector:\n        kubernetes.io/os: windows\n'),
  ),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'charts/aad-pod-identity/values.yaml, nmi.nodeSelector',
  check: (checked) =>
    podFields(checked).placed.flatMap(({ workload: { manifest, template, label } }) => {
      const spec = mapOf(manifest.at([...template, 'spec']));
      if (!label) return [];
      const labels = nodeLabelsOf(spec);
      const key = OS_LABELS.find((one) => isWindows(labels.get(one)));
      if (key === undefined && mapOf(spec.os).name !== 'windows') return [];
      const isSelector = key !== undefined && Object.hasOwn(mapOf(spec.nodeSelector), key);
      const field = key === undefined ? ['os', 'name'] : isSelector ? ['nodeSelector', key] : ['affinity'];
      return [
        {
          object: manifest,
          path: [...template, 'spec', ...field],
          message:
            'NMI does not run on Windows nodes. Every pod on the node can get a token for their identity. Move them to Linux nodes, or to Azure Workload Identity.',
        },
      ];
    }),
};

const isWindows = (values: readonly string[] | undefined) => values?.every((value) => value === 'windows') === true;
