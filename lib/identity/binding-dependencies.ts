import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { dependOn } from '../synth/late-dependencies';
import type { AzureIdentityBinding } from './azure-identity-binding';

/**
 * Makes what depends on an identity depend on its bindings, too. cdk8s would do so itself, but `Chart.toJson()` before the
 * bindings are made and `App.synth()` after, so the order of the documents would differ. Only within a chart: a dependency
 * between charts renames the files.
 */
export function orderBehind(bindings: readonly AzureIdentityBinding[], root: IConstruct): void {
  const isNew = new Set<IConstruct>(bindings);
  const bindingsIn = new Map<IConstruct, IConstruct[]>();
  for (const source of root.node.findAll()) {
    for (const target of source.node.dependencies) {
      const behind = bindingsIn.get(target) ?? target.node.findAll().filter((construct) => isNew.has(construct));
      bindingsIn.set(target, behind);
      for (const binding of behind) addDependency(source, binding);
    }
  }
}

function addDependency(source: IConstruct, binding: IConstruct): void {
  for (const object of source.node.findAll()) {
    if (!ApiObject.isApiObject(object) || binding.node.scopes.includes(object)) continue;
    if (Chart.of(object) === Chart.of(binding)) dependOn(object, binding);
  }
}
