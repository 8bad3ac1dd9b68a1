import { isMap, mapOf } from '../../manifests/manifest';
import type { Identity } from '../../simulation/custom-resources';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { isMiscased } from '../facts/custom-fields';
import type { Rule, RuleFinding } from '../rule';

export const servicePrincipalIncomplete: Rule = {
  id: 'service-principal-incomplete',
  title: 'The identity of a service principal lacks its tenant or its secret',
  severity: 'error',
  why: 'For types 1 and 2 NMI asks Azure AD itself, with the tenant, the client id and what is in the Secret that clientPassword refers to. It takes the namespace of the Secret as it is written, and knows no default.',
  symptom: 'Token requests end with a 503, or without the tenant with a 403.',
  bad: documents(changed(SERVICE_PRINCIPAL, '    namespace: shop\n', ''), BINDING),
  good: documents(SERVICE_PRINCIPAL, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: ({ cluster }) => cluster.identities.filter(({ type }) => type === 1 || type === 2).flatMap(findingsOf),
};

function findingsOf({ manifest, namespace, tenantID }: Identity): RuleFinding[] {
  const findings: RuleFinding[] = [];
  const lacks = (path: readonly string[], message: string, fix?: string) => {
    if (isMiscased(manifest, path.slice(0, -1), path.at(-1) ?? '')) return;
    findings.push({ object: manifest, path, message, ...(fix !== undefined && { fix }) });
  };
  if (tenantID === '') {
    lacks(
      ['spec', 'tenantID'],
      'the service principal has no tenantID: pods get a 403. Write what az account show --query tenantId prints',
    );
  }
  const password = manifest.at(['spec', 'clientPassword']);
  if (!isMap(password)) {
    lacks(
      ['spec', 'clientPassword'],
      'the service principal has no clientPassword: pods get a 503. Write the name and namespace of the Secret',
      `clientPassword:\n  name: ${manifest.name}\n  namespace: ${namespace}`,
    );
    return findings;
  }
  const { name, namespace: ofSecret } = mapOf(password);
  if (!name)
    lacks(['spec', 'clientPassword', 'name'], 'clientPassword names no Secret: pods get a 503. Write its name');
  if (!ofSecret) {
    lacks(
      ['spec', 'clientPassword', 'namespace'],
      'clientPassword has no namespace, and there is no default: pods get a 503. Write the namespace of the Secret',
      `namespace: ${namespace}`,
    );
  }
  return findings;
}
