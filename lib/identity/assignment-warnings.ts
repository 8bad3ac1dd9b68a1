import { warn } from '../synth/warnings';
import { listOf, show } from '../validate/format';
import type { WorkloadAssignment } from './assigned-workload';
import { isTakenForMic } from './excepted-pods';
import { describeNamespace } from './identity-facts';
import { installsOf } from './install-announcement';
import { podName } from './stray-identities';

const LONGEST_NAME = 253;

/** Tells what works by accident, of assignments that are right in themselves. */
export function warnOfAssignments(workloads: readonly WorkloadAssignment[]): void {
  for (const workload of workloads) {
    warnOfSeveral(workload);
    warnOfLongNames(workload);
    warnOfMic(workload);
  }
  warnOfNamesakes(workloads);
}

function warnOfSeveral({ object, identities, namesIdentity }: WorkloadAssignment): void {
  if (identities.length < 2) return;
  const clientIds = identities.map(({ facts }) => facts.clientId);
  const names = listOf(identities.map(({ facts }) => facts.name));
  if (!namesIdentity) {
    warn(
      object,
      `has the identities ${names}, and nothing in its containers names one by client id: NMI answers with any of them. Assign one with clientIdEnv: 'AZURE_CLIENT_ID'.`,
    );
  }
  const shared = clientIds.find((clientId, i) => clientId !== undefined && clientIds.indexOf(clientId) < i);
  if (shared !== undefined) {
    warn(
      object,
      `has the identities ${names}, of which two have the client id ${shared}: when one is taken away, MIC may remove both.`,
    );
  }
}

/** The name of the AzureAssignedIdentity; pods are called at least as their workload. */
function warnOfLongNames({ object, name, namespace, identities }: WorkloadAssignment): void {
  for (const { facts } of identities) {
    const length = `${name}-${namespace ?? ''}-${facts.name}`.length;
    if (length <= LONGEST_NAME) continue;
    warn(
      object,
      `MIC cannot assign ${show(facts.name)}: the names of pod, namespace and identity have ${length} characters together; at most ${LONGEST_NAME} are allowed.`,
    );
  }
}

/** Where NMI looks for MIC is known only when the app has the install; it is `default` unless somebody changed it. */
function warnOfMic(workload: WorkloadAssignment): void {
  const isKnown = installsOf(workload.object).some(({ micNamespace }) => micNamespace !== undefined);
  if (isKnown || workload.namespace !== 'default' || !isTakenForMic(workload)) return;
  warn(
    workload.object,
    `NMI takes pods of namespace "default" whose ReplicaSet begins with "mic" for MIC, unless its --MICNamespace says otherwise: they get no identity. Rename ${workload.kind} ${show(workload.name)}.`,
  );
}

/**
 * Pods that are called the same in two namespaces and use one client id: when one goes, MIC can take the identity off
 * the machine although the other uses it (upstream: pkg/mic/mic.go counts by name).
 */
function warnOfNamesakes(workloads: readonly WorkloadAssignment[]): void {
  const byPodAndClient = new Map<string, WorkloadAssignment[]>();
  for (const workload of workloads) {
    const pod = podName(workload);
    if (pod === undefined) continue;
    for (const clientId of new Set(workload.identities.map(({ facts }) => facts.clientId?.toLowerCase()))) {
      if (clientId === undefined) continue;
      const key = `${pod} ${clientId}`;
      byPodAndClient.set(key, [...(byPodAndClient.get(key) ?? []), workload]);
    }
  }
  for (const [key, sharing] of byPodAndClient) {
    const [first, ...others] = sharing.toSorted((a, b) => (a.path() < b.path() ? -1 : 1));
    const other = others.find(({ namespace }) => namespace !== first?.namespace);
    if (!first || !other) continue;
    const [pod, clientId] = key.split(' ');
    warn(
      first.object,
      `pods called ${show(pod)} in ${describeNamespace(first.namespace)} and in ${describeNamespace(other.namespace)} use the client id ${clientId}: when one is deleted, MIC may take the identity off the machine of the other for some minutes. Put ${clientId} into MIC's list of immutable identities (--immutable-user-msis).`,
    );
  }
}
