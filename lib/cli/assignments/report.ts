import { compareBytes } from '../../go/compare';
import type { Assignments, WorkloadIdentities } from '../../simulation/answer';
import { answerOf } from '../../simulation/answer';
import { keyOf } from '../../simulation/custom-resources';
import { Explanations } from '../../simulation/explain';
import { withoutIdentity } from '../../simulation/explain-federation';
import type { GrantedIdentity } from '../../simulation/granted-identity';
import type { Simulation } from '../../simulation/simulation';
import type { Workload } from '../../simulation/workload';
import { Mode } from '../../upstream/mode';
import { counted } from '../../validate/counted';
import { show } from '../../validate/format';
import { printable } from '../../validate/printable';

/** A workload in a report: what it gets, or why it gets nothing. */
export interface ReportedWorkload {
  readonly answer: WorkloadIdentities;
  /** `Deployment orders` */
  readonly title: string;
  /** How it bypasses pod identity; undefined when it does not. */
  readonly bypass: string | undefined;
  /** Why it gets nothing, or less than was probably meant. */
  readonly notes: readonly string[];
}

export interface ReportedNamespace {
  readonly namespace: string;
  /** Those with the label, a matching exception or the host network. */
  readonly workloads: readonly ReportedWorkload[];
  /** The titles of those that pod identity does not concern. */
  readonly others: readonly string[];
}

export interface Report {
  readonly answer: Assignments;
  /** `Standard mode, not namespaced` */
  readonly settings: string;
  /** Whether there are columns for ServiceAccounts and for ways. */
  readonly usesWorkloadIdentity?: boolean;
  readonly namespaces: readonly ReportedNamespace[];
  /** What it means that a client id is empty; undefined when it is not. */
  readonly withoutClientId?: (identity: GrantedIdentity) => string | undefined;
}

/** Puts a simulation into words, grouped by namespace. */
export function reportOf(simulation: Simulation): Report {
  const answer = answerOf(simulation);
  const explanations = new Explanations(simulation);
  const groups = new Map<string, { workloads: ReportedWorkload[]; others: string[] }>();
  simulation.cluster.workloads.forEach((workload, i) => {
    const one = answer.workloads[i] as WorkloadIdentities;
    const group = groups.get(workload.namespace) ?? { workloads: [], others: [] };
    groups.set(workload.namespace, group);
    const decision = simulation.bypassOf(workload);
    const title = `${plain(workload.kind)} ${plain(workload.name)}`;
    const why = withoutIdentity(workload, one, simulation);
    if (one.label === undefined && one.identities.length === 0 && !decision && why.length === 0) {
      group.others.push(title);
      return;
    }
    const notes =
      one.refused !== undefined
        ? why
        : [
            ...why,
            ...(isAssigned(workload, simulation) ? explanations.whatElse(workload) : explanations.whyNothing(workload)),
          ];
    const bypass =
      decision?.exception && decision.label !== undefined
        ? `by exception ${decision.exception.name}, label ${plain(decision.label)}`
        : one.bypass && BYPASSES[one.bypass];
    group.workloads.push({ answer: one, title, bypass, notes });
  });
  const namespaces = [...groups].map(([namespace, group]) => ({ namespace, ...group }));
  return {
    answer,
    settings: settingsOf(answer, simulation),
    usesWorkloadIdentity: simulation.federation !== undefined,
    namespaces: namespaces.sort((a, b) => compareBytes(a.namespace, b.namespace)),
    withoutClientId: withoutClientIdIn(simulation),
  };
}

function withoutClientIdIn({ cluster }: Simulation): NonNullable<Report['withoutClientId']> {
  let types: ReadonlyMap<string, number | undefined> | undefined;
  return ({ clientID, namespace, name = '', via = 'pod-identity' }) => {
    if (clientID !== '' || via !== 'pod-identity') return undefined;
    types ??= new Map(cluster.identities.map((one) => [keyOf(one), one.type]));
    const isManaged = types.get(`${namespace}/${name}`) === 0;
    return isManaged ? 'pods get a token for any identity of the node, or none' : 'token requests fail with 503';
  };
}

/** Whether pod identity gives a workload any identity. */
export function isAssigned(workload: Workload, simulation: Simulation): boolean {
  const assigned = simulation.assignmentsOf(workload);
  return (simulation.bypassOf(workload) ? assigned : simulation.handedOut(workload, assigned)).length > 0;
}

/** The names of the columns. */
export const headOf = ({ usesWorkloadIdentity }: Pick<Report, 'usesWorkloadIdentity'>): readonly string[] => [
  ...['Workload', 'Label'],
  ...(usesWorkloadIdentity ? ['Account'] : []),
  'Identity',
  ...(usesWorkloadIdentity ? ['Via'] : []),
  ...['Binding', 'Client id'],
];

/** `2 workloads without the label` */
export function othersIn({ others }: ReportedNamespace, { usesWorkloadIdentity }: Report): string {
  return `${counted(others.length, 'workload')} without ${usesWorkloadIdentity ? 'an identity' : 'the label'}`;
}

/** `shop/orders`; without an AzureIdentity the name that is in the resource id, and else the client id. */
export function identityName({ namespace, name, resourceID, clientID }: GrantedIdentity): string {
  return name === undefined ? (resourceID?.split('/').at(-1) ?? clientID) : `${namespace}/${name}`;
}

/** `workload-identity`, and whether its credential is missing; undefined without Workload Identity. */
export function wayOf({ via, federated }: GrantedIdentity): string | undefined {
  return federated === false ? `${via}, no credential` : via;
}

/** Whether an identity is one that MIC assigns to pods whose requests bypass NMI. */
export const isAssignedAnyway = ({ bypass }: ReportedWorkload, { via = 'pod-identity' }: GrantedIdentity): boolean =>
  bypass !== undefined && via === 'pod-identity';

export const BYPASSES = {
  exception: 'by an exception',
  mic: 'treated as MIC: its ReplicaSet is named mic…, in the namespace of MIC',
  hostNetwork: 'on the host network',
} as const;

export const NODE_IDENTITIES = 'any identity on its node';

function settingsOf({ mode, forceNamespaced }: Assignments, { settings }: Simulation): string {
  const name = `${mode.charAt(0).toUpperCase()}${mode.slice(1)} mode`;
  if (mode === Mode.MANAGED) return `${name}: pods can use only identities in their own namespace`;
  if (forceNamespaced) return `${name}, forced namespaced: pods can use only identities in their own namespace`;
  if (settings.micForceNamespaced) return `${name}, MIC forced namespaced`;
  if (settings.nmiForceNamespaced) return `${name}, NMI forced namespaced`;
  return `${name}, not forced namespaced`;
}

/** A string as it is if it is readable on one line, else in quotes with special characters escaped. */
export function plain(text: string): string {
  return /^[^\p{C}\p{Z}]+(?: [^\p{C}\p{Z}]+)*$/u.test(text) && printable(text) === text ? text : show(text);
}
