import { fold } from '../../go/compare';
import type { Controller } from '../../simulation/controller';
import { keyOf, type PodException } from '../../simulation/custom-resources';
import { Mode } from '../../upstream/mode';
import type { CheckedCluster } from '../checked-cluster';
import { MIC, NMI } from '../examples/controller-examples';
import { documents } from '../examples/custom-resource-examples';
import { AKS_EXCEPTION } from '../examples/exception-examples';
import { controllersOf } from '../facts/controllers';
import { refusalsIn } from '../facts/faulty-objects';
import { hasOwnSecret } from '../facts/mic-credentials';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, type RuleFinding, Severity } from '../rule';

const MOVED = MIC.replaceAll('namespace: default', 'namespace: identity');

export const micNotExcepted: Rule = {
  id: 'mic-not-excepted',
  title: 'NMI blocks MIC from the metadata service',
  severity: Severity.ERROR,
  why: 'MIC requests a token of the node from the metadata service. NMI lets it pass when an AzurePodIdentityException in the namespace of MIC has one of its labels, or when MIC is in the namespace of --MICNamespace (by default "default") and the name of its Deployment begins with "mic".',
  symptom: 'MIC logs 404 or 403 of the metadata service; no identity is assigned to any node.',
  bad: documents(MOVED, NMI),
  good: documents(
    MOVED,
    NMI,
    `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: mic
  namespace: identity
spec:
  podLabels:
    app: mic
`,
    AKS_EXCEPTION,
  ),
  source: 'pkg/nmi/server/server.go, isMIC; pkg/crd/crd.go, ListPodIdentityExceptions',
  check: (checked) => {
    if (checked.settings.mode === Mode.MANAGED) return [];
    const isRefused = refusalsIn(checked);
    return controllersOf(checked, 'mic')
      .filter((mic) => !isOfServicePrincipals(mic))
      .filter(({ manifest }) => ['name', 'namespace'].every((field) => !isRefused(manifest, ['metadata', field])))
      .flatMap((mic) => findingsOf(checked, mic));
  },
};

/** Whether it is of the time when clusters had a service principal in their cloud config, which needs no token of the node. */
const isOfServicePrincipals = (mic: Controller) =>
  mic.release.has('exceptsMic') === false && (mic.flags.value('cloudconfig') !== '' || hasOwnSecret(mic));

function findingsOf(checked: CheckedCluster, mic: Controller): RuleFinding[] {
  const { workload } = mic;
  const decision = checked.workloads.find((one) => one.workload === workload);
  if (!decision || decision.bypass) return [];
  const { manifest, namespace } = workload;
  const severity = hasOwnSecret(mic) ? Severity.WARNING : Severity.ERROR;
  const consequence = hasOwnSecret(mic)
    ? 'MIC has a client secret and needs the exception only without one'
    : 'MIC gets no token and assigns nothing';
  const meant = checked.cluster.exceptions.find((exception) => isFor(exception, workload.labels));
  if (meant) {
    return [
      {
        object: meant.manifest,
        path: meant.manifest.hasNamespace ? ['metadata', 'namespace'] : ['metadata'],
        message: `The exception is for MIC, but it is in namespace ${meant.namespace} and MIC, ${manifest.title}, in ${namespace}. ${consequence}. Move the exception to namespace ${namespace}.`,
        severity,
        absence: { isNear: true },
        fix: `namespace: ${plainYaml(namespace)}`,
      },
    ];
  }
  const isNamed = workload.replicaSet?.startsWith('mic') === true;
  const other = isNamed ? `, or start NMI with --MICNamespace=${namespace}` : '';
  const near = nearException(checked, namespace);
  const [label] = Object.entries(workload.labels).filter(([, value]) => fold(value) === 'mic');
  const [key, value] = label ?? Object.entries(workload.labels)[0] ?? [];
  return [
    {
      object: manifest,
      path: [],
      message: `No AzurePodIdentityException in namespace ${namespace} has a label of MIC${near}. ${consequence}. Add an exception${key === undefined ? '' : ` with podLabels ${key}: ${value}`}${other}.`,
      severity,
      // NMI is as much a part of it: it looks for MIC in the namespace of --MICNamespace.
      absence: { isNear: near !== '' || controllersOf(checked, 'nmi').length > 0 },
    },
  ];
}

function isFor({ podLabels }: PodException, labels: { readonly [key: string]: string }): boolean {
  return Object.entries(podLabels).some(
    ([key, value]) => Object.hasOwn(labels, key) && fold(labels[key] ?? '') === fold(value),
  );
}

function nearException({ cluster }: CheckedCluster, namespace: string): string {
  const near = cluster.exceptions.find((exception) => exception.namespace === namespace);
  return near ? ` (${keyOf(near)} has other labels)` : '';
}
