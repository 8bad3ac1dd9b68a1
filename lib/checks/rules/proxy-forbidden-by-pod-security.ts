import { INJECT_PROXY_ANNOTATION } from '../../upstream/workload-identity';
import { documents } from '../examples/custom-resource-examples';
import { ACCOUNT, PROXIED_WORKLOAD } from '../examples/workload-identity-examples';
import { proxiedWorkloads } from '../facts/called-workloads';
import { ENFORCE_LABEL, enforcedLevel } from '../facts/pod-security';
import { type Rule, Severity } from '../rule';

const namespace = (level: string) => `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    ${ENFORCE_LABEL}: ${level}
`;

export const proxyForbiddenByPodSecurity: Rule = {
  id: 'proxy-forbidden-by-pod-security',
  title: 'Pod Security of the namespace blocks the proxy of Workload Identity',
  severity: Severity.ERROR,
  why: 'The init container of the proxy is privileged and adds NET_ADMIN. The levels baseline and restricted allow neither.',
  symptom: 'The ReplicaSet has no pods; its events say "violates PodSecurity".',
  bad: documents(namespace('restricted'), ACCOUNT, PROXIED_WORKLOAD),
  good: documents(namespace('privileged'), ACCOUNT, PROXIED_WORKLOAD),
  source:
    'Azure/azure-workload-identity, pkg/webhook/webhook.go, injectProxyInitContainer; kubernetes.io, Pod Security Standards',
  check: (checked) =>
    proxiedWorkloads(checked).flatMap(({ workload, annotationsPath }) => {
      const level = enforcedLevel(checked, workload.namespace);
      if (!level) return [];
      return [
        {
          object: workload.manifest,
          path: [...annotationsPath, INJECT_PROXY_ANNOTATION],
          isKey: true,
          message: `The namespace ${workload.namespace} enforces the Pod Security level ${level}, which refuses the init container of the proxy. No pod is created. Remove the annotation, and let the program exchange the token itself; or move the ${workload.kind} to a namespace with the level privileged.`,
        },
      ];
    }),
};
