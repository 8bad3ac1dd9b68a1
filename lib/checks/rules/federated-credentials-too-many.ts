import type { Manifest } from '../../manifests/manifest';
import { credentialsAmong, distinct, type KnownCredential } from '../../simulation/known-credentials';
import type { Workload } from '../../simulation/workload';
import { CREDENTIALS } from '../../upstream/federated-credential';
import { CREDENTIAL_KIND, OPERATOR_GROUP } from '../../upstream/operator';
import { subjectOf } from '../../upstream/workload-identity';
import { GUID } from '../../validate/azure-values';
import { indexed } from '../../validate/indexed';
import { mayHavePlaceholder } from '../../validate/placeholder';
import type { CheckedCluster } from '../checked-cluster';
import { documents } from '../examples/custom-resource-examples';
import { CREDENTIAL } from '../examples/workload-identity-examples';
import { nameOf } from '../facts/credential-objects';
import { objectsOf } from '../facts/objects';
import { type Rule, Severity } from '../rule';

const { most } = CREDENTIALS;
const credentials = (count: number) =>
  documents(
    ...Array.from(
      { length: count },
      (_, i) =>
        ACCOUNTS.replaceAll('orders', `shop-${i}`) +
        CREDENTIAL.replace('name: orders', `name: shop-${i}`).replace('shop:orders', `shop:shop-${i}`),
    ),
  );
const ACCOUNTS = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: orders
  namespace: shop
---
`;

export const federatedCredentialsTooMany: Rule = {
  id: 'federated-credentials-too-many',
  title: 'An identity needs more than 20 federated credentials',
  severity: Severity.ERROR,
  why: 'A managed identity or application can have 20 federated credentials, those of all clusters together. Each ServiceAccount that uses the identity needs one.',
  symptom: 'Azure refuses to create the 21st: "Too many federated identity credentials".',
  bad: credentials(most + 1),
  good: credentials(most),
  source: 'learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations',
  check: (checked) => {
    const { federation } = checked;
    if (!federation && objectsOf(checked, OPERATOR_GROUP, CREDENTIAL_KIND).length <= most) return [];
    const known = knownIn(checked);
    const needed = neededIn(checked);
    const identities = new Set([...known.keys(), ...needed.keys()]);
    return [...identities].flatMap((identity) => {
      const [here, users] = [known.get(identity) ?? [], needed.get(identity) ?? new Map<string, Workload[]>()];
      if (here.length + users.size <= most) return [];
      const there = distinct(here);
      const subjects = new Set(there.filter((one) => isOfCluster(one, checked)).map(({ subject }) => subject));
      const missing = [...users].flatMap(([subject, workloads]) => {
        const user = workloads.find((workload) => federation?.refusalOf(workload) === undefined);
        return user && !subjects.has(subject) ? [user.manifest] : [];
      });
      const total = there.length + missing.length;
      if (total <= most) return [];
      const object = placeOf(checked, there) ?? missing.at(-1) ?? accountOf(checked, there);
      if (!object) return [];
      const clientId = federation?.identifiers.clientIdOf(identity);
      const what = nameOf(there[0]?.identity ?? clientId ?? identity);
      return [
        {
          object,
          path: [],
          message: `The identity ${what} needs ${total} federated credentials, and can have ${most}. Azure refuses the others. Let workloads share ServiceAccounts, split the identity, or use identity bindings of AKS.`,
        },
      ];
    });
  },
};

/** The known credentials of each identity, by its resource id or client id in lower case. */
function knownIn({ federation, cluster }: CheckedCluster): ReadonlyMap<string, readonly KnownCredential[]> {
  const credentials = federation?.credentials ?? credentialsAmong(cluster.manifests);
  const known = credentials.filter(({ identity }) => !mayHavePlaceholder(identity));
  return indexed(known, ({ identity }) => identity.toLowerCase());
}

/** Whether a credential is for the cluster of the manifests. */
const isOfCluster = ({ issuer }: KnownCredential, { options }: CheckedCluster) =>
  options.issuer === undefined || issuer === undefined || issuer === options.issuer;

/** The subjects for which an identity needs a credential, with their workloads. */
function neededIn(checked: CheckedCluster): ReadonlyMap<string, ReadonlyMap<string, Workload[]>> {
  const { federation, workloads } = checked;
  const needed = new Map<string, Map<string, Workload[]>>();
  if (!federation) return needed;
  for (const { workload } of workloads) {
    const { containers, hasIdentityBinding } = federation.tokenUseOf(workload);
    if (containers.length === 0 || hasIdentityBinding) continue;
    const subject = federation.subjectOf(workload);
    for (const { clientId } of federation.clientIdsOf(workload)) {
      if (clientId === undefined || !GUID.accepts(clientId)) continue;
      const identity = (federation.identifiers.resourceIdOf(clientId) ?? clientId).toLowerCase();
      const subjects = needed.get(identity) ?? new Map<string, Workload[]>();
      needed.set(identity, subjects);
      const users = subjects.get(subject);
      if (users) users.push(workload);
      else subjects.set(subject, [workload]);
    }
  }
  return needed;
}

/** The last of the operator's objects of some credentials. */
function placeOf(checked: CheckedCluster, credentials: readonly KnownCredential[]): Manifest | undefined {
  const places = new Set(credentials.map(({ place }) => place));
  return objectsOf(checked, OPERATOR_GROUP, CREDENTIAL_KIND).findLast((manifest) => places.has(manifest.placeOf()));
}

/** A ServiceAccount with one of some credentials. */
function accountOf({ federation }: CheckedCluster, credentials: readonly KnownCredential[]): Manifest | undefined {
  const subjects = new Set(credentials.map(({ subject }) => subject));
  return federation?.accounts.all.find(({ namespace, name }) => subjects.has(subjectOf(namespace, name)))?.manifest;
}
