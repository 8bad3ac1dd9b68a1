import { warn } from '../synth/warnings';
import { AKS_EXCEPTION } from '../upstream/api';
import { DEFAULT_ACCOUNT } from '../upstream/workload-identity';
import { listOf, show } from '../validate/format';
import { valueAt } from '../validate/path';
import { Problems } from '../validate/problems';
import { keepsPodIdentity, MigrationStage, usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { AccountOrigin } from '../workload-identity/workload-account';
import type { WorkloadAssignment } from './assigned-workload';
import type { Surroundings } from './surroundings';

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
    if (valueAt(manifest, ['spec', 'parameters', 'usePodIdentity']) !== 'true') continue;
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
  warnOfExceptions(workloads, around);
  warnOfPolicies(workloads, around);
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

/** Policies that name the ServiceAccount which a workload leaves. */
function warnOfPolicies(workloads: readonly WorkloadAssignment[], { others }: Surroundings): void {
  const policies = others
    .filter(({ object }) => POLICY_KINDS.includes(object.kind))
    .map(({ object, manifest }) => ({ path: object.node.path, text: textOf(manifest) }));
  const byNamespace = new Map<string, readonly string[]>();
  for (const workload of workloads) {
    const { namespace = '', account, federation, object } = workload;
    const isMoved = account?.origin === AccountOrigin.MADE && usesWorkloadIdentity(federation?.settings.stage);
    if (!isMoved) continue;
    const named =
      byNamespace.get(namespace) ??
      policies.filter(({ text }) => namesDefault(text, namespace)).map(({ path }) => path);
    byNamespace.set(namespace, named);
    if (named.length === 0) continue;
    const paths = listOf(named);
    warn(
      object,
      `leaves the ServiceAccount ${DEFAULT_ACCOUNT} for ${show(account.name)}; ${paths} names ${DEFAULT_ACCOUNT}. Name both there.`,
    );
  }
}

const POLICY_KINDS = [
  'AuthorizationPolicy',
  'MeshTLSAuthentication',
  'ServerAuthorization',
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
];

/** What a policy says, as JSON. */
const textOf = (manifest: unknown) => JSON.stringify(valueAt(manifest, ['spec']) ?? valueAt(manifest, ['specs']) ?? '');

/** Istio's principals, Linkerd's identities, and Cilium's label of the ServiceAccount. */
function namesDefault(text: string, namespace: string): boolean {
  const patterns = [
    `/ns/${namespace}/sa/${DEFAULT_ACCOUNT}"`,
    `"${DEFAULT_ACCOUNT}.${namespace}.serviceaccount.`,
    `io.cilium.k8s.policy.serviceaccount":"${DEFAULT_ACCOUNT}"`,
    `"kind":"ServiceAccount","name":"${DEFAULT_ACCOUNT}"`,
  ];
  return patterns.some((pattern) => text.includes(pattern));
}
