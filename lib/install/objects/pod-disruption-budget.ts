import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { defined, render } from './controller';

/** A decided PodDisruptionBudget. */
export interface PodDisruptionBudget {
  readonly apiVersion: string;
  readonly minAvailable: number | string | undefined;
  readonly maxUnavailable: number | string | undefined;
  readonly matchLabels: { readonly [key: string]: string };
}

/** Upstream: charts/aad-pod-identity/templates/mic-pod-disruption-budget.yaml. */
export function renderPodDisruptionBudget(scope: Construct, namespace: string, budget: PodDisruptionBudget): ApiObject {
  const { apiVersion, minAvailable, maxUnavailable, matchLabels } = budget;
  return render(
    scope,
    apiVersion,
    'PodDisruptionBudget',
    { name: 'mic-pdb', namespace },
    {
      spec: defined({ minAvailable, maxUnavailable, selector: { matchLabels } }),
    },
  );
}
