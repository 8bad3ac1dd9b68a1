import type { Assignments, WorkloadIdentities } from '../../simulation/answer';
import { type Binding, keyOf } from '../../simulation/custom-resources';
import type { Access, Difference } from '../../simulation/difference';
import { Explanations } from '../../simulation/explain';
import { withoutIdentity } from '../../simulation/explain-federation';
import type { GrantedIdentity } from '../../simulation/granted-identity';
import type { Simulation } from '../../simulation/simulation';
import type { Workload } from '../../simulation/workload';
import { show } from '../../validate/format';
import { indexed } from '../../validate/indexed';
import { isAssigned } from './report';

type Index<T> = ReadonlyMap<string, readonly T[]>;
type Named = Pick<Access, 'kind' | 'namespace' | 'name'>;

const titleOf = ({ kind, namespace, name }: Named) => `${kind} ${namespace}/${name}`;

/** What is compared, and the difference. */
export interface Compared {
  readonly both: readonly [Simulation, Simulation];
  readonly answers: readonly [Assignments, Assignments];
  readonly difference: Difference;
}

/** A workload as it is read, and what it gets. */
interface Read {
  readonly workload: Workload;
  readonly answer: WorkloadIdentities;
}

/** A label that is not the same before and after; absent where the pods have none. */
export interface LabelChange {
  readonly from?: string;
  readonly to?: string;
}

/** `"orders" → "order"` */
export const labelChangeWords = ({ from, to }: LabelChange): string =>
  [from, to].map((label) => (label === undefined ? 'none' : show(label))).join(' → ');

/** Why accesses change, in the words of `assignments`: nothing where that is not known. */
export class ChangeReasons {
  private readonly both: Compared['both'];
  private readonly answers: Compared['answers'];
  private readonly current: Simulation;
  private readonly explanations: Explanations;
  private known:
    | { readonly before: Index<Read>; readonly after: Index<Read>; readonly bindings: Index<Binding> }
    | undefined;

  constructor({ both, answers }: Pick<Compared, 'both' | 'answers'>) {
    this.both = both;
    this.answers = answers;
    this.current = both[1];
    this.explanations = new Explanations(this.current);
  }

  /** How the label of a workload changes; undefined when it does not. */
  public labelChange(named: Named): LabelChange | undefined {
    const { before, after } = this.index();
    const [old, current] = [before, after].map((all) => all.get(titleOf(named)) ?? []);
    // One that is listed twice may have two labels.
    if (old?.length !== 1 || current?.length !== 1) return undefined;
    const [from, to] = [old, current].map(([one]) => one?.answer.label);
    if (from === to) return undefined;
    return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  }

  /** Why NEW does not give an access that OLD gives. */
  public whyLost(access: Access): readonly string[] {
    const found = this.index().after.get(titleOf(access)) ?? [];
    const [one] = found;
    if (!one) return ['the workload is not in NEW'];
    const { identity } = access;
    if (found.length > 1 || !identity) return [];
    const { workload, answer } = one;
    const why = withoutIdentity(workload, answer, this.current);
    if (answer.refused !== undefined) return why;
    const { binding, via = 'pod-identity' } = identity;
    if (binding === undefined || via === 'workload-identity') return [...this.accountChange(access, answer), ...why];
    return [...why, ...this.whyNotBound(access, one, identity, binding)];
  }

  /** What has become of a binding that gave an identity. */
  private whyNotBound(
    access: Named,
    { workload }: Read,
    identity: GrantedIdentity,
    binding: string,
  ): readonly string[] {
    // Without a label, no binding matters.
    if (workload.label === undefined) return [];
    const skipped = this.explanations.whyNot(workload, binding);
    if (skipped !== undefined) return [skipped];
    const nothing = isAssigned(workload, this.current) ? [] : this.explanations.whyNothing(workload);
    if (nothing.length > 0 && this.labelChange(access)) return nothing;
    const said = nothing.some((reason) => reason.includes(`binding ${binding} `));
    return said ? nothing : [...nothing, ...this.bindingChange(workload, identity, binding)];
  }

  private bindingChange({ label }: Workload, identity: GrantedIdentity, name: string): readonly string[] {
    const [binding, other] = this.index().bindings.get(name) ?? [];
    if (!binding) return [`binding ${name} is not in NEW`];
    if (other) return [];
    if (binding.selector !== label) return [`binding ${name} has the selector ${show(binding.selector)}`];
    if (binding.azureIdentity !== identity.name) {
      return [`binding ${name} has the azureIdentity ${show(binding.azureIdentity)}`];
    }
    const given = this.current.cluster.identityOf(binding);
    if (!given || given.clientID === identity.clientID) return [];
    return [`AzureIdentity ${keyOf(given)} has the client id ${show(given.clientID)}`];
  }

  private accountChange(access: Named, { serviceAccount }: WorkloadIdentities): readonly string[] {
    const [old, other] = this.index().before.get(titleOf(access)) ?? [];
    const before = old?.answer.serviceAccount;
    if (other || before === undefined || serviceAccount === undefined || before === serviceAccount) return [];
    return [`ServiceAccount ${show(before)} → ${show(serviceAccount)}`];
  }

  /** Only made when something changes. */
  private index() {
    const { both, answers } = this;
    this.known ??= {
      before: readIn(both[0], answers[0]),
      after: readIn(both[1], answers[1]),
      bindings: indexed(this.current.cluster.bindings, keyOf),
    };
    return this.known;
  }
}

/** What to say about an access in one line; undefined when nothing is known. */
export type ReasonOf = (access: Access, isLost?: boolean) => string | undefined;

export function reasonsOf(compared: Compared): ReasonOf {
  const reasons = new ChangeReasons(compared);
  return (access, isLost = false) => {
    // The label does not matter for a ServiceAccount.
    const label = access.identity?.binding === undefined ? undefined : reasons.labelChange(access);
    const words = [...(label ? [`label ${labelChangeWords(label)}`] : []), ...(isLost ? reasons.whyLost(access) : [])];
    return words.length > 0 ? words.join('; ') : undefined;
  };
}

function readIn({ cluster }: Simulation, { workloads }: Assignments): Index<Read> {
  const all = cluster.workloads.map((workload, i) => ({ workload, answer: workloads[i] as WorkloadIdentities }));
  return indexed(all, ({ answer }) => titleOf(answer));
}
