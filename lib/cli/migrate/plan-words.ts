import type { AzureIdentity } from '../../migration/azure-identity';
import type { Blocker } from '../../migration/blocker';
import type { CredentialCount } from '../../migration/credential-counts';
import { titleOf as identityTitle } from '../../migration/identity-blockers';
import type { Plan } from '../../migration/plan';
import type { PlannedWorkload } from '../../migration/planned-workload';
import type { CompanionChange } from '../../upstream/companions';
import { CREDENTIALS } from '../../upstream/federated-credential';
import { counted } from '../../validate/counted';
import { indexed } from '../../validate/indexed';
import { fieldAt } from '../../validate/path';
import { MigrationStage } from '../../workload-identity/migration-stage';
import { AccountOrigin } from '../../workload-identity/workload-account';

/** A note or blocker with all workloads that it is about. */
export interface Said {
  /** Full sentences. */
  readonly text: string;
  /** A command, for a line of its own. */
  readonly command?: string | undefined;
  readonly workloads: readonly PlannedWorkload[];
}

/** `Deployment web` */
export const nameOf = ({ workload: { kind, name } }: PlannedWorkload): string => `${kind} ${name}`;
/** `Deployment shop/web` */
export const titleOf = ({ title }: PlannedWorkload): string => title;

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

/** `shop/orders`: nearly all are objects of that kind. Of a resource id only the name: a table has no room for more. */
const shortTitle = (azure: AzureIdentity) => {
  const { source, kind, identity } = azure;
  if (source) return `${source.namespace}/${source.name}`;
  return kind === 'managedIdentity' ? identity.slice(identity.lastIndexOf('/') + 1) : identityTitle(azure);
};

export const HEAD = ['Workload', 'Stage', 'Next', 'ServiceAccount', 'Identity'] as const;

const { WORKLOAD_IDENTITY } = MigrationStage;

/** What the plan is about, in one or two sentences. */
export function summaryOf({ workloads, others, openEnds }: Plan): string {
  const blocked = workloads.filter(({ blockers }) => blockers.length > 0).length;
  const moving = workloads.filter(({ next, blockers }) => next !== undefined && blockers.length === 0).length;
  const done = workloads.filter(({ stage, blockers }) => stage === WORKLOAD_IDENTITY && blockers.length === 0).length;
  const parts = [
    `${counted(workloads.length, 'workload')} with pod identity or Workload Identity`,
    `${moving} can take the next step`,
    ...(blocked > 0 ? [`${blocked} blocked`] : []),
    ...(done > 0 ? [`${done} done`] : []),
    ...(others > 0 ? [`${others} without either`] : []),
  ];
  const open = openEnds.length > 0 ? ' The plan is incomplete: see below.' : '';
  return `${parts.join('; ')}.${open}`;
}

/** Equal sentences once, with their workloads; then those of identities, where no workload has them. */
export function blockersOf({ workloads, identities }: Plan): Said[] {
  const said = grouped(workloads, ({ blockers }) => blockers.map(saidOf));
  const texts = new Set(said.map(({ text }) => text));
  const others = identities.flatMap(({ blocker }) => (blocker ? [{ ...saidOf(blocker), workloads: [] }] : []));
  return [...said, ...others.filter(({ text }) => !texts.has(text))];
}

const saidOf = ({ problem, advice, command }: Blocker): Omit<Said, 'workloads'> => ({
  text: `${problem} ${advice}`,
  command,
});

export function remarksOf({ workloads }: Plan): Said[] {
  return grouped(workloads, ({ remarks }) => remarks.map((text) => ({ text })));
}

/** Why the next stages are the next ones, each once. */
export function reasonsOf({ workloads }: Plan): string[] {
  const moving = workloads.filter(({ next }) => next !== undefined);
  const steps = indexed(moving, ({ stage, next, why }) => `${stage} to ${next}: ${why}`);
  return [...steps].map(([text, group]) => {
    const blocked = group.filter(({ blockers }) => blockers.length > 0).length;
    return `${counted(group.length, 'workload')}${blocked > 0 ? ` (${blocked} blocked)` : ''} from ${text}`;
  });
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

function grouped(
  workloads: readonly PlannedWorkload[],
  saidBy: (one: PlannedWorkload) => readonly Omit<Said, 'workloads'>[],
): Said[] {
  const said = workloads.flatMap((workload) => saidBy(workload).map((one) => ({ ...one, workload })));
  return [...indexed(said, ({ text, command = '' }) => `${text}\0${command}`).values()].map((group) => {
    const [{ text, command }] = group as [(typeof said)[number]];
    return { text, command, workloads: [...new Set(group.map(({ workload }) => workload))] };
  });
}

/** `3 of 20 federated credentials`, and what of them is missing or not needed here. */
export function countOf({ total, isExact, needed, missing, others }: CredentialCount): string {
  const number = `${isExact ? '' : 'at least '}${total}`;
  const count =
    total > CREDENTIALS.most
      ? `${number} federated credentials, and an identity can have ${CREDENTIALS.most}`
      : `${number} of ${CREDENTIALS.most} federated credentials`;
  const parts = [
    `${needed.length} needed here`,
    ...(missing.length < needed.length ? [`${needed.length - missing.length} of them there`] : []),
    ...(others.length > 0 ? [`${others.length} with another issuer or subject`] : []),
  ];
  return `${count}: ${parts.join(', ')}`;
}

/** `spec.podIdentity.provider: azure-workload` */
export const changeOf = ({ path, value }: CompanionChange): string => `${fieldAt(path)}: ${value}`;
