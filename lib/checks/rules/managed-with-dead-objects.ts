import { type Manifest, mapOf } from '../../manifests/manifest';
import type { CheckedCluster } from '../checked-cluster';
import { nmiWith } from '../examples/controller-examples';
import { documents } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import type { Rule, RuleFinding } from '../rule';

const NMI = nmiWith('--operation-mode=managed', '--forceNamespaced=true');
const MIC_EXCEPTION = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: mic-exception
  namespace: default
spec:
  podLabels:
    app: mic
    component: mic
`;
const AKS_EXCEPTION = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: aks-addon-exception
  namespace: kube-system
spec:
  podLabels:
    kubernetes.azure.com/managedby: aks
`;
const DEFINITION = 'azureassignedidentities.aadpodidentity.k8s.io';
/** The labels of MIC: of the chart and of the plain YAML. */
const MIC_LABELS = ['app', 'component', 'app.kubernetes.io/component'];

/** What managed mode does not use. */
export const managedWithDeadObjects: Rule = {
  id: 'managed-with-dead-objects',
  title: 'MIC, its exception or its custom resource beside an NMI in managed mode',
  severity: 'warning',
  why: 'In managed mode NMI looks identities up by itself, and nobody reads what MIC writes. A MIC that is left over goes on assigning and removing identities in Azure.',
  symptom: 'MIC takes identities off nodes that were put there by hand.',
  bad: documents(NMI, AKS_EXCEPTION, MIC_EXCEPTION),
  good: documents(NMI, AKS_EXCEPTION),
  source: 'pkg/nmi/managed.go; deploy/infra/managed-mode-deployment.yaml',
  check: (checked) => {
    const nmis = controllersOf(checked, 'nmi');
    const isManaged = nmis.length > 0 && nmis.every(({ mode }) => mode.value === 'managed');
    return isManaged ? [...mics(checked), ...exceptions(checked), ...definitions(checked)] : [];
  },
};

function mics(checked: CheckedCluster): RuleFinding[] {
  return controllersOf(checked, 'mic').map(({ manifest: object }) => ({
    object,
    path: [],
    message:
      'NMI is in managed mode and does not read what MIC writes, but MIC goes on changing the identities of the nodes. Remove MIC, after the AzureAssignedIdentities are gone',
  }));
}

function exceptions({ cluster }: CheckedCluster): RuleFinding[] {
  return cluster.exceptions
    .filter(({ podLabels }) => isOfMic(podLabels))
    .map(({ manifest }) => ({
      object: manifest,
      path: [],
      message:
        'NMI is in managed mode: there is no MIC for this exception, and any other pod with one of its labels passes. Remove it',
    }));
}

const isOfMic = (labels: { readonly [key: string]: string }) => {
  const entries = Object.entries(labels);
  return entries.length > 0 && entries.every(([key, value]) => MIC_LABELS.includes(key) && value === 'mic');
};

/** The chart brings its own along in every mode, and nobody can leave it out. */
function definitions({ cluster }: CheckedCluster): RuleFinding[] {
  return cluster.manifests.objects
    .filter((object) => isDefinition(object) && !isOfChart(object))
    .map((object) => ({
      object,
      path: [],
      message: 'NMI is in managed mode: nobody makes AzureAssignedIdentities. Leave out their definition',
    }));
}

const isDefinition = ({ kind, name }: Manifest) => kind === 'CustomResourceDefinition' && name === DEFINITION;

const isOfChart = ({ metadata }: Manifest) => Object.hasOwn(mapOf(metadata.labels), 'app.kubernetes.io/name');
