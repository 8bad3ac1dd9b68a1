import { BINDING_LABEL } from '../upstream/api';
import { OTHER_CREDENTIALS } from '../upstream/sdk-credentials';
import { INJECTED_VARIABLES } from '../upstream/webhook-pod';
import { NATIVE_SIDECAR_SINCE, PROXY_USER } from '../upstream/workload-identity';
import { listOf } from '../validate/format';
import { fieldAt, type Path, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { isUnresolved } from '../validate/unresolved';
import { Injection } from './injection';
import { keepsPodIdentity, MigrationStage, usesWorkloadIdentity } from './migration-stage';
import { endsByItself, type PodFacts } from './pod-facts';
import { refuseSettings } from './refused-settings';
import type { StageSettings } from './stage-settings';
import { isTooOld } from './version';

type Check = (problems: Problems, pod: PodFacts, settings: StageSettings) => void;

/** Refuses what the webhook or Kubernetes would refuse, and what would give the pods other identities than declared. */
export function refuseAtStage(
  problems: Problems,
  pod: PodFacts,
  settings: StageSettings,
  clientIds: readonly (string | undefined)[],
): void {
  if (!usesWorkloadIdentity(settings.stage)) return;
  refuseSettings(problems, settings);
  for (const check of CHECKS) check(problems, pod, settings);
  refuseOtherClientIds(problems, pod, clientIds);
  if (settings.stage !== MigrationStage.PROXY) return;
  for (const check of PROXY_CHECKS) check(problems, pod, settings);
}

/** The namespace whose pods the webhook of AKS is not asked about. */
export function refuseKubeSystem(problems: Problems, field: string, namespace: string | undefined): void {
  if (namespace !== 'kube-system') return;
  const allowed = 'another namespace with the webhook: AKS does not ask it about pods of kube-system';
  problems.add(field, namespace, allowed, 'Set injection: Injection.MANIFEST in WorkloadIdentity');
}

const refuseSystemPods: Check = (problems, { namespace }, { injection }) => {
  if (injection === Injection.WEBHOOK) refuseKubeSystem(problems, 'metadata.namespace', namespace);
};

const refuseOtherCredentials: Check = (problems, { containers }) => {
  for (const { path, env, isSkipped } of containers) {
    if (isSkipped) continue;
    for (let i = 0; i < env.length; i++) {
      const name = env[i]?.name;
      if (!OTHER_CREDENTIALS.includes(String(name))) continue;
      const allowed =
        'no such variable: with the variables of Workload Identity, the SDKs use it as a credential, fail, and try no other';
      problems.add(fieldAt([...path, 'env', i, 'name']), name, allowed, 'Remove the variable');
    }
  }
};

const refuseBoundSelector: Check = (problems, { manifest }, { stage }) => {
  if (keepsPodIdentity(stage)) return;
  const selector = ['spec', 'selector'];
  const expressions = valueAt(manifest, [...selector, 'matchExpressions']);
  const paths: Path[] = [
    [...selector, 'matchLabels', BINDING_LABEL],
    ...(Array.isArray(expressions) ? expressions : []).flatMap((expression, i) =>
      expression?.key === BINDING_LABEL ? [[...selector, 'matchExpressions', i]] : [],
    ),
  ];
  for (const path of paths) {
    const label = valueAt(manifest, path);
    if (label === undefined) continue;
    const allowed = `no ${BINDING_LABEL} at stage ${stage}: the selector cannot be changed`;
    problems.add(fieldAt(path), label, allowed, 'Delete the object and create it with another selector');
  }
};

const CHECKS: readonly Check[] = [refuseSystemPods, refuseOtherCredentials, refuseBoundSelector];

/** A variable that is there wins over the ServiceAccount's client id. */
function refuseOtherClientIds(
  problems: Problems,
  { containers }: PodFacts,
  clientIds: readonly (string | undefined)[],
): void {
  for (const { path, env, isSkipped } of containers) {
    if (isSkipped) continue;
    for (let i = 0; i < env.length; i++) {
      const { name, value } = env[i] ?? {};
      if (name !== INJECTED_VARIABLES.clientId || typeof value !== 'string') continue;
      if (isAmong(clientIds, value) || isReference(value)) continue;
      const allowed = `the client id of an identity that is assigned to the workload: ${listOf(clientIds.flatMap((id) => id ?? []))}`;
      const field = `${fieldAt([...path, 'env', i])}: ${name}`;
      problems.add(field, value, allowed, 'Assign that identity, or remove the variable');
    }
  }
}

const isAmong = (clientIds: readonly (string | undefined)[], given: string) =>
  clientIds.includes(given) || clientIds.some((id) => id?.toLowerCase() === given.toLowerCase());

/** Not a literal: another variable's value, or a token of another tool. */
const isReference = (value: string) => /\$\(.+\)/.test(value) || isUnresolved(value);

const refuseTakenPort: Check = (problems, { containers }, { proxyPort }) => {
  for (const { path, container } of containers) {
    const { ports } = container;
    (Array.isArray(ports) ? ports : []).forEach((port, i) => {
      if (port?.containerPort !== proxyPort || (port.protocol ?? 'TCP') !== 'TCP') return;
      const allowed = 'another port than that of the proxy';
      const field = fieldAt([...path, 'ports', i, 'containerPort']);
      problems.add(field, proxyPort, allowed, 'Set proxyPort of WorkloadIdentity to a free port');
    });
  }
};

const refuseEndlessJob: Check = (problems, pod, { injection, kubernetesVersion }) => {
  if (injection === Injection.MANIFEST || !endsByItself(pod)) return;
  if (!isTooOld(kubernetesVersion, NATIVE_SIDECAR_SINCE)) return;
  const allowed = `${NATIVE_SIDECAR_SINCE} or later for a ${pod.kind} at stage proxy: before, the proxy keeps its pods running forever`;
  problems.add(
    'kubernetesVersion',
    kubernetesVersion,
    allowed,
    'Use another stage, or from 1.29 on Injection.MANIFEST',
  );
};

const refuseUsers: Check = (problems, { spec, specPath, containers }, { injection }) => {
  const path = ['securityContext', 'runAsUser'];
  const ofPod = valueAt(spec, path);
  if (ofPod === 0 && injection === Injection.WEBHOOK) {
    const allowed = 'another user at stage proxy, or none: the proxy refuses to run as root';
    problems.add(fieldAt([...specPath, ...path]), ofPod, allowed, 'Set runAsUser in the containers instead');
  }
  for (const { path: place, container } of containers) {
    const own = valueAt(container, path);
    if ((own ?? ofPod) !== PROXY_USER) continue;
    const field = fieldAt(own === undefined ? [...specPath, ...path] : [...place, ...path]);
    const allowed = 'another user at stage proxy: requests of this one are not redirected to the proxy';
    if (!problems.has(field)) problems.add(field, PROXY_USER, allowed);
  }
};

const PROXY_CHECKS: readonly Check[] = [refuseTakenPort, refuseEndlessJob, refuseUsers];

/** Refuses a tenant that Workload Identity cannot ask. */
export function refuseAuxiliaryTenants(problems: Problems, identity: () => string, tenants: readonly unknown[]): void {
  if (tenants.length === 0) return;
  const allowed = `none for ${identity()} with Workload Identity, which requests a token of one tenant`;
  problems.add('auxiliaryTenantIds', tenants, allowed, 'Remove them, and let the program ask each tenant');
}
