import { NMI } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { contradiction, nodeLabelsOf } from '../facts/placement';
import type { Rule } from '../rule';

const SECOND = changed(NMI, 'name: nmi\n  namespace: default', 'name: aad-pod-identity-nmi\n  namespace: default');
const onPool = (text: string, pool: string) =>
  changed(
    text,
    '      hostNetwork: true\n',
    `      hostNetwork: true\n      nodeSelector:\n        agentpool: ${pool}\n`,
  );

export const twoNmi: Rule = {
  id: 'two-nmi',
  title: 'Two NMI on one node',
  severity: 'error',
  why: 'NMI listens on ports of the node and keeps a chain of iptables rules of one name: there can be one on a node.',
  symptom:
    'The second one restarts again and again, its port being in use, and the rules change from one to the other.',
  bad: documents(NMI, SECOND),
  good: documents(onPool(NMI, 'apps'), onPool(SECOND, 'jobs')),
  source: 'pkg/nmi/server/server.go, Run; pkg/nmi/iptables/iptables.go',
  check: (checked) => {
    const nmis = controllersOf(checked, 'nmi');
    return nmis.flatMap((nmi, i) => {
      const labels = nodeLabelsOf(nmi.podSpec);
      const other = nmis.slice(0, i).find((before) => !contradiction(nodeLabelsOf(before.podSpec), labels));
      if (!other) return [];
      return [
        {
          object: nmi.workload.manifest,
          path: [],
          message: `${other.workload.manifest.title} is an NMI too, and both can be on one node: the second one does not start. Remove one, or give them node selectors that exclude each other`,
        },
      ];
    });
  },
};
