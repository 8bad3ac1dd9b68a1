import { listFrom } from '../../manifests/manifest';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

export const auxiliaryTenantsIgnored: Rule = {
  id: 'auxiliary-tenants-ignored',
  title: 'The field auxiliaryTenantIDs has no effect on this type of identity',
  severity: Severity.WARNING,
  why: 'NMI uses auxiliary tenants only for service principals with a password, type 1.',
  symptom: 'Tokens are for the one tenant only.',
  bad: documents(
    changed(IDENTITY, '  clientID:', '  auxiliaryTenantIDs:\n    - 72f988bf-86f1-41af-91ab-2d7cd011db47\n  clientID:'),
    BINDING,
  ),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) =>
    unusualIdentities(checked).flatMap(({ manifest, type }) => {
      const path = ['spec', 'auxiliaryTenantIDs'];
      if ((type !== 0 && type !== 2) || listFrom(manifest.at(path)).length === 0) return [];
      const message = `NMI reads auxiliaryTenantIDs for type 1 only, and this identity has type ${type}. The field has no effect. Remove it.`;
      return [{ object: manifest, path, isKey: true, message }];
    }),
};
