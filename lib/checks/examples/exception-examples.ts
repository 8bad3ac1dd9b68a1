import { AKS_EXCEPTION as UPSTREAM } from '../../upstream/api';

interface Exception {
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: { readonly [key: string]: string };
}

export const exception = ({ name, namespace, podLabels }: Exception): string => `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  podLabels:
${Object.entries(podLabels)
  .map(([key, value]) => `    ${key}: ${value}\n`)
  .join('')}`;

export const AKS_EXCEPTION = exception(UPSTREAM);

/** An exception that has nothing to do with AKS. */
export const OTHER_EXCEPTION = exception({
  name: 'node-agent',
  namespace: 'monitoring',
  podLabels: { app: 'node-agent' },
});
