import type { GroupVersionKind } from 'cdk8s';
import { show } from '../validate/format';
import { isUnresolved } from '../validate/unresolved';

/** What tells one object of a cluster from another: its kind, namespace and name. */
export class ObjectKey {
  /** Equal for equal keys. */
  public readonly text: string;

  constructor(
    private readonly gvk: GroupVersionKind,
    private readonly namespace: unknown,
    public readonly name: unknown,
  ) {
    this.text = `${gvk.apiVersion} ${gvk.kind} ${namespace ?? ''}/${name}`;
  }

  /** Whether it is known before synth. */
  public get isKnown(): boolean {
    return !isUnresolved(this.namespace) && !isUnresolved(this.name);
  }

  /** What a name may be when another object has this one. */
  public get another(): string {
    const where = this.namespace === undefined ? 'without a namespace' : `of namespace ${show(this.namespace)}`;
    return `a name that no other ${this.gvk.kind} ${where} has`;
  }
}
