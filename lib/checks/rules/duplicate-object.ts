import type { Rule } from '../rule';

export const duplicateObject: Rule = {
  id: 'duplicate-object',
  title: 'One object is there twice',
  severity: 'error',
  why: 'A cluster has one object of a kind, namespace and name. Of two the one that is applied last stays, and which one that is depends on the order of the files.',
  symptom: 'Nothing. With Argo CD or Flux the object changes back and forth, or the sync fails.',
  bad: `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: node-agent
  namespace: shop
spec:
  podLabels:
    app: node-agent
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: node-agent
  namespace: shop
spec:
  podLabels:
    app: backup-agent
`,
  good: `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: node-agent
  namespace: shop
spec:
  podLabels:
    app: node-agent
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: backup-agent
  namespace: shop
spec:
  podLabels:
    app: backup-agent
`,
  source: 'the API server; the checks decide as if only the first one were there',
  check: ({ cluster: { conflicts, repeated } }) => [
    ...conflicts.map(({ first, second }) => ({
      object: second,
      path: ['metadata', 'name'],
      message: `${second.title} is in ${first.file} too, with other content: the one that is applied last stays. Give one of them another name, or take it away.`,
    })),
    // A workload may be told twice on purpose, as the two are not compared.
    ...repeated.map(({ first, second }) => ({
      object: second,
      path: ['metadata', 'name'],
      severity: 'warning' as const,
      message: `${second.title} is in ${first.file} too: the one that is applied last stays. Take one of them away.`,
    })),
  ],
};
