import { NMI } from '../examples/controller-examples';
import { BINDING, documents, IDENTITY } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

export const nmiBesideAddon: Rule = {
  id: 'nmi-beside-addon',
  title: 'The AKS pod identity add-on is on, and another NMI is installed',
  severity: Severity.ERROR,
  why: 'The add-on runs its own NMI on every node, in managed mode. Two NMI cannot run on one node.',
  symptom:
    'One of them restarts again and again because its port is in use, and the iptables rules change back and forth.',
  options: { aksAddon: true },
  bad: NMI,
  good: documents(IDENTITY, BINDING),
  source: 'pkg/nmi/server/server.go, Run',
  check: (checked) =>
    checked.options.aksAddon
      ? controllersOf(checked, 'nmi').map(({ workload: { manifest } }) => ({
          object: manifest,
          path: [],
          message:
            'The AKS pod identity add-on already runs an NMI on every node. The second one does not start. Disable the add-on (az aks update --disable-pod-identity), or remove this NMI.',
        }))
      : [],
};
