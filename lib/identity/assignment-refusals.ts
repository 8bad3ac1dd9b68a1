import type { ApiObject } from 'cdk8s';
import { listOf, show } from '../validate/format';
import type { Problems } from '../validate/problems';
import type { AssignedIdentity } from './assigned-identity';
import type { IAzureIdentity } from './azure-identity-interface';
import { describe, describeNamespace, type IdentityFacts, isOutOfReach } from './identity-facts';
import { installsOf } from './install-announcement';

/** MIC drops the second identity: it names an AzureAssignedIdentity by pod and identity, without the identity's namespace. */
export function refuseNamesakes(problems: Problems, identities: readonly AssignedIdentity[]): void {
  identities.forEach(({ facts }, i) => {
    const namesake = identities.slice(i + 1).find((other) => other.facts.name === facts.name);
    if (!namesake) return;
    problems.add(
      'identities',
      `${describe(facts)} and ${describe(namesake.facts)}`,
      'identities with different names for one workload: MIC would assign only one of these',
    );
  });
}

/** Refuses pods outside the namespace of a namespaced identity. */
export function checkReach(
  problems: Problems,
  facts: IdentityFacts,
  podNamespace: string | undefined,
  scope: ApiObject | IAzureIdentity,
): void {
  const install = installsOf(scope).find(({ namespaced }) => namespaced);
  if (!isOutOfReach(facts, podNamespace, install !== undefined)) return;
  const inNamespace =
    podNamespace === undefined
      ? `Set the namespace ${show(facts.namespace)}`
      : `Assign identity.inNamespace(${show(podNamespace)})`;
  const hint = facts.namespaced
    ? `${inNamespace}, or set namespaced: false, which lets labelled pods of every namespace use the identity`
    : inNamespace;
  const why = facts.namespaced ? 'which is namespaced' : `because ${install?.path} makes every identity namespaced`;
  const where = describeNamespace(facts.namespace);
  problems.add(
    'metadata.namespace',
    podNamespace,
    `${where}, the namespace of the identity ${show(facts.name)}, ${why}`,
    hint,
  );
}

/** Refuses an object without a pod template. */
export function refuseObject(problems: Problems, { kind, name }: ApiObject, pointer: string | undefined): void {
  const what = `${kind} ${name}`;
  if (pointer !== undefined) {
    problems.add(
      'podTemplate',
      pointer,
      `a JSON pointer to the pod template of the ${what}, or to the labels of its pods`,
    );
    return;
  }
  problems.add(
    'workload',
    what,
    `an object with a pod template: ${listOf(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'Pod'])} or a custom resource that has one`,
    'If it is elsewhere, set podTemplate to its JSON pointer',
  );
}
