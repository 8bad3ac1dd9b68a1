import { isForPods, type KnownCredential } from '../../simulation/known-credentials';
import { issuerFault } from '../../upstream/federated-credential';
import { GUID } from '../../validate/azure-values';
import { indexed } from '../../validate/indexed';
import type { CheckedCluster, CheckedWorkload } from '../checked-cluster';
import { changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { ACCOUNT, CREDENTIAL, EXAMPLE_ISSUER, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { nameOf, subjectsIn } from '../facts/credential-objects';
import { type Rule, type RuleFinding, Severity } from '../rule';

const BOUND = changed(
  TOKEN_WORKLOAD,
  '        app: orders\n        azure',
  '        app: orders\n        aadpodidbinding: orders\n        azure',
);
const BINDING = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata:
  name: orders-binding
  namespace: shop
spec:
  azureIdentity: orders
  selector: orders
`;
const OTHER_ACCOUNT = ACCOUNT.replaceAll('orders', 'billing');
const OTHER = CREDENTIAL.replace('name: orders', 'name: billing').replace('shop:orders', 'shop:billing');

export const federatedCredentialMissing: Rule = {
  id: 'federated-credential-missing',
  title: 'The federated credential for pods with Workload Identity is missing',
  severity: Severity.ERROR,
  why: 'Entra ID exchanges the token of a ServiceAccount only when the identity has a federated credential for it. The SDKs use Workload Identity as soon as the webhook has set its variables, and do not fall back to NMI when the exchange fails. Found when credentials are known: by --federated, or as objects of Azure Service Operator.',
  symptom: 'AADSTS70021 or AADSTS700213, "no matching federated identity record found".',
  bad: documents(IDENTITY, BINDING, ACCOUNT, BOUND, OTHER_ACCOUNT, OTHER),
  good: documents(IDENTITY, BINDING, ACCOUNT, BOUND, OTHER_ACCOUNT, OTHER, CREDENTIAL),
  options: { issuer: EXAMPLE_ISSUER },
  source:
    'learn.microsoft.com/entra/workload-id/workload-identity-federation; Azure/azure-sdk-for-java#35596; Azure/azure-workload-identity#977',
  check: (checked) => {
    const { federation } = checked;
    if (!federation || federation.credentials.length + (checked.options.federated?.length ?? 0) === 0) return [];
    const ofIdentity = indexed(federation.credentials, ({ identity }) => identity.toLowerCase());
    const told = new Set<string>();
    return checked.workloads.flatMap((one) =>
      findingsOf(checked, one, ofIdentity)
        .filter(({ key }) => told.size < told.add(key).size)
        .map(({ finding }) => finding),
    );
  },
};

type OfIdentity = ReadonlyMap<string, readonly KnownCredential[]>;

function findingsOf(
  checked: CheckedCluster,
  { workload, assigned }: CheckedWorkload,
  ofIdentity: OfIdentity,
): { readonly key: string; readonly finding: RuleFinding }[] {
  const { federation, options } = checked;
  if (!federation) return [];
  const { containers, hasIdentityBinding, isProxied } = federation.tokenUseOf(workload);
  if (containers.length === 0 || hasIdentityBinding) return [];
  const subject = federation.subjectOf(workload);
  const clientIds = new Set(federation.clientIdsOf(workload).flatMap(({ clientId }) => clientId?.toLowerCase() ?? []));
  return [...clientIds].filter(GUID.accepts).flatMap((clientId) => {
    const resourceId = federation.identifiers.resourceIdOf(clientId);
    const its = ofIdentity.get((resourceId ?? clientId).toLowerCase()) ?? [];
    if (its.some((one) => isMeant(checked, one, subject)) || federation.refusalOf(workload) !== undefined) return [];
    const known = federation.obtainableBy(workload).find((one) => one.clientId.toLowerCase() === clientId);
    const isMissing = known?.isFederated === false;
    // Without an issuer, other credentials of the identity show that its credentials are here.
    const isNear = known?.isFederated === undefined && options.issuer === undefined && its.length > 0;
    if (!isMissing && !isNear) return [];
    const account = `${workload.namespace}/${federation.accountOf(workload)}`;
    const fallback = assigned.length > 0 && !isProxied ? ', and the SDKs do not fall back to NMI' : '';
    const wrong = its.find((one) => one.subject === subject);
    const hint = wrong ? `; ${wrong.name || wrong.place} is of the issuer ${wrong.issuer}` : '';
    return [
      {
        key: `${subject} ${clientId}`,
        finding: {
          object: workload.manifest,
          path: [...workload.template, 'spec', 'serviceAccountName'],
          message: `The identity ${nameOf(resourceId ?? clientId)} has no known federated credential for ServiceAccount ${account}${hint}. Entra ID refuses the token of the pods${fallback}. Create one with the subject ${subject} before the pods have the label.`,
          ...(isNear && { absence: { isNear: true } }),
        },
      },
    ];
  });
}

/**
 * Whether a credential is for a subject, or was meant to be, and has another form of it or of the issuer, which other rules
 * report.
 */
function isMeant(checked: CheckedCluster, credential: KnownCredential, subject: string): boolean {
  const { issuer, place } = credential;
  const wanted = checked.options.issuer;
  if (credential.subject === subject && (wanted === undefined || (issuer === wanted && isForPods(credential))))
    return true;
  // Those in files have no object to report.
  if (!/:\d+:\d+$/.test(place)) return false;
  if (credential.subject === subject)
    return !isForPods(credential) || (issuer !== undefined && issuerFault(issuer) !== undefined);
  if (subjectsIn(checked).has(credential.subject)) return false;
  const [, , namespace, name] = subject.split(':');
  const [, , otherNamespace, otherName] = credential.subject.trim().toLowerCase().split(':');
  return namespace === otherNamespace || name === otherName;
}
