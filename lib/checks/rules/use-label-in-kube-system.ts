import { stringOf } from '../../manifests/manifest';
import { USE_LABEL } from '../../upstream/workload-identity';
import type { CheckedCluster } from '../checked-cluster';
import { documents } from '../examples/custom-resource-examples';
import { ACCOUNT, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { calledWorkloads } from '../facts/called-workloads';
import { objectsOf } from '../facts/objects';
import { writtenTokenVolumes } from '../facts/token-volumes';
import { type Rule, Severity } from '../rule';

const NAMESPACE = 'kube-system';

export const useLabelInKubeSystem: Rule = {
  id: 'use-label-in-kube-system',
  title: 'Pods of kube-system have the label azure.workload.identity/use',
  severity: Severity.WARNING,
  why: 'AKS keeps admission webhooks away from kube-system, unless their configuration has the annotation admissions.enforcer/disabled, which the managed webhook has not.',
  symptom: 'The pods have no AZURE_FEDERATED_TOKEN_FILE; the SDKs find no credential.',
  bad: documents(ACCOUNT, TOKEN_WORKLOAD).replaceAll('namespace: shop', `namespace: ${NAMESPACE}`),
  good: documents(ACCOUNT, TOKEN_WORKLOAD),
  source: 'Azure/azure-workload-identity, docs/book/src/known-issues.md',
  check: (checked) => {
    const called = calledWorkloads(checked).filter(
      ({ workload, spec }) => workload.namespace === NAMESPACE && writtenTokenVolumes(spec).length === 0,
    );
    if (called.length === 0 || isEnforcerDisabled(checked)) return [];
    return called.map(({ workload: { manifest, template } }) => ({
      object: manifest,
      path: [...template, 'metadata', 'labels', USE_LABEL],
      message: `AKS does not ask the webhook about pods of ${NAMESPACE}. They get no token. Move the ${manifest.kind} to another namespace, or write the token, its mount and the variables into the pod template.`,
    }));
  },
};

/** Whether a webhook that is installed by oneself is asked there, too. */
const isEnforcerDisabled = (checked: CheckedCluster) =>
  objectsOf(checked, 'admissionregistration.k8s.io', 'MutatingWebhookConfiguration').some(
    (object) => stringOf(object.at(['metadata', 'annotations', 'admissions.enforcer/disabled'])) === 'true',
  );
