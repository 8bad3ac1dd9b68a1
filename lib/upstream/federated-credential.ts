import { createHash } from 'node:crypto';

// Rules of Microsoft Entra ID for federated identity credentials
// (learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations).

/** The most credentials of one identity, and how many of them are worth a warning. */
export const CREDENTIALS = { most: 20, many: 18 } as const;

/** The most characters of an issuer, and of a subject. */
const LONGEST_TEXT = 600;
const LONGEST_NAME = 120;

/** The user's label of a cluster, a part of the names. */
export const CLUSTER_LABEL = {
  allowed: 'a label of the cluster: 1 to 63 letters, digits, "-" and "_", starting with a letter or digit',
  accepts: (text: string): boolean => /^[A-Za-z0-9][\w-]{0,62}$/.test(text),
};

/**
 * The name of the credential for a ServiceAccount: a readable beginning and a hash, the same wherever it is written. Names
 * cannot be changed later.
 *
 * @param cluster the user's label of the cluster
 */
export function credentialName(cluster: string, namespace: string, account: string): string {
  const key = JSON.stringify([cluster, namespace, account]);
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 10);
  const readable = `${cluster}-${namespace}-${account}`
    .replaceAll(/[^\w-]+/g, '-')
    .slice(0, LONGEST_NAME - hash.length - 1)
    .replaceAll(/^[-_]+|[-_]+$/g, '');
  return readable === '' ? hash : `${readable}-${hash}`;
}

/** Issuers of AKS, which end with a slash; Entra ID compares them byte by byte. */
const OF_AKS = /^https:\/\/([^/]+\.)?oic\.(prod-)?aks\.azure\.[a-z]+\/|^https:\/\/oidc\.prod-aks\.azure\.[a-z]+\//i;

/** The characters of URLs (RFC 3986, 2). */
const URL_TEXT = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/;

/** Why a cluster's issuer cannot be one, in words; undefined when it can. */
export function issuerFault(issuer: string): string | undefined {
  if (issuer.length > LONGEST_TEXT) return `at most ${LONGEST_TEXT} characters`;
  if (/\s/.test(issuer)) return 'an https URL without spaces';
  if (!/^https:\/\/[^/?#]+/.test(issuer) || !URL.canParse(issuer)) return 'an https URL';
  if (!URL_TEXT.test(issuer)) return "an https URL of letters, digits and -._~:/[]@!$&'()*+,;=%";
  if (/[?#]/.test(issuer)) return 'an https URL without query and fragment';
  if (OF_AKS.test(`${issuer}/`) && !issuer.endsWith('/')) return 'the URL with its final slash, as AKS prints it';
  return undefined;
}

/** Whether a subject is short enough. */
export const isSubject = (subject: string): boolean => subject.length <= LONGEST_TEXT;
