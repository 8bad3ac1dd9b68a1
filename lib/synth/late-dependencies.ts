import { Dependable, type IConstruct } from 'constructs';
import { isInTree } from './object-registry';

const decided = new WeakMap<IConstruct, Set<IConstruct>>();

/**
 * Makes a construct depend on one that is made at synth. When that is removed from the tree, which may differ in the next
 * synth, the dependency ends. One of `addDependency` would stay, and cdk8s would fail.
 */
export function dependOn(construct: IConstruct, other: IConstruct): void {
  const known = decided.get(construct);
  if (known) {
    known.add(other);
    return;
  }
  const others = new Set([other]);
  const dependable = {};
  Dependable.implement(dependable, {
    get dependencyRoots() {
      return [...others].filter(isInTree);
    },
  });
  construct.node.addDependency(dependable);
  decided.set(construct, others);
}
