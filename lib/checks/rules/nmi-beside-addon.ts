import { NMI } from '../examples/controller-examples';
import { BINDING, documents, IDENTITY } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import type { Rule } from '../rule';

export const nmiBesideAddon: Rule = {
  id: 'nmi-beside-addon',
  title: 'AKS has its pod identity add-on on, and another NMI is installed',
  severity: 'error',
  why: 'The add-on runs an NMI of its own on every node, in managed mode. Two NMI cannot be on one node.',
  symptom: 'One of them restarts again and again, its port being in use, and the rules change from one to the other.',
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
            'the pod identity add-on of AKS runs an NMI on every node already, and the second one does not start. Turn the add-on off (az aks update --disable-pod-identity), or leave this one out',
        }))
      : [],
};
