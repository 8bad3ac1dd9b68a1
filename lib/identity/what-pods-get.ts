import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ObjectRegistry } from '../synth/object-registry';
import { listOf, show } from '../values/format';
import { Problems } from '../values/problems';
import { type Assignment, LABEL, type WorkloadAssignment } from './assigned-workload';
import { type BindingFacts, bindingsOf } from './bindings';
import { factsOfManifest, type IdentityFacts, isOutOfReach, keyOf } from './identity-facts';
import { installsOf } from './install-announcement';

/**
 * Refuses a workload that would get another identity than those that were assigned to it, or not all of them, by any
 * binding of the app: one of a selector that the user chose, one made by hand, one from an Include.
 */
export function refuseStrayIdentities(
  all: Problems,
  assignments: readonly Assignment[],
  objects: readonly ApiObject[],
  registry: ObjectRegistry,
  root: IConstruct,
): void {
  const namespaced = installsOf(root).some((install) => install.namespaced);
  const bySelector = bindingsBySelector(objects, registry);
  const known = knownIdentities(assignments, objects);
  for (const { path, namespace, label, identities } of assignments) {
    const assigned = new Set(identities.map(({ facts }) => keyOf(facts)));
    const problems = Problems.in(path);
    const whose = listOf(identities.map(({ facts }) => facts.name));
    for (const binding of bySelector.get(label) ?? []) {
      const key = keyOf({ name: binding.azureIdentity, namespace: binding.namespace });
      if (assigned.delete(key) || identities.some(({ facts }) => keyOf(facts) === key)) continue;
      // Of an identity that is not in the app nothing is known: it may be for every namespace.
      const facts = known.get(key) ?? {
        name: '',
        namespace: binding.namespace,
        namespaced: false,
        clientId: undefined,
      };
      if (isOutOfReach(facts, namespace, namespaced)) continue;
      refuseStray(problems, label, whose, binding);
    }
    for (const key of assigned) {
      problems.add(LABEL, label, `an identity that is in the app and bound; ${show(key)} is not`);
    }
    all.include(problems);
  }
}

function bindingsBySelector(objects: readonly ApiObject[], registry: ObjectRegistry): Map<string, BindingFacts[]> {
  const bySelector = new Map<string, BindingFacts[]>();
  for (const binding of bindingsOf(objects, registry)) {
    const same = bySelector.get(binding.selector);
    if (same) same.push(binding);
    else bySelector.set(binding.selector, [binding]);
  }
  return bySelector;
}

function refuseStray(problems: Problems, label: string, whose: string, binding: BindingFacts): void {
  problems.add(
    LABEL,
    label,
    `a selector that gives this workload exactly what was assigned to it, ${whose}; ${binding.path} gives it ${show(binding.azureIdentity)} too`,
    'Choose another selector, or assign that identity as well',
  );
}

function knownIdentities(
  assignments: readonly Assignment[],
  objects: readonly ApiObject[],
): Map<string, IdentityFacts> {
  const known = new Map<string, IdentityFacts>();
  for (const object of objects) {
    if (object.kind !== 'AzureIdentity') continue;
    const facts = factsOfManifest(object.toJson());
    known.set(keyOf(facts), facts);
  }
  for (const { identities } of assignments) for (const { facts } of identities) known.set(keyOf(facts), facts);
  return known;
}

/**
 * Refuses pods of known names for which MIC would have to write two AzureAssignedIdentities of one name,
 * `<pod>-<namespace>-<identity>`: it drops one (upstream: pkg/mic/mic.go).
 */
export function refuseSharedNames(all: Problems, workloads: readonly WorkloadAssignment[]): void {
  const byName = new Map<string, { workload: WorkloadAssignment; identity: string }>();
  for (const workload of workloads) {
    const pod = podName(workload);
    if (pod === undefined) continue;
    for (const { facts } of workload.identities) {
      const name = `${pod}-${workload.namespace ?? ''}-${facts.name}`;
      const other = byName.get(name);
      if (!other) {
        byName.set(name, { workload, identity: facts.name });
      } else if (other.workload.object !== workload.object) {
        const problems = Problems.of(workload.object);
        const allowed = `a pod, namespace and identity that join to another name than those of ${other.workload.path}: MIC assigns only one of two`;
        problems.add('AzureAssignedIdentity', name, allowed, 'Rename one of them');
        all.include(problems);
      }
    }
  }
}

/** The name of the pod, or of the first one, where it is not random. */
export function podName({ kind, name, object }: WorkloadAssignment): string | undefined {
  if (kind === 'Pod') return name;
  return kind === 'StatefulSet' && object.apiGroup === 'apps' ? `${name}-0` : undefined;
}
