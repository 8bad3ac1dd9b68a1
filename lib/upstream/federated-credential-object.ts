import { createHash } from 'node:crypto';
import { credentialName } from './federated-credential';
import { AUDIENCE, subjectOf } from './workload-identity';

// A federated identity credential as an object of Azure Service Operator.

export const CREDENTIAL_GVK = {
  apiVersion: 'managedidentity.azure.com/v1api20230131',
  kind: 'FederatedIdentityCredential',
};

/** When the object is deleted the credential stays: otherwise pruning it would end the access of running pods. */
export const CREDENTIAL_ANNOTATIONS = { 'serviceoperator.azure.com/reconcile-policy': 'detach-on-delete' };

const LONGEST_NAME = 253;

/** What one is made from. */
export interface CredentialFacts {
  /** The user's label of the cluster. */
  readonly cluster: string;
  readonly issuer: string;
  /** Of the managed identity. */
  readonly resourceId: string;
  readonly namespace: string;
  readonly account: string;
}

/**
 * The name of the object: identity and account, with a hash, because both may be in several groups, namespaces and
 * clusters.
 */
export function credentialObjectName({ cluster, resourceId, namespace, account }: CredentialFacts): string {
  const id = resourceId.toLowerCase();
  const hash = createHash('sha256')
    .update(JSON.stringify([cluster, id, namespace, account]))
    .digest('hex')
    .slice(0, 9);
  const identity = id.slice(id.lastIndexOf('/') + 1).replaceAll(/[^a-z0-9]+/g, '-');
  const end = `-h${hash}`;
  return `${`${identity}-${account}`.slice(0, LONGEST_NAME - end.length).replace(/[-.]+$/, '')}${end}`;
}

export function credentialSpec({ cluster, issuer, resourceId, namespace, account }: CredentialFacts) {
  return {
    azureName: credentialName(cluster, namespace, account),
    owner: { armId: resourceId },
    issuer,
    subject: subjectOf(namespace, account),
    audiences: [AUDIENCE],
  };
}
