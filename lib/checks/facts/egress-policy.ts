import type { FieldPath, Manifest } from '../../manifests/manifest';
import type { Workload } from '../../simulation/workload';
import type { Maybe } from './maybe';

/** A TCP connection that a pod opens. */
export interface Connection {
  readonly address: string;
  readonly port: number;
  /** Whether the address is that of the pod's node. */
  readonly isNode: boolean;
}

/** What policies do with a connection, with the policy and the field that decide it. */
export type Decision =
  | { readonly verdict: 'allowed' }
  | { readonly verdict: 'denied' | 'unknown'; readonly policy: Manifest; readonly path: FieldPath };

export const ALLOWED: Decision = { verdict: 'allowed' };

/** What the first rule of a policy that matches does; undefined when none does. */
export interface RuleVerdict {
  readonly verdict: 'allowed' | 'denied' | 'unknown';
  readonly path: FieldPath;
}

/** A policy in the order in which they are applied: the first rule that matches decides. */
export interface OrderedPolicy {
  readonly manifest: Manifest;
  /** Undefined for a policy of all namespaces. */
  readonly namespace: string | undefined;
  readonly order: number;
  readonly sortName: string;
  readonly selects: (workload: Workload) => Maybe;
  readonly decide: (workload: Workload, connection: Connection) => RuleVerdict | undefined;
}

/** A connection that no rule of the policies that select its pod matches is denied. */
export function decisionOf(policies: readonly OrderedPolicy[], workload: Workload, connection: Connection): Decision {
  let applied: Manifest | undefined;
  let unsure: Manifest | undefined;
  for (const { manifest: policy, selects, decide } of policies) {
    const isSelected = selects(workload);
    if (isSelected === false) continue;
    const decided = decide(workload, connection);
    if (decided && isSelected === undefined) return { verdict: 'unknown', policy, path: ['spec'] };
    if (decided?.verdict === 'allowed') return ALLOWED;
    if (decided) return { verdict: decided.verdict, policy, path: decided.path };
    if (isSelected) applied ??= policy;
    else unsure ??= policy;
  }
  if (applied) return { verdict: 'denied', policy: applied, path: ['spec', 'egress'] };
  return unsure ? { verdict: 'unknown', policy: unsure, path: ['spec'] } : ALLOWED;
}
