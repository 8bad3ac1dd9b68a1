import { goBoolean } from '../go/booleans';
import { warn } from '../synth/warnings';
import { AKS_EXCEPTION, BINDING_LABEL } from '../upstream/api';
import { DEFAULT_ACCOUNT } from '../upstream/workload-identity';
import { listOf, show } from '../validate/format';
import { valueAt } from '../validate/path';
import { Problems } from '../validate/problems';
import { keepsPodIdentity, MigrationStage, usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { stageAround } from '../workload-identity/stage-settings';
import { AccountOrigin } from '../workload-identity/workload-account';
import { namesAccount, policiesOf } from './default-account';
import { refuseOtherSources, warnOfSources } from './env-sources';
import type { Surroundings } from './surroundings';
import type { WorkloadAssignment } from './workload-assignment';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

type Staged = WorkloadAssignment & { readonly federation: NonNullable<WorkloadAssignment['federation']> };

/** Checks workloads at a stage against other objects of the app. */
export function checkStages(all: Problems, workloads: readonly WorkloadAssignment[], around: Surroundings): void {
  const staged = workloads.filter((workload): workload is Staged => workload.federation !== undefined);
  for (const workload of staged) {
    const problems = Problems.of(workload.object);
    refusePodSecurity(problems, workload, around);
    refuseVaultClasses(problems, workload, around);
    all.include(problems);
  }
  refuseOtherSources(all, workloads, around);
}

/** The proxy needs an init container with NET_ADMIN that runs as root. */
function refusePodSecurity(problems: Problems, { namespace, federation }: Staged, { others }: Surroundings): void {
  if (federation.settings.stage !== MigrationStage.PROXY) return;
  for (const { object, manifest } of others) {
    if (object.kind !== 'Namespace' || valueAt(manifest, ['metadata', 'name']) !== namespace) continue;
    const level = valueAt(manifest, ['metadata', 'labels', ENFORCE]);
    if (level !== 'baseline' && level !== 'restricted') continue;
    const allowed = `another stage than proxy: ${object.node.path} enforces the pod security level ${level}, which refuses the proxy's init container`;
    problems.add('stage', federation.settings.stage, allowed);
  }
}

/** The Key Vault driver asks NMI for a token, which at the last stage does not know the pods. */
function refuseVaultClasses(problems: Problems, { namespace, federation }: Staged, { others }: Surroundings): void {
  const { settings, vaultClasses } = federation;
  if (keepsPodIdentity(settings.stage) || vaultClasses.length === 0) return;
  for (const { object, manifest } of others) {
    const name = valueAt(manifest, ['metadata', 'name']);
    const isMounted = object.kind === 'SecretProviderClass' && vaultClasses.includes(String(name));
    if (!isMounted || valueAt(manifest, ['metadata', 'namespace']) !== namespace) continue;
    if (goBoolean(String(valueAt(manifest, ['spec', 'parameters', 'usePodIdentity']))) !== true) continue;
    problems.add(
      'stage',
      settings.stage,
      `an earlier stage while ${object.node.path} has usePodIdentity: "true", because the driver would ask NMI`,
      `Set usePodIdentity: "false" and clientID in SecretProviderClass ${show(name)}`,
    );
  }
}

/** Warnings about workloads at a stage, once nothing is refused. */
export function warnOfStages(workloads: readonly WorkloadAssignment[], around: Surroundings): void {
  for (const { object, federation } of workloads) {
    for (const warning of federation?.warnings ?? []) warn(object, warning);
  }
  warnOfSources(workloads, around);
  warnOfExceptions(workloads, around);
  warnOfPolicies(workloads, around);
  warnOfLabels(around);
}

/** Only assigned workloads move. */
function warnOfLabels({ labelled }: Surroundings): void {
  for (const { object, label } of labelled) {
    const stage = stageAround(object);
    if (!usesWorkloadIdentity(stage)) continue;
    warn(
      object,
      `has pods with ${BINDING_LABEL} ${show(label)}, which stay with pod identity at stage ${stage}: use assignTo.`,
    );
  }
}

/** Without NMI, nothing but the node's identity answers pods of an exception. */
function warnOfExceptions(workloads: readonly WorkloadAssignment[], { others }: Surroundings): void {
  if (workloads.every(({ isBound }) => isBound)) return;
  for (const { object, manifest } of others) {
    if (object.kind !== 'AzurePodIdentityException') continue;
    const labels = valueAt(manifest, ['spec', 'podLabels']) as { readonly [key: string]: unknown } | undefined;
    const shown = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${String(value)}`);
    const ofAks = Object.entries(AKS_EXCEPTION.podLabels).map(([key, value]) => `${key}=${value}`);
    if (shown.length === 0 || shown.every((label) => ofAks.includes(label) || /^component=mic$/.test(label))) continue;
    warn(
      object,
      `pods with ${listOf(shown)} use an identity of their node. They need the metadata service when NMI is gone: do not block it for them.`,
    );
  }
}

/** Policies that name the ServiceAccount which a workload leaves, and not the new one. */
function warnOfPolicies(workloads: readonly WorkloadAssignment[], around: Surroundings): void {
  const policies = policiesOf(around);
  if (policies.length === 0) return;
  for (const { namespace, account, federation, object } of workloads) {
    const isMoved = account?.origin === AccountOrigin.MADE && usesWorkloadIdentity(federation?.settings.stage);
    if (!isMoved) continue;
    const named = policies.filter(
      (policy) => namesAccount(policy, namespace, DEFAULT_ACCOUNT) && !namesAccount(policy, namespace, account.name),
    );
    if (named.length === 0) continue;
    const paths = named.map(({ path }) => path).join(', ');
    warn(
      object,
      `leaves the ServiceAccount ${DEFAULT_ACCOUNT} for ${show(account.name)}; ${paths} names ${DEFAULT_ACCOUNT}. Name both there.`,
    );
  }
}
