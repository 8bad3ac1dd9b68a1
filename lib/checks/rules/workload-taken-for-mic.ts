import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import type { Rule } from '../rule';

const inDefault = (text: string) => changed(text, 'namespace: shop', 'namespace: default');
const microservice = (name: string) => changed(inDefault(WORKLOAD), 'name: orders\n', `name: ${name}\n`);

/** A workload that NMI takes for MIC, because of its name. */
export const workloadTakenForMic: Rule = {
  id: 'workload-taken-for-mic',
  title: 'NMI takes a workload for MIC, because its name begins with "mic"',
  severity: 'error',
  why: 'NMI lets MIC pass to the metadata service. It knows MIC by a ReplicaSet whose name begins with "mic", in the namespace of --MICNamespace (default: default). A Deployment micro-… in that namespace passes as well: its binding does not count, and it gets tokens of any identity of its node.',
  symptom: 'Nothing says it; the pods get a token of another identity, or "Identity not found".',
  bad: documents(inDefault(IDENTITY), inDefault(BINDING), microservice('microservice')),
  good: documents(inDefault(IDENTITY), inDefault(BINDING), microservice('orders-microservice')),
  source: 'pkg/nmi/server/server.go (isMIC)',
  check: ({ workloads, settings }) => {
    const mics = new Set(settings.controllers.map(({ workload }) => workload));
    const hasNmi = settings.controllers.some(({ program }) => program === 'nmi');
    return workloads
      .filter(({ workload, bypass }) => bypass?.bypass === 'mic' && !mics.has(workload))
      .map(({ workload: { manifest, label, namespace, kind } }) => {
        const isOwned = kind === 'Pod';
        const effect = label
          ? 'its pods bypass NMI, so that their binding does not count'
          : 'its pods bypass NMI and can get a token of any identity of their node';
        return {
          object: manifest,
          path: ['metadata', isOwned ? 'ownerReferences' : 'name'],
          message: `NMI takes every ReplicaSet mic… in namespace ${namespace} for MIC: ${effect}. Give it a name that does not begin with "mic", or another namespace`,
          // Without a label it is harmed by nothing, but may do harm; where there is no NMI that is not sure either.
          ...(!label && { severity: hasNmi ? ('warning' as const) : ('info' as const) }),
        };
      });
  },
};
