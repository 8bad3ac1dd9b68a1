import { listFrom } from '../../manifests/manifest';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import type { Rule } from '../rule';

export const auxiliaryTenantsIgnored: Rule = {
  id: 'auxiliary-tenants-ignored',
  title: 'Auxiliary tenants of an identity that can have none',
  severity: 'warning',
  why: 'Only for service principals with a password, type 1, NMI asks for tokens of further tenants.',
  symptom: 'Tokens of the one tenant only.',
  bad: documents(
    changed(IDENTITY, '  clientID:', '  auxiliaryTenantIDs:\n    - 72f988bf-86f1-41af-91ab-2d7cd011db47\n  clientID:'),
    BINDING,
  ),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: ({ cluster }) =>
    cluster.identities.flatMap(({ manifest, type }) => {
      const path = ['spec', 'auxiliaryTenantIDs'];
      if ((type !== 0 && type !== 2) || listFrom(manifest.at(path)).length === 0) return [];
      const message = `NMI reads auxiliaryTenantIDs for type 1 only, and this identity is of type ${type}: they have no effect. Remove them`;
      return [{ object: manifest, path, message }];
    }),
};
