import { fold } from '../../go/compare';
import type { PodException } from '../../simulation/custom-resources';
import type { Workload } from '../../simulation/workload';
import { Mode } from '../../upstream/mode';
import type { CheckedCluster } from '../checked-cluster';
import { MIC } from '../examples/controller-examples';
import { documents } from '../examples/custom-resource-examples';
import { exception } from '../examples/exception-examples';
import { MIC_ROLE } from '../examples/role-examples';
import { ACCOUNT, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { controllersOf } from '../facts/controllers';
import { mayBlockMetadata } from '../facts/egress';
import { remainsOf } from '../facts/pod-identity-left';
import { type Rule, Severity } from '../rule';

const EXCEPTION = exception({ name: 'orders', namespace: 'shop', podLabels: { app: 'orders' } });
const BLOCKED = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: no-metadata
  namespace: shop
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - ipBlock:
            cidr: 0.0.0.0/0
            except: [169.254.169.254/32]
`;

export const nmiRemovedEarly: Rule = {
  id: 'nmi-removed-early',
  title: 'NMI is removed, and pods reach the metadata service',
  severity: Severity.ERROR,
  why: 'NMI kept pods from the identities of their node. Without it, every pod that reaches 169.254.169.254 can get tokens for all of them, those that MIC has assigned too; and an AzurePodIdentityException has no effect. Block the metadata service before NMI is removed.',
  symptom: 'None in a log; pods without an identity get tokens.',
  bad: documents(EXCEPTION, MIC, MIC_ROLE, ACCOUNT, TOKEN_WORKLOAD),
  good: documents(EXCEPTION, MIC, MIC_ROLE, ACCOUNT, TOKEN_WORKLOAD, BLOCKED),
  source: 'pkg/nmi/server/server.go; learn.microsoft.com/azure/aks/workload-identity-migrate-from-pod-identity',
  check: (checked) => {
    const { cluster, settings, federation, options } = checked;
    if (!federation || options.aksAddon || settings.mode === Mode.MANAGED) return [];
    if (controllersOf(checked, 'nmi').length > 0) return [];
    const mics = controllersOf(checked, 'mic');
    const remains = remainsOf(checked, 'nmi');
    const evidence = [...cluster.exceptions, ...mics, ...remains];
    if (evidence.length === 0 || isRefusedNmi(checked)) return [];
    const isBlocked = mayBlockMetadata(checked);
    const own = new Set(mics.map(({ workload }) => workload));
    const open = cluster.workloads.filter((one) => !own.has(one) && !one.hostNetwork && !isBlocked(one));
    const [first] = open;
    if (!first) return [];
    const excepting = cluster.exceptions.find((one) => open.some((workload) => isExcepted(one, workload)));
    const object = (excepting ?? mics[0] ?? cluster.exceptions[0])?.manifest ?? remains[0];
    if (!object) return [];
    const who = `${first.manifest.title}${open.length > 1 ? ` and ${open.length - 1} more` : ''}`;
    return [
      {
        object,
        path: [],
        message: `There is no NMI any more, and no policy keeps ${who} from the metadata service. ${excepting ? 'The exception has no effect, and every' : 'Every'} pod there can get tokens for all identities of its node. Block 169.254.169.254/32 for pods that need none, and put NMI back until then.`,
        absence: { isNear: mics.length > 0 || remains.length > 0 },
      },
    ];
  },
};

/** One that the API server refuses is no removed one. */
const isRefusedNmi = ({ cluster }: CheckedCluster) =>
  cluster.refusals.some(({ manifest }) => manifest.kind === 'DaemonSet');

/** Whether one of the labels of an exception is that of the pods (pkg/crd, ListPodIdentityExceptions). */
const isExcepted = ({ namespace, podLabels }: PodException, workload: Workload) =>
  namespace === workload.namespace &&
  Object.entries(podLabels).some(([key, value]) => fold(workload.labels[key] ?? '') === fold(value) && value !== '');
