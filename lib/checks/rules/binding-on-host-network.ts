import type { Workload } from '../../simulation/workload';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { commandsOf, containersOf, variablesOf } from '../facts/containers';
import type { Rule } from '../rule';

const HOST_TOKEN = /\/host\/token|(?:127\.0\.0\.1|localhost):2579/;

export const bindingOnHostNetwork: Rule = {
  id: 'binding-on-host-network',
  title: 'A workload in the network of its node has the label',
  severity: 'error',
  why: 'NMI sees requests from the network of pods only. MIC assigns the identity to the node, but what is in the network of the node asks the metadata service itself, and may get a token of every identity of the node.',
  symptom: 'Tokens of the identity of the node, or "multiple user assigned identities exist".',
  bad: documents(IDENTITY, BINDING, changed(WORKLOAD, '    spec:\n', '    spec:\n      hostNetwork: true\n')),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/nmi/iptables/iptables.go',
  check: ({ workloads }) =>
    workloads
      .filter(({ workload }) => workload.hostNetwork && workload.label !== undefined && workload.label !== '')
      .filter(({ workload }) => !asksHostEndpoint(workload))
      .map(({ workload: { manifest, template } }) => ({
        object: manifest,
        path: [...template, 'spec', 'hostNetwork'],
        message:
          'pods in the network of their node bypass NMI: they ask the metadata service themselves, which may give them a token of any identity of the node. Remove hostNetwork, or remove the label and ask by client id',
      })),
};

/** The endpoint of NMI for programs on the node is right for them. */
function asksHostEndpoint(workload: Workload): boolean {
  return containersOf(workload).some((container) =>
    [...commandsOf(container).flatMap(({ words }) => words), ...variablesOf(container).map(({ value }) => value)].some(
      (text) => HOST_TOKEN.test(text),
    ),
  );
}
