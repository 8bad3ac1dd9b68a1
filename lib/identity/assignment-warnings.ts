import { warn } from '../synth/warnings';
import { listOf, show } from '../validate/format';
import { indexed } from '../validate/indexed';
import { looksLikeMic } from './excepted-pods';
import { describeNamespace } from './identity-facts';
import { installsOf } from './install-announcement';
import { podName } from './stray-identities';
import type { WorkloadAssignment } from './workload-assignment';

/** Of any object of Kubernetes. */
const LONGEST_NAME = 253;

/** Warns about assignments that are valid but work only by accident. */
export function warnOfAssignments(workloads: readonly WorkloadAssignment[]): void {
  for (const workload of workloads) {
    if (!workload.isBound) continue;
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
      `has the identities ${names}, and no container seems to choose one by client id. NMI then uses any of them. Assign one with clientIdEnv: 'AZURE_CLIENT_ID'.`,
    );
  }
  const shared = clientIds.find((clientId, i) => clientId !== undefined && clientIds.indexOf(clientId) < i);
  if (shared !== undefined) {
    warn(
      object,
      `has the identities ${names}. Two of them have the client id ${shared}: when one is unassigned, MIC may remove both.`,
    );
  }
}

/** Checks the length of the AzureAssignedIdentity's name. The name of a pod is at least as long as its workload's. */
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

/** NMI's `--MICNamespace` is known only when the install is in the app; its default is `default`. */
function warnOfMic(workload: WorkloadAssignment): void {
  const isKnown = installsOf(workload.object).some(({ micNamespace }) => micNamespace !== undefined);
  if (isKnown || workload.namespace !== 'default' || !looksLikeMic(workload)) return;
  warn(
    workload.object,
    `NMI treats pods in namespace "default" whose ReplicaSet name starts with "mic" as MIC, unless --MICNamespace names another namespace: they get no identity. Rename ${workload.kind} ${show(workload.name)}.`,
  );
}

/**
 * Pods with the same name in two namespaces that use the same client id: when one is deleted, MIC may remove the identity
 * from the other's virtual machine (upstream: pkg/mic/mic.go counts by name).
 */
function warnOfNamesakes(workloads: readonly WorkloadAssignment[]): void {
  const uses = workloads.flatMap((workload) => {
    const pod = podName(workload);
    const clientIds = workload.identities.flatMap(({ facts }) => facts.clientId?.toLowerCase() ?? []);
    return pod === undefined ? [] : [...new Set(clientIds)].map((clientId) => ({ pod, clientId, workload }));
  });
  for (const sharing of indexed(uses, ({ pod, clientId }) => `${pod} ${clientId}`).values()) {
    const [first, ...others] = sharing.toSorted((a, b) => (a.workload.path() < b.workload.path() ? -1 : 1));
    const other = others.find(({ workload }) => workload.namespace !== first?.workload.namespace)?.workload;
    if (!first || !other) continue;
    const { pod, clientId, workload } = first;
    if (!workload.isBound && !other.isBound) continue;
    if (workload.isBound !== other.isBound) {
      warn(
        workload.object,
        `pods named ${show(pod)} in ${describeNamespace(workload.namespace)} and in ${describeNamespace(other.namespace)} use the client id ${clientId}, and only one of them is at the last stage: when MIC removes its identity, the other may lose it for some minutes. Move both together.`,
      );
      continue;
    }
    warn(
      workload.object,
      `pods named ${show(pod)} in ${describeNamespace(workload.namespace)} and in ${describeNamespace(other.namespace)} use the client id ${clientId}: when one is deleted, MIC may remove the identity from the virtual machine of the other for some minutes. Add ${clientId} to MIC's --immutable-user-msis.`,
    );
  }
}
