import type { GroupVersionKind } from 'cdk8s';
import { show } from '../values/format';
import { isUnresolved } from '../values/unresolved';

/** What tells one object of a cluster from another: its kind, namespace and name. */
export class ObjectKey {
  /** Equal for equal keys. */
  public readonly text: string;

  constructor(
    private readonly gvk: GroupVersionKind,
    private readonly namespace: unknown,
    public readonly name: unknown,
  ) {
    // What is no text is refused, and has no twin.
    const [where, which] = [namespace ?? '', name].map((part) => (typeof part === 'string' ? part : ''));
    this.text = `${gvk.apiVersion} ${gvk.kind} ${where}/${which}`;
  }

  /** Whether it is known before synth. */
  public get isKnown(): boolean {
    return typeof this.name === 'string' && !isUnresolved(this.namespace) && !isUnresolved(this.name);
  }

  /** What a name may be when another object has this one. */
  public get another(): string {
    const where = this.namespace === undefined ? 'without a namespace' : `of namespace ${show(this.namespace)}`;
    return `a name that no other ${this.gvk.kind} ${where} has`;
  }
}
