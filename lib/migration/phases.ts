import { mapOf } from '../manifests/manifest';
import type { Cluster } from '../simulation/cluster';
import type { Identity } from '../simulation/custom-resources';
import type { SettledSettings } from '../simulation/settings';
import { IDENTITY_TYPES } from '../upstream/api';
import { MigrationStage, usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { AccountOrigin } from '../workload-identity/workload-account';
import { nameOfAzure } from './azure-identity';
import type { Companion } from './companions';
import type { CredentialCount } from './credential-counts';
import type { PlannedWorkload } from './planned-workload';

/** A step of the way, for several objects at once. */
export interface Phase {
  readonly title: string;
  /** What to do, as full sentences. */
  readonly action: string;
  /** What it is done to: `Deployment shop/web`. */
  readonly objects: readonly string[];
  /** What must hold before the next phase. */
  readonly gate: string;
  readonly wayBack: string;
}

/** What phases are made from. */
export interface PhaseFacts {
  readonly cluster: Cluster;
  readonly settings: SettledSettings;
  readonly workloads: readonly PlannedWorkload[];
  readonly counts: readonly CredentialCount[];
  readonly companions: readonly Companion[];
  /** Egress policies of the namespaces with workloads that move. */
  readonly egress: readonly string[];
  readonly to: MigrationStage | undefined;
  /** Whether the issuer is known: then it is switched on. */
  readonly hasIssuer: boolean;
}

const { POD_IDENTITY, WORKLOAD_IDENTITY } = MigrationStage;

const titleOf = ({ title }: PlannedWorkload) => title;
const unique = (names: readonly string[]) => [...new Set(names)];

/** The phases that are left, in their order. */
export function phasesOf(facts: PhaseFacts): readonly Phase[] {
  const moving = facts.workloads.filter(({ next }) => next !== undefined);
  if (facts.to === POD_IDENTITY) return moving.length === 0 ? [] : [back(moving)];
  const entering = moving.filter(({ stage, next }) => stage === POD_IDENTITY && usesWorkloadIdentity(next));
  const stuck = facts.workloads.filter((one) => one.account === undefined && isBlocked(one));
  const isFirst = !facts.workloads.some(({ stage }) => usesWorkloadIdentity(stage));
  return [
    ...clearing(stuck),
    ...(isFirst && !facts.hasIssuer && entering.length > 0 ? [CLUSTER] : []),
    ...credentials(facts.counts, entering, entering.length === facts.workloads.length),
    ...accounts(entering),
    ...(entering.length > 0 ? egress(facts.egress) : []),
    ...pods(moving.filter(({ next }) => next !== WORKLOAD_IDENTITY)),
    ...companions(facts.companions),
    ...lastStage(facts),
    // They may need what would be deleted.
    ...(stuck.length > 0 ? [] : leftOvers(facts)),
  ];
}

const BLOCKED = ', blocked';
const isBlocked = ({ blockers }: PlannedWorkload) => blockers.length > 0;

function clearing(stuck: readonly PlannedWorkload[]): Phase[] {
  if (stuck.length === 0) return [];
  return [
    {
      title: 'Clear up which identities some pods need',
      action: 'Do what is listed at each of them, and plan again: what is deleted in the end depends on it.',
      objects: stuck.map(titleOf),
      gate: 'The plan names the identities of each workload with the label.',
      wayBack: 'Nothing has changed yet.',
    },
  ];
}

function back(moving: readonly PlannedWorkload[]): Phase {
  return {
    title: 'Back to pod identity',
    action:
      'Run aad-pod-identity migrate rewrite with --to pod-identity, and apply what it writes. Leave the ServiceAccounts in the cluster.',
    objects: moving.map(titleOf),
    gate: 'All pods are new, and NMI answers their requests. Only then may the ServiceAccounts go: pods that name a missing one do not start.',
    wayBack: 'Run aad-pod-identity migrate rewrite with --to dual.',
  };
}

const CLUSTER: Phase = {
  title: 'Switch on Workload Identity in the cluster',
  action:
    'Run aad-pod-identity azure federate with --enable, or: az aks update --enable-oidc-issuer --enable-workload-identity. The API server restarts.',
  objects: [],
  gate: 'The cluster has an issuer URL, and the webhook runs. Give the URL to aad-pod-identity migrate plan, as --issuer.',
  wayBack: 'Workload Identity can be switched off, the OIDC issuer cannot. Neither changes anything for pod identity.',
};

/** @param all whether all workloads enter */
function credentials(counts: readonly CredentialCount[], entering: readonly PlannedWorkload[], all: boolean): Phase[] {
  const names = new Set(all ? [] : entering.map(titleOf));
  const blocked = new Set(entering.filter(({ isDoubtful }) => isDoubtful).map(titleOf));
  const missing: string[] = [];
  for (const count of counts) {
    const enter = all
      ? count.missing
      : count.missing.filter(({ workloads }) => workloads.some((one) => names.has(one)));
    if (enter.length === 0) continue;
    const where = nameOfAzure(count);
    for (const { subject, workloads } of enter) {
      const mark = blocked.size > 0 && workloads.every((one) => blocked.has(one)) ? BLOCKED : '';
      missing.push(`${subject} at ${where}${mark}`);
    }
  }
  if (missing.length === 0) return [];
  return [
    {
      title: 'Create the federated credentials',
      action: 'Run aad-pod-identity azure federate, and what it prints. One at a time for each identity.',
      objects: missing,
      gate: 'Each is listed by az, and some minutes have passed. Clients do not fall back to NMI when one is missing.',
      wayBack: 'Delete them. Pod identity does not depend on them.',
    },
  ];
}

function accounts(entering: readonly PlannedWorkload[]): Phase[] {
  /** Whether Entra ID should not trust it, for all of its workloads. */
  const named = new Map<string, boolean>();
  for (const planned of entering) {
    const { account, workload } = planned;
    if (account === undefined) continue;
    const isNew = account.origin === AccountOrigin.MADE;
    const name = `ServiceAccount ${workload.namespace}/${account.name}${isNew ? ', new' : ''}`;
    named.set(name, planned.isDoubtful && named.get(name) !== false);
  }
  if (named.size === 0) return [];
  return [
    {
      title: 'Create and annotate the ServiceAccounts',
      action: 'aad-pod-identity migrate rewrite writes them beside their workloads. Apply them before the pods.',
      objects: [...named].map(([name, isDoubtful]) => (isDoubtful ? name + BLOCKED : name)),
      gate: 'All are in the cluster, and the webhook runs: it refuses pods whose ServiceAccount is missing.',
      wayBack: 'Their annotations have no effect without the label of the pods.',
    },
  ];
}

function egress(policies: readonly string[]): Phase[] {
  if (policies.length === 0) return [];
  return [
    {
      title: 'Let the pods reach Entra ID',
      action:
        'Pods request tokens themselves now, at login.microsoftonline.com:443, in place of NMI on the node. Allow that in policies that isolate them.',
      objects: policies,
      gate: 'A pod of each namespace can connect.',
      wayBack: 'Remove the rule again.',
    },
  ];
}

function pods(moving: readonly PlannedWorkload[]): Phase[] {
  if (moving.length === 0) return [];
  return [
    {
      title: 'Move the pods to dual or proxy',
      action:
        'Run aad-pod-identity migrate rewrite with --to dual or --to proxy, first for one workload (--workload), then for the others, and apply.',
      objects: moving.map((one) => `${one.title} to ${one.next}${isBlocked(one) ? BLOCKED : ''}`),
      gate: 'aad-pod-identity azure verify obtains a token in each, and the sign-in logs of the identity show Workload Identity.',
      wayBack:
        'Run aad-pod-identity migrate rewrite with --to pod-identity, and apply. Label, bindings and identities are all there still, and NMI answers again.',
    },
  ];
}

function companions(all: readonly Companion[]): Phase[] {
  if (all.length === 0) return [];
  return [
    {
      title: 'Change what else uses pod identity',
      action: 'Set what is listed under companions, in the object or in the values of the chart.',
      objects: unique(all.map(({ manifest }) => manifest.title)),
      gate: 'Secrets are mounted, scalers scale, and the controllers log no errors of authentication.',
      wayBack: 'Undo the change. NMI answers as long as bindings and identities are there.',
    },
  ];
}

function lastStage({ workloads }: PhaseFacts): Phase[] {
  const left = workloads.filter(({ stage, account }) => stage !== undefined && stage !== WORKLOAD_IDENTITY && account);
  if (left.length === 0) return [];
  return [
    {
      title: 'Move the pods to workload-identity',
      action:
        'Run aad-pod-identity migrate rewrite with --to workload-identity, and apply. Bindings and identities stay until all pods are new.',
      objects: left.map(titleOf),
      gate: 'All pods are new and obtain tokens, and the log of NMI shows no requests of them.',
      wayBack: 'git revert, and apply, as long as bindings and identities are in the cluster.',
    },
  ];
}

function leftOvers({ cluster, settings }: PhaseFacts): Phase[] {
  const { bindings, identities, exceptions } = cluster;
  const objects = [...bindings, ...identities].map(({ manifest }) => manifest.title);
  const secrets = identities.filter(({ type }) => type !== IDENTITY_TYPES.userAssigned).flatMap(secretOf);
  const rest = [...exceptions, ...settings.controllers].map(({ manifest }) => manifest.title);
  return [
    ...(objects.length > 0
      ? [
          {
            title: 'Delete bindings and identities',
            action:
              'Run aad-pod-identity migrate rewrite with --to workload-identity --final, in a commit of its own after that rollout. MIC then removes the identities from the nodes.',
            objects,
            gate: 'Nothing that used an identity of its node, as pods of an exception and on the host network, has lost it.',
            wayBack:
              'Apply them again. MIC needs some minutes to assign the identities, and this works only while MIC and NMI run.',
          },
        ]
      : []),
    ...(secrets.length > 0
      ? [
          {
            title: 'Delete the secrets of service principals',
            action:
              'The Secrets in the cluster, and the secrets and certificates of the applications in Entra ID. Workload Identity needs none.',
            objects: unique(secrets),
            gate: 'Nothing else signs in with them.',
            wayBack: 'Create a new secret of the application.',
          },
        ]
      : []),
    ...(rest.length > 0
      ? [
          {
            title: 'Block the metadata service, then remove NMI, MIC and exceptions',
            action:
              'Block first: without NMI, every pod reaches the identities of its node. Then run aad-pod-identity azure uninstall.',
            objects: unique(rest),
            gate: 'Pods get no token from the metadata service, except those that need it.',
            wayBack: 'Install pod identity again.',
          },
        ]
      : []),
  ];
}

/** The Secret of a service principal. */
function secretOf({ manifest, namespace }: Identity): string[] {
  const { name, namespace: own } = mapOf(manifest.at(['spec', 'clientPassword']));
  return typeof name === 'string' ? [`Secret ${typeof own === 'string' ? own : namespace}/${name}`] : [];
}
