import { type Manifest, mapOf } from '../../manifests/manifest';
import { API_GROUP, RESOURCES } from '../../upstream/api';
import { Mode } from '../../upstream/mode';
import type { CheckedCluster } from '../checked-cluster';
import { nmiWith } from '../examples/controller-examples';
import { documents } from '../examples/custom-resource-examples';
import { AKS_EXCEPTION, exception } from '../examples/exception-examples';
import { controllersOf } from '../facts/controllers';
import { objectsOfKinds } from '../facts/objects';
import { type Rule, type RuleFinding, Severity } from '../rule';

const NMI = nmiWith('--operation-mode=managed', '--forceNamespaced=true');
const MIC_EXCEPTION = exception({
  name: 'mic-exception',
  namespace: 'default',
  podLabels: { app: 'mic', component: 'mic' },
});
const CRD = `${RESOURCES.AzureAssignedIdentity}.${API_GROUP}`;
/** Labels of MIC, in the chart and in upstream's plain YAML. */
const MIC_LABELS = ['app', 'component', 'app.kubernetes.io/component'];

/** Objects that managed mode does not use. */
export const managedWithDeadObjects: Rule = {
  id: 'managed-with-dead-objects',
  title: 'MIC, its exception or its CRD beside an NMI in managed mode',
  severity: Severity.WARNING,
  why: 'In managed mode NMI looks up identities itself, and does not read what MIC writes. A leftover MIC continues to assign and remove identities in Azure.',
  symptom: 'MIC removes identities from nodes to which they were assigned by hand.',
  bad: documents(NMI, AKS_EXCEPTION, MIC_EXCEPTION),
  good: documents(NMI, AKS_EXCEPTION),
  source: 'pkg/nmi/managed.go; deploy/infra/managed-mode-deployment.yaml',
  check: (checked) => {
    const nmis = controllersOf(checked, 'nmi');
    const isManaged = nmis.length > 0 && nmis.every(({ mode }) => mode.value === Mode.MANAGED);
    return isManaged ? [...mics(checked), ...exceptions(checked), ...crds(checked)] : [];
  },
};

function mics(checked: CheckedCluster): RuleFinding[] {
  return controllersOf(checked, 'mic').map(({ manifest: object }) => ({
    object,
    path: [],
    message:
      'NMI is in managed mode and does not use MIC. MIC still changes the identities of the nodes. Remove MIC after all AzureAssignedIdentity objects are deleted.',
  }));
}

function exceptions({ cluster }: CheckedCluster): RuleFinding[] {
  return cluster.exceptions
    .filter(({ podLabels }) => isOfMic(podLabels))
    .map(({ manifest }) => ({
      object: manifest,
      path: [],
      message:
        'NMI is in managed mode, without a MIC that needs this exception. Any other pod with one of its labels bypasses NMI. Remove the exception.',
    }));
}

const isOfMic = (labels: { readonly [key: string]: string }) => {
  const entries = Object.entries(labels);
  return entries.length > 0 && entries.every(([key, value]) => MIC_LABELS.includes(key) && value === 'mic');
};

/** Helm's own CRD is not reported: the chart has no value to leave it out. */
function crds(checked: CheckedCluster): RuleFinding[] {
  return objectsOfKinds(checked, ['CustomResourceDefinition'])
    .filter((object) => isCrd(object) && !isFromHelm(object))
    .map((object) => ({
      object,
      path: [],
      message: 'NMI is in managed mode, which does not use AzureAssignedIdentity. The CRD has no effect. Remove it.',
    }));
}

const isCrd = ({ name }: Manifest) => name === CRD;

const isFromHelm = ({ metadata }: Manifest) => Object.hasOwn(mapOf(metadata.labels), 'app.kubernetes.io/name');
