import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Assignments } from '../../identity/assignments';
import { type FederatedSubject, notCovered } from '../../identity/federated-subjects';
import { CheckedApiObject } from '../../synth/checked-api-object';
import { ObjectRegistry } from '../../synth/object-registry';
import { problemsAt } from '../../synth/scope';
import { warn } from '../../synth/warnings';
import { CLUSTER_LABEL, isSubject, issuerFault } from '../../upstream/federated-credential';
import {
  CREDENTIAL_ANNOTATIONS,
  CREDENTIAL_GVK,
  type CredentialFacts,
  credentialObjectName,
  credentialSpec,
} from '../../upstream/federated-credential-object';
import { subjectOf } from '../../upstream/workload-identity';
import type { Format } from '../../validate/format';
import type { Problems } from '../../validate/problems';
import { readProps } from '../../validate/props';
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

const ISSUER: Format = {
  allowed: 'the issuer of the cluster: an https URL, which ends with "/" for AKS',
  accepts: (text) => issuerFault(text) === undefined,
  hint: (text) => `Write ${issuerFault(text)}`,
};

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
    problems.expectNow('clusterName', clusterName, CLUSTER_LABEL);
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
    const wanted = new Map<string, CredentialFacts>();
    for (const {
      facts: { resourceId },
      namespace,
      account,
    } of federated) {
      if (resourceId === undefined) continue;
      const facts = { cluster: clusterName, issuer, resourceId, namespace, account };
      wanted.set(credentialObjectName(facts), facts);
    }
    for (const [name, object] of this.made) {
      if (wanted.has(name)) continue;
      this.node.tryRemoveChild(object.node.id);
      this.made.delete(name);
    }
    for (const [name, facts] of wanted) {
      const subject = subjectOf(facts.namespace, facts.account);
      if (!isSubject(subject)) problems.add('subject', subject, 'at most 600 characters');
      else if (!this.made.has(name)) this.made.set(name, this.make(name, facts));
    }
  }

  private make(name: string, facts: CredentialFacts): ApiObject {
    return new CheckedApiObject(this, name, {
      gvk: CREDENTIAL_GVK,
      name,
      namespace: Chart.of(this).namespace,
      metadata: { annotations: CREDENTIAL_ANNOTATIONS },
      content: { spec: credentialSpec(facts) },
    });
  }
}
