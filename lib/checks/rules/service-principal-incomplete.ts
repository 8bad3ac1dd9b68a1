import { isMap, type Manifest, mapOf } from '../../manifests/manifest';
import type { Identity } from '../../simulation/custom-resources';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { typeOf } from '../facts/meant-type';
import { plainYaml } from '../facts/plain-yaml';
import { secretsOf } from '../facts/secrets';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, type RuleFinding, Severity } from '../rule';

export const servicePrincipalIncomplete: Rule = {
  id: 'service-principal-incomplete',
  title: 'A service principal lacks its tenant or its Secret',
  severity: Severity.ERROR,
  why: 'For types 1 and 2 NMI itself requests tokens from Azure AD, with the tenant, the client id and the Secret of clientPassword. The namespace of the Secret has no default.',
  symptom: 'Token requests fail with 503, without the tenant with 403.',
  bad: documents(changed(SERVICE_PRINCIPAL, '    namespace: shop\n', ''), BINDING),
  good: documents(SERVICE_PRINCIPAL, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const identities = unusualIdentities(checked)
      // identity-type-differs reports a managed identity with this type.
      .filter((identity) => [1, 2].includes(typeOf(identity)));
    const secrets = identities.length > 0 ? [...secretsOf(checked).values()] : [];
    return identities.flatMap((identity) => findingsOf(identity, secrets));
  },
};

function findingsOf({ manifest, namespace, tenantID }: Identity, secrets: readonly Manifest[]): RuleFinding[] {
  const findings: RuleFinding[] = [];
  const lacks = (path: readonly string[], message: string, fix?: string) => {
    findings.push({ object: manifest, path, message, ...(fix !== undefined && { fix }) });
  };
  if (tenantID === '') {
    lacks(
      ['spec', 'tenantID'],
      'The service principal has no tenantID. Token requests fail with 403. Write the output of az account show --query tenantId.',
    );
  }
  const password = manifest.at(['spec', 'clientPassword']);
  if (!isMap(password)) {
    lacks(
      ['spec', 'clientPassword'],
      'The service principal has no clientPassword. Token requests fail with 503. Write the name and namespace of its Secret.',
    );
    return findings;
  }
  const { name, namespace: ofSecret } = mapOf(password);
  if (!name)
    lacks(
      ['spec', 'clientPassword', 'name'],
      'The clientPassword has no name. Token requests fail with 503. Write the name of the Secret.',
    );
  if (!ofSecret) {
    const named = secrets.filter((secret) => secret.name === name);
    const isElsewhere = named.length > 0 && !named.some((secret) => secret.namespace === namespace);
    lacks(
      ['spec', 'clientPassword', 'namespace'],
      'The clientPassword has no namespace, and there is no default. Token requests fail with 503. Write the namespace of the Secret.',
      isElsewhere ? undefined : `namespace: ${plainYaml(namespace)}`,
    );
  }
  return findings;
}
