import { API_GROUP } from '../../upstream/api';
import { Mode } from '../../upstream/mode';
import type { CheckedCluster } from '../checked-cluster';
import { MIC, NMI } from '../examples/controller-examples';
import { BINDING, documents, IDENTITY } from '../examples/custom-resource-examples';
import { AKS_EXCEPTION } from '../examples/exception-examples';
import { MIC_ROLE, NMI_ROLE } from '../examples/role-examples';
import { ACCOUNT, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { controllersOf } from '../facts/controllers';
import { objectsOf } from '../facts/objects';
import { remainsOf } from '../facts/pod-identity-left';
import { type Rule, Severity } from '../rule';

const LABELLED = TOKEN_WORKLOAD.replace(
  '        app: orders\n        azure',
  '        app: orders\n        aadpodidbinding: orders\n        azure',
);

export const micRemovedBeforeBindings: Rule = {
  id: 'mic-removed-before-bindings',
  title: 'MIC is removed before the bindings',
  severity: Severity.ERROR,
  why: 'MIC takes an identity from the nodes when its bindings or its pods are gone. Without MIC, the identities stay assigned to the nodes, and pods on new nodes get none.',
  symptom:
    'az vmss identity show still lists the identities; pods that need pod identity fail with 404 on other nodes.',
  bad: documents(IDENTITY, BINDING, ACCOUNT, LABELLED, MIC_ROLE, NMI, NMI_ROLE, AKS_EXCEPTION),
  good: documents(IDENTITY, BINDING, ACCOUNT, LABELLED, MIC_ROLE, MIC, NMI, NMI_ROLE, AKS_EXCEPTION),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList and updateUserMSI',
  check: (checked) => {
    const { cluster, settings, federation, options } = checked;
    const [binding] = cluster.bindings;
    if (!binding || !federation || options.aksAddon || settings.mode === Mode.MANAGED) return [];
    if (controllersOf(checked, 'mic').length > 0 || isRefusedMic(checked)) return [];
    const hasNmi = controllersOf(checked, 'nmi').length > 0;
    // standard-without-mic reports it.
    if (hasNmi && options.wholeCluster) return [];
    const assigned = objectsOf(checked, API_GROUP, 'AzureAssignedIdentity');
    if (!hasNmi && assigned.length === 0 && remainsOf(checked, 'mic').length === 0) return [];
    const count = cluster.bindings.length;
    return [
      {
        object: binding.manifest,
        path: [],
        message: `The ${count === 1 ? 'binding is' : `${count} bindings are`} still here, and MIC is not. Nothing takes the ${count === 1 ? 'identity' : 'identities'} from the nodes, and pods on new nodes get none. Put MIC back, delete the bindings, and remove MIC when az vmss identity show lists no identity any more.`,
        absence: { isNear: true },
      },
    ];
  },
};

/** One that the API server refuses is no removed one. */
const isRefusedMic = ({ cluster }: CheckedCluster) =>
  cluster.refusals.some(({ manifest }) => manifest.kind === 'Deployment');
