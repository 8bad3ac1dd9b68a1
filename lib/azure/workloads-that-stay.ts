import { compareBytes } from '../go/compare';
import type { Manifest } from '../manifests/manifest';
import { stageOf } from '../migration/workload-stage';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { BINDING_LABEL } from '../upstream/api';
import { DNS_LABEL } from '../validate/kubernetes-names';
import { usesWorkloadIdentity } from '../workload-identity/migration-stage';

const hasMoved = (workload: Workload): boolean => usesWorkloadIdentity(stageOf(workload));

/**
 * The namespaces whose pods NMI keeps from the metadata service, and that outlive it: of all workloads, when some use
 * Workload Identity. Empty when there is no NMI to delete.
 */
export function exposedNamespaces({ cluster, settings }: Simulation, deleted: readonly Manifest[]): string[] {
  const hasNmi = settings.controllers.some(
    ({ program, workload }) => program === 'nmi' && deleted.includes(workload.manifest),
  );
  if (!hasNmi || !cluster.workloads.some(hasMoved)) return [];
  const staying = cluster.workloads.filter(
    ({ manifest, label, namespace }) => !deleted.includes(manifest) && !label && DNS_LABEL.accepts(namespace),
  );
  return [...new Set(staying.map(({ namespace }) => namespace))].sort(compareBytes);
}

/** A line for each workload that has Workload Identity and would be deleted for its old label. */
export function unfinished(labelled: readonly Workload[]): string[] {
  return labelled.filter(hasMoved).map((workload) => {
    const { manifest, template } = workload;
    const path = [...template, 'metadata', 'labels', BINDING_LABEL];
    return `${manifest.placeOf(path)}: ${manifest.title}: it is at stage ${stageOf(workload)}: it has Workload Identity, and still the label ${BINDING_LABEL}. This script deletes every workload with that label, because it needs NMI; it would delete this one, too. Take it to stage workload-identity first, which removes the label: aad-pod-identity migrate rewrite PATH --to workload-identity`;
  });
}
