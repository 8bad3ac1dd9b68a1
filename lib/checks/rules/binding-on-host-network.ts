import type { Workload } from '../../simulation/workload';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { commandsOf, containersOf, variablesOf } from '../facts/containers';
import { mayMountByIdentity } from '../facts/csi-mounts';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';

const HOST_TOKEN = /\/host\/token|(?:127\.0\.0\.1|localhost):2579/;

export const bindingOnHostNetwork: Rule = {
  id: 'binding-on-host-network',
  title: 'A workload with the label uses the host network',
  severity: Severity.ERROR,
  why: 'NMI intercepts requests from the pod network only. MIC assigns the identity to the node, but pods on the host network ask the metadata service directly, and can get a token for any identity on the node.',
  symptom: `Tokens for the node's identity, or "multiple user assigned identities exist".`,
  bad: documents(IDENTITY, BINDING, changed(WORKLOAD, '    spec:\n', '    spec:\n      hostNetwork: true\n')),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/nmi/iptables/iptables.go',
  check: (checked) =>
    unservedWorkloads(checked)
      .filter(({ workload }) => workload.hostNetwork && workload.label !== undefined && workload.label !== '')
      .filter(({ workload }) => !asksHostEndpoint(workload) && !mayMountByIdentity(checked, workload))
      .map(({ workload: { manifest, template } }) => ({
        object: manifest,
        path: [...template, 'spec', 'hostNetwork'],
        message:
          'Pods on the host network bypass NMI. The metadata service can give them a token for any identity on the node. Remove hostNetwork, or remove the label and request tokens by client id.',
      })),
};

/** NMI's endpoint for programs on the node is meant for such pods. */
function asksHostEndpoint(workload: Workload): boolean {
  return containersOf(workload).some((container) =>
    [...commandsOf(container).flatMap(({ words }) => words), ...variablesOf(container).map(({ value }) => value)].some(
      (text) => HOST_TOKEN.test(text),
    ),
  );
}
