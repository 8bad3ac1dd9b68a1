import { createHash } from 'node:crypto';
import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Assignments } from '../../identity/assignments';
import { type FederatedSubject, notCovered } from '../../identity/federated-subjects';
import { factsOf } from '../../identity/identity-facts';
import { CheckedApiObject } from '../../synth/checked-api-object';
import { ObjectRegistry } from '../../synth/object-registry';
import { problemsAt } from '../../synth/scope';
import { warn } from '../../synth/warnings';
import { credentialName, isSubject, issuerFault } from '../../upstream/federated-credential';
import { AUDIENCE, subjectOf } from '../../upstream/workload-identity';
import type { Format } from '../../validate/format';
import type { Problems } from '../../validate/problems';
import { readProps } from '../../validate/props';
import { isUnresolved } from '../../validate/unresolved';
import { TokenExchange } from '../token-exchange';

/** Where federated credentials are for. */
export interface FederatedIdentityCredentialsProps {
  /**
   * Your label of the cluster: a part of the names of the credentials, which must differ between clusters. At most 63 letters,
   * digits, "-" and "_".
   */
  readonly clusterName: string;

  /**
   * The cluster's OIDC issuer, as `az aks show --query oidcIssuerProfile.issuerUrl` prints it, with its final slash.
   */
  readonly issuer: string;
}

const GVK = { apiVersion: 'managedidentity.azure.com/v1api20230131', kind: 'FederatedIdentityCredential' };
const CLUSTER_NAME: Format = {
  allowed: 'a label of the cluster: 1 to 63 letters, digits, "-" and "_", starting with a letter or digit',
  accepts: (text) => /^[A-Za-z0-9][\w-]{0,62}$/.test(text),
};
const ISSUER: Format = {
  allowed: 'the issuer of the cluster: an https URL, which ends with "/" for AKS',
  accepts: (text) => issuerFault(text) === undefined,
  hint: (text) => `Write ${issuerFault(text)}`,
};
const LONGEST_NAME = 253;

/**
 * The federated credentials of all identities that are assigned to workloads of the app, at every stage, as objects of
 * Azure Service Operator. Each lets one ServiceAccount obtain one managed identity. When an object is deleted the credential
 * stays in Azure.
 *
 * Service principals, and identities made by `fromName` without `resourceId`, are not covered: a warning lists them. More than
 * 20 credentials for one identity fail synth.
 *
 * @example
 * new FederatedIdentityCredentials(chart, 'credentials', {
 *   clusterName: 'prod',
 *   issuer: 'https://westeurope.oic.prod-aks.azure.com/72f988bf-86f1-41af-91ab-2d7cd011db47/0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42/',
 * });
 * @see https://azure.github.io/azure-service-operator/reference/managedidentity/
 */
export class FederatedIdentityCredentials extends Construct {
  private readonly made = new Map<string, ApiObject>();

  constructor(scope: Construct, id: string, props: FederatedIdentityCredentialsProps) {
    const problems = problemsAt('new FederatedIdentityCredentials', scope, id);
    const { clusterName, issuer } = readProps(problems, props, ['clusterName', 'issuer']);
    problems.expectNow('clusterName', clusterName, CLUSTER_NAME);
    problems.expect('issuer', issuer, ISSUER);
    problems.throwIfAny();
    super(scope, id);
    ObjectRegistry.of(this).checkDeferred(this, problems);
    Assignments.of(this).withSubjects((found, subjects) => this.update(found, subjects, clusterName, issuer));
  }

  private update(problems: Problems, subjects: readonly FederatedSubject[], clusterName: string, issuer: string): void {
    const federated = subjects.filter(({ exchange }) => exchange === TokenExchange.FEDERATED_CREDENTIAL);
    const names = notCovered(federated);
    if (names !== undefined) {
      warn(
        this,
        `makes no federated credentials for ${names}: applications, and identities without a resource id. Make them with az.`,
      );
    }
    const wanted = new Map(
      federated
        .filter(({ facts }) => facts.resourceId !== undefined)
        .map((subject) => [objectName(subject, clusterName), subject] as const),
    );
    for (const [name, object] of this.made) {
      if (wanted.has(name)) continue;
      this.node.tryRemoveChild(object.node.id);
      this.made.delete(name);
    }
    for (const [name, subject] of wanted) {
      const text = subjectOf(subject.namespace, subject.account);
      if (!isSubject(text)) problems.add('subject', text, 'at most 600 characters');
      else if (!this.made.has(name)) this.made.set(name, this.make(name, subject, clusterName, issuer));
    }
  }

  private make(name: string, { facts, namespace, account }: FederatedSubject, cluster: string, issuer: string) {
    return new CheckedApiObject(this, name, {
      gvk: GVK,
      name,
      namespace: Chart.of(this).namespace,
      // Otherwise pruning the object would delete the credential, and with it the access of running pods.
      metadata: { annotations: { 'serviceoperator.azure.com/reconcile-policy': 'detach-on-delete' } },
      content: {
        spec: {
          azureName: credentialName(cluster, namespace, account),
          owner: { armId: facts.resourceId },
          issuer,
          subject: subjectOf(namespace, account),
          audiences: [AUDIENCE],
        },
      },
    });
  }
}

/** The name of the object: identity and account, with a hash, because both may be in several namespaces and clusters. */
function objectName({ identity, key, namespace, account }: FederatedSubject, cluster: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([cluster, key, namespace, account]))
    .digest('hex')
    .slice(0, 9);
  const { name } = factsOf(identity);
  const readable = isUnresolved(name) ? account : `${name}-${account}`;
  const end = `-h${hash}`;
  return `${readable.slice(0, LONGEST_NAME - end.length).replace(/[-.]+$/, '')}${end}`;
}
