import { listFrom, type Manifest, mapOf } from '../manifests/manifest';
import type { Cluster } from '../simulation/cluster';
import { credentialsAmong, type KnownCredential } from '../simulation/known-credentials';
import type { Simulation } from '../simulation/simulation';
import { USE_LABEL, USED } from '../upstream/workload-identity';
import { fieldAt } from '../validate/path';
import { usesWorkloadIdentity } from '../workload-identity/migration-stage';
import type { Blocker } from './blocker';
import { ClusterFacts } from './cluster-facts';
import { type Companion, companionsOf } from './companions';
import { type CredentialCount, credentialCounts } from './credential-counts';
import { credentialsByIdentity } from './needed-credentials';
import { type Phase, phasesOf } from './phases';
import { type PlannedWorkload, type PlanOptions, plannedWorkloads } from './planned-workload';

/** What is known besides the manifests. */
export interface MigrationOptions extends PlanOptions {
  readonly issuer?: string | undefined;
  /** The credentials of `--federated`. */
  readonly credentials?: readonly KnownCredential[] | undefined;
}

/** Something besides a workload that blocks. */
export interface OpenEnd extends Blocker {
  /** `shop.yaml:3:1`, or a file. */
  readonly place: string;
}

/** The way of a cluster from pod identity to Workload Identity. */
export interface Plan {
  /** Those that use pod identity or Workload Identity, in the order read. */
  readonly workloads: readonly PlannedWorkload[];
  /** How many use neither. */
  readonly others: number;
  readonly identities: readonly CredentialCount[];
  readonly companions: readonly Companion[];
  /** What the plan lacks: pods and files that could not be read. */
  readonly openEnds: readonly OpenEnd[];
  readonly phases: readonly Phase[];
}

/** Plans the next stage of every workload, and the phases that are left. */
export function planOf(simulation: Simulation, options: MigrationOptions = {}): Plan {
  const { cluster, settings } = simulation;
  const facts = new ClusterFacts(cluster.manifests);
  const all = plannedWorkloads(cluster, simulation, options, facts);
  const using = all.filter(({ stage, identities }) => stage !== undefined || identities.length > 0);
  const identities = credentialCounts(credentialsByIdentity(all), {
    issuer: options.issuer,
    named: options.credentials ?? [],
    rendered: credentialsAmong(cluster.manifests),
  });
  const workloads = withFullIdentities(using, identities);
  const companions = companionsOf(simulation, workloads, facts);
  const egress = egressPolicies(cluster, workloads);
  const phases = phasesOf({
    ...{ cluster, settings, workloads, counts: identities, companions, egress, to: options.to },
    hasIssuer: options.issuer !== undefined,
  });
  const others = all.length - workloads.length;
  return { workloads, others, identities, companions, openEnds: openEndsOf(cluster, companions), phases };
}

/** Whether anything blocks: then a plan is not "nothing to do". */
export function isBlocked({ workloads, identities, openEnds }: Plan): boolean {
  return (
    openEnds.length > 0 ||
    workloads.some(({ blockers }) => blockers.length > 0) ||
    identities.some(({ blocker }) => blocker !== undefined)
  );
}

/** A workload is blocked when an identity of its has no room for the credential that it lacks. */
function withFullIdentities(
  workloads: readonly PlannedWorkload[],
  counts: readonly CredentialCount[],
): readonly PlannedWorkload[] {
  const byTitle = new Map<string, Blocker[]>();
  for (const { blocker, missing } of counts) {
    for (const title of blocker ? new Set(missing.flatMap((one) => one.workloads)) : []) {
      byTitle.set(title, [...(byTitle.get(title) ?? []), blocker as Blocker]);
    }
  }
  if (byTitle.size === 0) return workloads;
  return workloads.map((planned) => {
    const { title, next, blockers } = planned;
    const full = byTitle.get(title);
    return full && usesWorkloadIdentity(next) ? { ...planned, blockers: [...blockers, ...full] } : planned;
  });
}

const SKIPPED: Blocker = {
  problem: 'It was skipped, because something must render it first.',
  advice: 'Plan what it renders: the output of kustomize build, or of helm template.',
};
const NOT_APPLIED: Blocker = {
  problem: 'This kustomization is not applied: the files beside it are planned as they are.',
  advice: 'Plan what it renders, the output of kustomize build.',
};

function openEndsOf({ unseen, manifests }: Cluster, companions: readonly Companion[]): OpenEnd[] {
  const listed = new Set(companions.map(({ manifest }) => manifest));
  const skipped = [
    ...new Set([...manifests.incomplete, ...(manifests.overlaid?.patches ?? []).map(({ file }) => file)]),
  ];
  const kustomizations = manifests.unrendered.filter(({ what }) => what === 'a kustomization').map(({ path }) => path);
  return [
    ...unseen.map(({ manifest, path }) => ({
      place: manifest.placeOf(path),
      problem: `${manifest.title} hands the label on to pods that are not among the paths, in ${fieldAt(path)}.`,
      advice: listed.has(manifest)
        ? 'Plan the output of what renders them, too, or change it as listed under companions.'
        : `Move it by hand: its pods need the label ${USE_LABEL}: "${USED}", and a ServiceAccount with the client id.`,
    })),
    ...skipped.map((file) => ({
      place: file,
      ...(kustomizations.includes(file) ? NOT_APPLIED : SKIPPED),
    })),
  ];
}

/** Policies that may isolate pods which request tokens themselves from now on. */
function egressPolicies({ manifests }: Cluster, workloads: readonly PlannedWorkload[]): string[] {
  const policies = manifests.objects.filter(isEgressPolicy);
  if (policies.length === 0) return [];
  const moving = workloads.filter(({ next }) => next !== undefined);
  const namespaces = new Set(moving.map(({ workload }) => workload.namespace));
  return policies
    .filter(({ isClusterScoped, namespace }) => isClusterScoped || namespaces.has(namespace))
    .map(({ title }) => title);
}

function isEgressPolicy({ group, kind, value }: Manifest): boolean {
  // Most objects are of neither group.
  const isCilium = group === 'cilium.io' && /^Cilium(?:Clusterwide)?NetworkPolicy$/.test(kind);
  if (!isCilium && (group !== 'networking.k8s.io' || kind !== 'NetworkPolicy')) return false;
  const spec = mapOf(value.spec);
  if (!isCilium) return listFrom(spec.policyTypes).includes('Egress') || Array.isArray(spec.egress);
  return [spec, ...listFrom(value.specs).map(mapOf)].some(({ egress }) => Array.isArray(egress));
}
