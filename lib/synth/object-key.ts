import type { GroupVersionKind } from 'cdk8s';
import { show } from '../validate/format';
import { isUnresolved } from '../validate/unresolved';

/** What identifies an object in a cluster: kind, namespace and name. */
export class ObjectKey {
  /** Equal for equal keys. */
  public readonly text: string;

  constructor(
    private readonly gvk: GroupVersionKind,
    private readonly namespace: unknown,
    public readonly name: unknown,
  ) {
    // Anything but a string is refused elsewhere.
    const [where, which] = [namespace ?? '', name].map((part) => (typeof part === 'string' ? part : ''));
    this.text = `${gvk.apiVersion} ${gvk.kind} ${where}/${which}`;
  }

  /** Whether it is known before synth. */
  public get isKnown(): boolean {
    return typeof this.name === 'string' && !isUnresolved(this.namespace) && !isUnresolved(this.name);
  }

  /** The allowed names when another object has this one. */
  public get another(): string {
    const where = this.namespace === undefined ? 'without a namespace' : `in namespace ${show(this.namespace)}`;
    return `a name that no other ${this.gvk.kind} ${where} has`;
  }
}
