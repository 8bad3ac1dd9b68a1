import type { FieldPath, Manifest } from '../manifests/manifest';
import { listFrom, mapOf, stringOf } from '../manifests/manifest';
import type { Manifests } from '../manifests/manifests';
import { CREDENTIAL_KIND, IDENTITY_KIND, OPERATOR_GROUP } from '../upstream/operator';
import { AUDIENCE } from '../upstream/workload-identity';

/** A federated credential that is known: whose ServiceAccount may obtain which identity. */
export interface KnownCredential {
  /**
   * The resource id of a managed identity, or the client id of an application; the title of the operator's object for a
   * managed identity whose resource id is not among the manifests.
   */
  readonly identity: string;
  /** Undefined when the operator reads it from elsewhere. */
  readonly issuer: string | undefined;
  readonly subject: string;
  readonly audiences: readonly string[];
  /** Its name in Azure. */
  readonly name: string;
  /** `dist/credentials.yaml:12:1`, or a file and the index in it. */
  readonly place: string;
}

/** Whether the resource id of a managed identity. */
export const isResourceId = (identity: string): boolean => identity.startsWith('/');

/** Whether the client id of an application, not the title of an object. */
export const isApplicationId = (identity: string): boolean => !isResourceId(identity) && !identity.includes(' ');

/** Whether Entra ID accepts tokens of the webhook for a credential, by its audience. */
export const isForPods = ({ audiences }: Pick<KnownCredential, 'audiences'>): boolean => audiences.includes(AUDIENCE);

/** The credentials that objects of Azure Service Operator make, in the order read; without those whose subject it reads from elsewhere. */
export function credentialsAmong({ objects }: Manifests): KnownCredential[] {
  const ofOperator = objects.filter(({ group }) => group === OPERATOR_GROUP);
  const owners = new Map(ofOperator.filter(({ kind }) => kind === IDENTITY_KIND).map((one) => [one.title, one]));
  return ofOperator.filter(({ kind }) => kind === CREDENTIAL_KIND).flatMap((object) => credentialOf(object, owners));
}

function credentialOf(object: Manifest, owners: ReadonlyMap<string, Manifest>): KnownCredential[] {
  const text = (path: FieldPath) => stringOf(object.at(path));
  const subject = text(['spec', 'subject']);
  if (subject === '') return [];
  const owner = `${IDENTITY_KIND} ${object.namespace}/${text(['spec', 'owner', 'name'])}`;
  return [
    {
      identity: text(['spec', 'owner', 'armId']) || resourceIdOf(owners.get(owner)) || owner,
      issuer: text(['spec', 'issuer']) || undefined,
      subject,
      audiences: listFrom(mapOf(object.value.spec).audiences).map(stringOf),
      name: text(['spec', 'azureName']) || object.name,
      place: object.placeOf(),
    },
  ];
}

/** Of a managed identity that the operator makes, when its resource group or its status tells. */
function resourceIdOf(identity: Manifest | undefined): string {
  if (!identity) return '';
  const text = (path: FieldPath) => stringOf(identity.at(path));
  const group = text(['spec', 'owner', 'armId']);
  const made = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${text(['spec', 'azureName']) || identity.name}`;
  return text(['status', 'id']) || (group === '' ? '' : made);
}

/** Each pair of issuer and subject once, as in Entra ID. One whose issuer is not known may be the same as another. */
export function distinct(credentials: readonly KnownCredential[]): KnownCredential[] {
  const key = ({ identity, subject }: KnownCredential) => JSON.stringify([identity.toLowerCase(), subject]);
  const withIssuer = credentials.filter(({ issuer }) => issuer !== undefined);
  const subjects = new Set(withIssuer.map(key));
  const without = credentials.filter((one) => one.issuer === undefined && !subjects.has(key(one)));
  return [
    ...new Map(withIssuer.map((one) => [`${key(one)} ${one.issuer}`, one])).values(),
    ...new Map(without.map((one) => [key(one), one])).values(),
  ];
}
