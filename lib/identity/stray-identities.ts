import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ObjectRegistry } from '../synth/object-registry';
import { BINDING_LABEL } from '../upstream/api';
import { listOf, show } from '../validate/format';
import { indexed } from '../validate/indexed';
import { Problems } from '../validate/problems';
import { isAzureIdentity } from './azure-identity-interface';
import { type BindingFacts, bindingsOf } from './bindings';
import { factsOf, factsOfManifest, type IdentityFacts, keyOf } from './identity-facts';
import { installsOf } from './install-announcement';
import type { Assignment, WorkloadAssignment } from './workload-assignment';

/**
 * Refuses a workload that would get an identity that was not assigned to it, or not all that were, by any binding in the
 * app: by a selector that the user chose, a binding of the user, or one from an Include.
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
      problems.add(BINDING_LABEL, assignment.label, `an identity that is bound in the app; ${show(key)} is not`);
    }
    all.include(problems);
  }
}

/** Which bindings reach which pods: by selector, and by namespace where the identity is namespaced. */
class Reach {
  private readonly near: ReadonlyMap<string, BindingFacts[]>;
  private readonly everywhere: ReadonlyMap<string, BindingFacts[]>;

  constructor(
    assignments: readonly Assignment[],
    objects: readonly ApiObject[],
    registry: ObjectRegistry,
    allNamespaced: boolean,
  ) {
    const known = knownIdentities(assignments, objects);
    const bindings = bindingsOf(objects, registry);
    // An identity that is not in the app may be usable in every namespace.
    const isNear = (binding: BindingFacts) => allNamespaced || known.get(keyOfIdentity(binding))?.namespaced === true;
    this.near = indexed(bindings.filter(isNear), ({ namespace, selector }) => `${namespace ?? ''}/${selector}`);
    this.everywhere = indexed(
      bindings.filter((binding) => !isNear(binding)),
      ({ selector }) => selector,
    );
  }

  public bindingsFor({ namespace, label }: Assignment): BindingFacts[] {
    const near = this.near.get(`${namespace ?? ''}/${label}`) ?? [];
    const far = this.everywhere.get(label);
    return far ? [...near, ...far] : near;
  }
}

function keyOfIdentity({ azureIdentity, namespace }: BindingFacts): string {
  return keyOf({ name: azureIdentity, namespace });
}

function refuseStray(problems: Problems, { label, identities }: Assignment, binding: BindingFacts): void {
  const assigned = listOf(identities.map(({ facts }) => facts.name));
  problems.add(
    BINDING_LABEL,
    label,
    `a selector that gives this workload only what was assigned to it, ${assigned}; ${binding.path()} also gives it ${show(binding.azureIdentity)}`,
    'Choose another selector, or assign that identity, too',
  );
}

function knownIdentities(
  assignments: readonly Assignment[],
  objects: readonly ApiObject[],
): Map<string, IdentityFacts> {
  const known = new Map<string, IdentityFacts>();
  for (const { identities } of assignments) for (const { facts } of identities) known.set(keyOf(facts), facts);
  // Last: the object itself overrides what fromName says about it.
  for (const object of objects) {
    if (object.kind !== 'AzureIdentity') continue;
    const facts = isAzureIdentity(object) ? factsOf(object) : factsOfManifest(object.toJson());
    known.set(keyOf(facts), facts);
  }
  return known;
}

/**
 * Refuses pods, where their names are known, that would need two AzureAssignedIdentities with the same name,
 * `<pod>-<namespace>-<identity>`: MIC drops one (upstream: pkg/mic/mic.go).
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
        const allowed = `another name than that of ${other.workload.path()}, joined from pod, namespace and identity: MIC assigns only one of the two`;
        problems.add('AzureAssignedIdentity', name, allowed, 'Rename one of them');
        all.include(problems);
      }
    }
  }
}

/** The name of the pod, or of the first one; undefined when it is random. */
export function podName({ kind, name, object }: WorkloadAssignment): string | undefined {
  if (kind === 'Pod') return name;
  return kind === 'StatefulSet' && object.apiGroup === 'apps' ? `${name}-0` : undefined;
}
