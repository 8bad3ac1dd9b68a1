import type { PodException } from '../../simulation/custom-resources';
import { AKS_EXCEPTION } from '../../upstream/api';

/** Whether an exception is for AKS add-ons. */
export const isForAks = ({ podLabels }: PodException): boolean =>
  Object.entries(AKS_EXCEPTION.podLabels).some(
    ([key, value]) => Object.hasOwn(podLabels, key) && podLabels[key]?.toLowerCase() === value,
  );
