import type { AzureIdentity } from '../../migration/azure-identity';
import type { CredentialCount } from '../../migration/credential-counts';
import { titleOf as identityTitle } from '../../migration/identity-blockers';
import type { Plan } from '../../migration/plan';
import type { PlannedWorkload } from '../../migration/planned-workload';
import type { CompanionChange } from '../../upstream/companions';
import { CREDENTIALS } from '../../upstream/federated-credential';
import { counted } from '../../validate/counted';
import { indexed } from '../../validate/indexed';
import { fieldAt } from '../../validate/path';
import { AccountOrigin } from '../../workload-identity/workload-account';

/** A note or blocker with all workloads that it is about. */
export interface Said {
  /** Full sentences. */
  readonly text: string;
  readonly workloads: readonly PlannedWorkload[];
}

/** `Deployment web` */
export const nameOf = ({ workload: { kind, name } }: PlannedWorkload): string => `${kind} ${name}`;
/** `Deployment shop/web` */
export const titleOf = ({ workload: { kind, namespace, name } }: PlannedWorkload): string =>
  `${kind} ${namespace}/${name}`;

/** The cells of a workload: its name, stage, next stage, ServiceAccount and identities. */
export function cellsOf(planned: PlannedWorkload): [string, string, string, string, string] {
  const { stage, next, account, identities, blockers } = planned;
  const made = account?.origin === AccountOrigin.MADE ? ', new' : '';
  return [
    nameOf(planned),
    stage ?? '-',
    [...(next ? [next] : []), ...(blockers.length > 0 ? ['blocked'] : [])].join(', ') || '-',
    account ? `${account.name}${made}` : '-',
    identities.length === 0 ? 'none' : identities.map(shortTitle).join(', '),
  ];
}

/** `shop/orders`: nearly all are objects of that kind. */
const shortTitle = (azure: AzureIdentity) =>
  azure.source ? `${azure.source.namespace}/${azure.source.name}` : identityTitle(azure);

export const HEAD = ['Workload', 'Stage', 'Next', 'ServiceAccount', 'Identity'] as const;

/** What the plan is about, in one or two sentences. */
export function summaryOf({ workloads, others, openEnds }: Plan): string {
  const blocked = workloads.filter(({ blockers }) => blockers.length > 0).length;
  const moving = workloads.filter(({ next, blockers }) => next !== undefined && blockers.length === 0).length;
  const parts = [
    `${counted(workloads.length, 'workload')} with pod identity or Workload Identity`,
    `${moving} can take the next step`,
    ...(blocked > 0 ? [`${blocked} blocked`] : []),
    ...(others > 0 ? [`${others} without either`] : []),
  ];
  const open = openEnds.length > 0 ? ' The plan is incomplete: see below.' : '';
  return `${parts.join('; ')}.${open}`;
}

/** Equal sentences once, with their workloads. */
export function blockersOf({ workloads }: Plan): Said[] {
  return grouped(workloads, ({ blockers }) => blockers.map(({ problem, advice }) => `${problem} ${advice}`));
}

export function remarksOf({ workloads }: Plan): Said[] {
  return grouped(workloads, ({ remarks }) => remarks);
}

/** Why the next stages are the next ones, each once. */
export function reasonsOf({ workloads }: Plan): string[] {
  const moving = workloads.filter(({ next }) => next !== undefined);
  const steps = indexed(moving, ({ stage, next, why }) => `${stage} to ${next}: ${why}`);
  return [...steps].map(([text, group]) => `${counted(group.length, 'workload')} from ${text}`);
}

/** What a ServiceAccount needs at an identity: `system:serviceaccount:shop:web, for Deployment shop/web` */
export function neededOf({ needed, missing }: CredentialCount): string[] {
  const lacking = new Set(missing);
  return needed.map((one) => {
    const names = one.workloads.slice(0, MOST_USERS).join(', ');
    const more = one.workloads.length > MOST_USERS ? ` and ${one.workloads.length - MOST_USERS} more` : '';
    return `${one.subject}${lacking.has(one) ? '' : ' (there)'}, for ${names}${more}`;
  });
}

const MOST_USERS = 3;

function grouped(workloads: readonly PlannedWorkload[], textsOf: (one: PlannedWorkload) => readonly string[]): Said[] {
  const said = workloads.flatMap((workload) => [...new Set(textsOf(workload))].map((text) => ({ text, workload })));
  return [...indexed(said, ({ text }) => text)].map(([text, group]) => ({
    text,
    workloads: group.map(({ workload }) => workload),
  }));
}

/** `3 of 20 federated credentials`, and what of them is missing or not needed here. */
export function countOf({ total, isExact, needed, missing, others }: CredentialCount): string {
  const count = `${isExact ? '' : 'at least '}${total} of ${CREDENTIALS.most} federated credentials`;
  const parts = [
    `${needed.length} needed here`,
    ...(missing.length < needed.length ? [`${needed.length - missing.length} of them there`] : []),
    ...(others.length > 0 ? [`${others.length} with another issuer or subject`] : []),
  ];
  return `${count}: ${parts.join(', ')}`;
}

/** `spec.podIdentity.provider: azure-workload` */
export const changeOf = ({ path, value }: CompanionChange): string => `${fieldAt(path)}: ${value}`;
