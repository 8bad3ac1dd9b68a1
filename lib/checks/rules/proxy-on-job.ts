import { mapOf } from '../../manifests/manifest';
import { endByThemselves } from '../../upstream/ending-pods';
import { INJECT_PROXY_ANNOTATION, NATIVE_SIDECAR_SINCE } from '../../upstream/workload-identity';
import { changed, documents } from '../examples/custom-resource-examples';
import { JOB } from '../examples/job-examples';
import { ACCOUNT } from '../examples/workload-identity-examples';
import { proxiedWorkloads } from '../facts/called-workloads';
import { isAtLeast } from '../facts/kubernetes-version';
import { type Rule, Severity } from '../rule';

const USING = changed(
  changed(JOB, 'aadpodidbinding: orders', 'azure.workload.identity/use: "true"'),
  '    spec:\n      restart',
  '    spec:\n      serviceAccountName: orders\n      restart',
);
const PROXIED = changed(
  USING,
  '    spec:\n      service',
  `      annotations:\n        ${INJECT_PROXY_ANNOTATION}: "true"\n    spec:\n      service`,
);

export const proxyOnJob: Rule = {
  id: 'proxy-on-job',
  title: 'A Job has the proxy of Workload Identity, and Kubernetes is older than 1.32',
  severity: Severity.ERROR,
  why: 'From Kubernetes 1.32 on, the webhook injects the proxy as a native sidecar, which ends with the pod. Before, it is a container like the others, and keeps running. Found only when --kubernetes-version is given.',
  symptom: 'The containers of the Job have ended, and its pods keep running: "NotReady".',
  bad: documents(ACCOUNT, PROXIED),
  good: documents(ACCOUNT, USING),
  options: { kubernetesVersion: '1.31' },
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, injectProxySidecarContainer; issue 773',
  check: (checked) => {
    const { kubernetesVersion: version } = checked.options;
    const [major = 0, minor = 0] = NATIVE_SIDECAR_SINCE.split('.').map(Number);
    if (version === undefined || isAtLeast(version, major, minor)) return [];
    return proxiedWorkloads(checked)
      .filter(({ workload, spec }) => endByThemselves(workload.kind, mapOf(spec).restartPolicy))
      .map(({ workload, annotationsPath }) => ({
        object: workload.manifest,
        path: [...annotationsPath, INJECT_PROXY_ANNOTATION],
        isKey: true,
        message: `On Kubernetes ${version}, the proxy is no native sidecar. The pods of the ${workload.kind} never end. Remove the annotation, and let the program exchange the token itself; or use Kubernetes ${NATIVE_SIDECAR_SINCE} or later.`,
      }));
  },
};
