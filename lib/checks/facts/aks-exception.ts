import type { PodException } from '../../simulation/custom-resources';

const LABEL = 'kubernetes.azure.com/managedby';

/** Whether an exception is for the add-ons of AKS. */
export const isForAks = ({ podLabels }: PodException): boolean =>
  Object.hasOwn(podLabels, LABEL) && podLabels[LABEL]?.toLowerCase() === 'aks';

/** As upstream has it. */
export const AKS_EXCEPTION = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: aks-addon-exception
  namespace: kube-system
spec:
  podLabels:
    ${LABEL}: aks
`;
