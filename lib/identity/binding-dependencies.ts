import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { AzureIdentityBinding } from './azure-identity-binding';

/**
 * What the user placed behind an identity comes behind its bindings, too. cdk8s sees to that itself, but in
 * `Chart.toJson()` before the bindings are there, and in `App.synth()` afterwards, so that the order of the documents
 * would differ. Within a chart only: a dependency across charts renames the files.
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
    if (Chart.of(object) === Chart.of(binding)) object.node.addDependency(binding);
  }
}
