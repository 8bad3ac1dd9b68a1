import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ObjectRegistry } from '../synth/object-registry';
import { BINDING_LABEL } from '../upstream/api';
import { listOf, show } from '../validate/format';
import { Problems } from '../validate/problems';
import type { Assignment, WorkloadAssignment } from './assigned-workload';
import { isAzureIdentity } from './azure-identity-interface';
import { type BindingFacts, bindingsOf } from './bindings';
import { factsOf, factsOfManifest, type IdentityFacts, keyOf } from './identity-facts';
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
  const reach = new Reach(
    assignments,
    objects,
    registry,
    installsOf(root).some(({ namespaced }) => namespaced),
  );
  for (const assignment of assignments) {
    const missing = new Set(assignment.identities.map(({ facts }) => keyOf(facts)));
    const assigned = [...missing];
    const strays: BindingFacts[] = [];
    for (const binding of reach.bindingsFor(assignment)) {
      const key = keyOfIdentity(binding);
      missing.delete(key);
      if (!assigned.includes(key)) strays.push(binding);
    }
    if (strays.length === 0 && missing.size === 0) continue;
    const problems = Problems.in(assignment.path());
    for (const binding of strays) refuseStray(problems, assignment, binding);
    for (const key of missing) {
      problems.add(BINDING_LABEL, assignment.label, `an identity that is in the app and bound; ${show(key)} is not`);
    }
    all.include(problems);
  }
}

/** Which bindings reach which pods: by selector, and by namespace where the identity is namespaced. */
class Reach {
  private readonly everywhere = new Map<string, BindingFacts[]>();
  private readonly inNamespace = new Map<string, BindingFacts[]>();

  constructor(
    assignments: readonly Assignment[],
    objects: readonly ApiObject[],
    registry: ObjectRegistry,
    allNamespaced: boolean,
  ) {
    const known = knownIdentities(assignments, objects);
    for (const binding of bindingsOf(objects, registry)) {
      // Of an identity that is not in the app nothing is known: it may be for every namespace.
      const namespaced = allNamespaced || known.get(keyOfIdentity(binding))?.namespaced === true;
      if (namespaced) push(this.inNamespace, `${binding.namespace ?? ''}/${binding.selector}`, binding);
      else push(this.everywhere, binding.selector, binding);
    }
  }

  public bindingsFor({ namespace, label }: Assignment): BindingFacts[] {
    const near = this.inNamespace.get(`${namespace ?? ''}/${label}`) ?? [];
    const far = this.everywhere.get(label);
    return far ? [...near, ...far] : near;
  }
}

function push(map: Map<string, BindingFacts[]>, key: string, binding: BindingFacts): void {
  const same = map.get(key);
  if (same) same.push(binding);
  else map.set(key, [binding]);
}

function keyOfIdentity({ azureIdentity, namespace }: BindingFacts): string {
  return keyOf({ name: azureIdentity, namespace });
}

function refuseStray(problems: Problems, { label, identities }: Assignment, binding: BindingFacts): void {
  const assigned = listOf(identities.map(({ facts }) => facts.name));
  problems.add(
    BINDING_LABEL,
    label,
    `a selector that gives this workload exactly what was assigned to it, ${assigned}; ${binding.path()} gives it ${show(binding.azureIdentity)} too`,
    'Choose another selector, or assign that identity as well',
  );
}

function knownIdentities(
  assignments: readonly Assignment[],
  objects: readonly ApiObject[],
): Map<string, IdentityFacts> {
  const known = new Map<string, IdentityFacts>();
  for (const { identities } of assignments) for (const { facts } of identities) known.set(keyOf(facts), facts);
  // Written last: what an object of the app says about itself counts more than what fromName says.
  for (const object of objects) {
    if (object.kind !== 'AzureIdentity') continue;
    const facts = isAzureIdentity(object) ? factsOf(object) : factsOfManifest(object.toJson());
    known.set(keyOf(facts), facts);
  }
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
        const allowed = `a pod, namespace and identity that join to another name than those of ${other.workload.path()}: MIC assigns only one of two`;
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
