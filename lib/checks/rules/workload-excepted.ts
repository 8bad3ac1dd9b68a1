import { keyOf } from '../../simulation/custom-resources';
import { BINDING_LABEL } from '../../upstream/api';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { OTHER_EXCEPTION } from '../examples/exception-examples';
import { mayMountByIdentity } from '../facts/csi-mounts';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';

const EXCEPTION = changed(OTHER_EXCEPTION, 'monitoring', 'shop');

export const workloadExcepted: Rule = {
  id: 'workload-excepted',
  title: 'An exception covers a workload with the label',
  severity: Severity.ERROR,
  why: 'An AzurePodIdentityException covers pods in its namespace with any one of its labels; values are compared case-insensitively. NMI forwards their requests to the metadata service, with the identities of the node, and ignores bindings.',
  symptom: 'Tokens for an identity of the node, or 403; MIC still assigns the identity.',
  bad: documents(IDENTITY, BINDING, changed(EXCEPTION, 'app: node-agent', 'app: Orders'), WORKLOAD),
  good: documents(IDENTITY, BINDING, EXCEPTION, WORKLOAD),
  source: 'pkg/pod/pod.go, labelInExceptionList; pkg/nmi/server/server.go, msiHandler',
  check: (checked) =>
    unservedWorkloads(checked).flatMap(({ workload, bypass }) => {
      const { manifest, template, label } = workload;
      if (!label || !bypass?.exception || bypass.label === undefined) return [];
      if (mayMountByIdentity(checked, workload)) return [];
      const { exception } = bypass;
      const matched = bypass.label;
      const entries = Object.keys(exception.podLabels).length;
      return [
        {
          object: manifest,
          path: [...template, 'metadata', 'labels', matched],
          message: `AzurePodIdentityException ${keyOf(exception)} covers the pods by the label ${matched}${entries > 1 ? ' (any one of its labels is enough)' : ''}. They get tokens of the node, not of their identity. Remove the label ${BINDING_LABEL}, or use another label in the exception.`,
        },
      ];
    }),
};
