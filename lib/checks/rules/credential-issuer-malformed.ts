import { issuerFault } from '../../upstream/federated-credential';
import { show } from '../../validate/format';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, CREDENTIAL, EXAMPLE_ISSUER, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { credentialObjects, isOfKubernetes } from '../facts/credential-objects';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, Severity } from '../rule';

export const credentialIssuerMalformed: Rule = {
  id: 'credential-issuer-malformed',
  title: 'The issuer of a federated credential lacks its final slash, or is no issuer',
  severity: Severity.ERROR,
  why: 'Entra ID compares the issuer of a token with that of the federated credential byte by byte. Those of AKS end with a slash.',
  symptom: 'AADSTS70021 or AADSTS700211, "no matching federated identity record found for presented assertion issuer".',
  bad: documents(ACCOUNT, TOKEN_WORKLOAD, changed(CREDENTIAL, EXAMPLE_ISSUER, EXAMPLE_ISSUER.slice(0, -1))),
  good: documents(ACCOUNT, TOKEN_WORKLOAD, CREDENTIAL),
  source:
    'learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations; Azure/azure-workload-identity#340',
  check: (checked) =>
    credentialObjects(checked).flatMap(({ manifest, issuer, subject }) => {
      const fault = issuer === '' || !isOfKubernetes(subject) ? undefined : issuerFault(issuer);
      if (fault === undefined) return [];
      const meant = [issuer.trim(), `${issuer.trim()}/`].find((text) => issuerFault(text) === undefined);
      return [
        {
          object: manifest,
          path: ['spec', 'issuer'],
          message: `The issuer ${show(issuer)} must be ${fault}. No token of the cluster matches the credential. ${meant === undefined ? 'Write the output of az aks show --query oidcIssuerProfile.issuerUrl' : meant.startsWith(issuer) ? 'Add the slash' : `Write ${show(meant)}`}.`,
          ...(meant !== undefined && { fix: `issuer: ${plainYaml(meant)}` }),
        },
      ];
    }),
};
