import { NMI } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { contradiction, nodeLabelsOf } from '../facts/placement';
import { type Rule, Severity } from '../rule';

const SECOND = changed(NMI, 'name: nmi\n  namespace: default', 'name: aad-pod-identity-nmi\n  namespace: default');
const onPool = (text: string, pool: string) =>
  changed(
    text,
    '      hostNetwork: true\n',
    `      hostNetwork: true\n      nodeSelector:\n        agentpool: ${pool}\n`,
  );

export const twoNmi: Rule = {
  id: 'two-nmi',
  title: 'Two NMI can run on the same node',
  severity: Severity.ERROR,
  why: 'NMI listens on ports of the node and uses an iptables chain with a fixed name, so a node can have only one.',
  symptom:
    'The second one restarts again and again because its port is in use, and the iptables rules change back and forth.',
  bad: documents(NMI, SECOND),
  good: documents(onPool(NMI, 'apps'), onPool(SECOND, 'jobs')),
  source: 'pkg/nmi/server/server.go, Run; pkg/nmi/iptables/iptables.go',
  check: (checked) => {
    const nmis = controllersOf(checked, 'nmi');
    return nmis.flatMap((nmi, i) => {
      const labels = nodeLabelsOf(nmi.podSpec);
      // The same object in another file replaces it: two versions of an installation.
      const other = nmis
        .slice(0, i)
        .find(
          (before) =>
            before.workload.manifest.title !== nmi.workload.manifest.title &&
            !contradiction(nodeLabelsOf(before.podSpec), labels),
        );
      if (!other) return [];
      return [
        {
          object: nmi.workload.manifest,
          path: [],
          message: `This NMI and ${other.workload.manifest.title} can run on the same node. The second one does not start there. Remove one, or separate them by node selectors.`,
        },
      ];
    });
  },
};
