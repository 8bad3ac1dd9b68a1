import type { Manifests } from '../manifests/manifests';
import type { AdmitOptions, AdmittedWorkload } from './admitted-workload';

/**
 * What the webhook of Azure Workload Identity 1.6.0 does with the pods of each workload, in the order read
 * (Azure/azure-workload-identity, pkg/webhook/webhook.go). The ServiceAccounts are those among the manifests, and
 * `default` of each namespace.
 *
 * @example
 * admit(Manifests.fromPaths(['dist']), { tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47' }).filter(({ refused }) => refused);
 *
 * @throws ManifestError when the API server would refuse a workload; an annotation without quotes is taken as written
 * @throws Error with a line for each invalid option
 */
export function admit(manifests: Manifests, options: AdmitOptions): AdmittedWorkload[] {
  // Loaded when needed: most programs that load the library only write manifests.
  const { admitAll } = require('./admit-all') as typeof import('./admit-all');
  return admitAll(manifests, options);
}
