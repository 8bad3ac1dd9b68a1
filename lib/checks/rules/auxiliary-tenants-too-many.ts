import { listFrom } from '../../manifests/manifest';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

const MOST = 3;
const tenants = (count: number) =>
  changed(
    SERVICE_PRINCIPAL,
    '  clientPassword:\n',
    `  auxiliaryTenantIDs:\n${Array.from({ length: count }, (_, i) => `    - ${i + 1}2f988bf-86f1-41af-91ab-2d7cd011db47\n`).join('')}  clientPassword:\n`,
  );

export const auxiliaryTenantsTooMany: Rule = {
  id: 'auxiliary-tenants-too-many',
  title: 'An identity has more than three auxiliary tenants',
  severity: Severity.ERROR,
  why: "Azure AD issues tokens for at most three tenants besides the identity's own.",
  symptom: 'Token requests fail with 503.',
  bad: documents(tenants(4), BINDING),
  good: documents(tenants(3), BINDING),
  source: 'pkg/auth/auth.go, GetServicePrincipalToken; go-autorest, NewMultiTenantOAuthConfig',
  check: (checked) =>
    unusualIdentities(checked).flatMap(({ manifest, type }) => {
      if (type !== 1) return [];
      const path = ['spec', 'auxiliaryTenantIDs'];
      const count = listFrom(manifest.at(path)).length;
      if (count <= MOST) return [];
      const message = `The identity has ${count} auxiliary tenants; allowed: at most ${MOST}. Token requests fail with 503. Create another AzureIdentity for the others.`;
      return [{ object: manifest, path, message }];
    }),
};
