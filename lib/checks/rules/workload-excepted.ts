import { keyOf } from '../../simulation/custom-resources';
import { BINDING_LABEL } from '../../upstream/api';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import type { Rule } from '../rule';

const EXCEPTION = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: node-agent
  namespace: shop
spec:
  podLabels:
    app: node-agent
`;

export const workloadExcepted: Rule = {
  id: 'workload-excepted',
  title: 'A workload with the label is caught by an exception',
  severity: 'error',
  why: 'An AzurePodIdentityException catches pods of its namespace that have any one of its labels, the value compared without case. NMI then asks the metadata service with the identities of the node, and does not look at bindings.',
  symptom: 'Tokens of an identity of the node, or a 403; MIC assigns the identity all the same.',
  bad: documents(IDENTITY, BINDING, changed(EXCEPTION, 'app: node-agent', 'app: Orders'), WORKLOAD),
  good: documents(IDENTITY, BINDING, EXCEPTION, WORKLOAD),
  source: 'pkg/pod/pod.go, labelInExceptionList; pkg/nmi/server/server.go, msiHandler',
  check: ({ workloads }) =>
    workloads.flatMap(({ workload: { manifest, template, label }, bypass }) => {
      if (!label || !bypass?.exception || bypass.label === undefined) return [];
      const { exception } = bypass;
      const caughtBy = bypass.label;
      const entries = Object.keys(exception.podLabels).length;
      return [
        {
          object: manifest,
          path: [...template, 'metadata', 'labels', caughtBy],
          message: `AzurePodIdentityException ${keyOf(exception)} catches the pods by the label ${caughtBy}${entries > 1 ? ' (any one of its labels is enough)' : ''}: they get tokens of the node instead of their identities. Remove the label ${BINDING_LABEL}, or have the exception ask for a label that these pods do not have`,
        },
      ];
    }),
};
