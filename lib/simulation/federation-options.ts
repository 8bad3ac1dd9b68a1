import { ManifestError } from '../manifests/manifest-error';
import { issuerFault } from '../upstream/federated-credential';
import type { Format } from '../validate/format';
import { wordsOf } from '../validate/problem';
import { Problems } from '../validate/problems';
import { credentialsInFiles } from './federated-files';
import type { FederationFacts } from './federation';

/** What manifests do not tell about federated credentials. */
export interface FederationOptions {
  /**
   * The cluster's OIDC issuer, as `az aks show --query oidcIssuerProfile.issuerUrl` prints it, with its final slash. Only
   * credentials of this issuer count then.
   *
   * @default - not known: credentials of any issuer count, and the answer does not say which are missing
   */
  readonly issuer?: string;

  /**
   * Files with federated credentials that exist or will exist: the output of `az identity federated-credential list`, or of
   * `aad-pod-identity azure federate --as json`.
   *
   * @default - those of Azure Service Operator among the manifests
   */
  readonly federated?: readonly string[];
}

/** The issuer of a cluster. */
export const ISSUER: Format = {
  allowed: 'the issuer of the cluster: an https URL, which ends with "/" for AKS',
  accepts: (text) => issuerFault(text) === undefined,
  hint: (text) => `Write ${issuerFault(text)}`,
};

/**
 * Reads the files.
 *
 * @param call what messages begin with
 * @param field the name of `issuer` in messages
 * @throws ManifestError with a line for each problem
 */
export function federationFacts(
  { issuer, federated }: FederationOptions,
  call = '',
  field = 'issuer',
): FederationFacts {
  const wrong = Problems.in(call);
  if (issuer !== undefined) wrong.expectNow(field, issuer, ISSUER);
  const problems = wrong.found.map(wordsOf);
  const credentials = federated && credentialsInFiles(federated, problems);
  if (problems.length > 0) throw new ManifestError(problems);
  return { issuer, credentials };
}
