import type { ApiObject } from 'cdk8s';
import { listOf, show } from '../validate/format';
import type { Problems } from '../validate/problems';
import type { AssignedIdentity } from './assigned-identity';
import type { IAzureIdentity } from './azure-identity-interface';
import { describe, describeNamespace, type IdentityFacts, isOutOfReach } from './identity-facts';
import { installsOf } from './install-announcement';

/** MIC names what it assigns by pod and identity, without the namespace of the identity: the second one is dropped. */
export function refuseNamesakes(problems: Problems, identities: readonly AssignedIdentity[]): void {
  identities.forEach(({ facts }, i) => {
    const namesake = identities.slice(i + 1).find((other) => other.facts.name === facts.name);
    if (!namesake) return;
    problems.add(
      'identities',
      `${describe(facts)} and ${describe(namesake.facts)}`,
      'for one workload, identities of different names: MIC would assign only one of them',
    );
  });
}

/** Refuses pods of another namespace than that of an identity that is namespaced. */
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
      ? `State the namespace ${show(facts.namespace)}`
      : `Assign identity.inNamespace(${show(podNamespace)})`;
  const hint = facts.namespaced
    ? `${inNamespace}, or make the identity with namespaced: false, and pods of every namespace that carry the label can use it`
    : inNamespace;
  const why = facts.namespaced ? 'which is namespaced' : `because ${install?.path} makes every identity namespaced`;
  const where = describeNamespace(facts.namespace);
  problems.add('metadata.namespace', podNamespace, `${where}, that of the identity ${show(facts.name)}, ${why}`, hint);
}

/** Refuses what has no pod template, by name. */
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
    'Where it is in an unusual place, give its JSON pointer as podTemplate',
  );
}
