import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { mayMountByIdentity } from '../facts/csi-mounts';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';

const inDefault = (text: string) => changed(text, 'namespace: shop', 'namespace: default');
const microservice = (name: string) => changed(inDefault(WORKLOAD), 'name: orders\n', `name: ${name}\n`);

/** A workload that NMI treats as MIC, because of its name. */
export const workloadTakenForMic: Rule = {
  id: 'workload-taken-for-mic',
  title: 'NMI treats a workload as MIC because its name begins with "mic"',
  severity: Severity.ERROR,
  why: 'NMI lets MIC reach the metadata service. It recognizes MIC by a ReplicaSet whose name begins with "mic", in the namespace of --MICNamespace (by default "default"). A Deployment micro-… in that namespace bypasses NMI as well: its binding has no effect, and it can get tokens for any identity on its node.',
  symptom: 'No error; the pods get a token for another identity, or "Identity not found".',
  bad: documents(inDefault(IDENTITY), inDefault(BINDING), microservice('microservice')),
  good: documents(inDefault(IDENTITY), inDefault(BINDING), microservice('orders-microservice')),
  source: 'pkg/nmi/server/server.go (isMIC)',
  check: (checked) => {
    const { settings } = checked;
    const mics = new Set(settings.controllers.map(({ workload }) => workload));
    const hasNmi = settings.controllers.some(({ program }) => program === 'nmi');
    return unservedWorkloads(checked)
      .filter(({ workload, bypass }) => bypass?.bypass === 'mic' && !mics.has(workload))
      .map(({ workload }) => {
        const { manifest, namespace, kind } = workload;
        const isOwned = kind === 'Pod';
        const losesIdentity = workload.label && !mayMountByIdentity(checked, workload);
        const effect = losesIdentity
          ? 'The pods bypass NMI, and their binding has no effect'
          : 'The pods bypass NMI and can get a token for any identity on their node';
        return {
          object: manifest,
          path: ['metadata', isOwned ? 'ownerReferences' : 'name'],
          message: `NMI treats every ReplicaSet mic… in namespace ${namespace} as MIC. ${effect}. Rename the workload, or move it to another namespace.`,
          // Without the label it loses nothing, but can get tokens of others; without NMI here that is not certain.
          ...(!losesIdentity && { severity: hasNmi ? Severity.WARNING : Severity.INFO }),
        };
      });
  },
};
