import type { Identity } from '../../simulation/custom-resources';
import { GUID } from '../../validate/azure-values';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

export const clientIdIsAnotherId: Rule = {
  id: 'client-id-is-another-id',
  title: 'The client id is the id of the tenant or the subscription',
  severity: Severity.ERROR,
  why: 'Azure has many GUIDs that look alike. NMI asks for a token for the identity with this client id, and there is none.',
  symptom: 'Token requests fail with 403, "Identity not found".',
  bad: documents(
    changed(
      IDENTITY,
      'clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42',
      'clientID: 3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10',
    ),
    BINDING,
  ),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) =>
    unusualIdentities(checked).flatMap((identity) => {
      const other = otherIdOf(identity);
      if (!other) return [];
      return [
        {
          object: identity.manifest,
          path: ['spec', 'clientID'],
          message: `The clientID is the id of ${other}. Token requests fail with 403. Write the output of az identity show --query clientId.`,
        },
      ];
    }),
};

function otherIdOf({ clientID, tenantID, resourceID }: Identity): string | undefined {
  if (!GUID.accepts(clientID)) return undefined;
  const id = clientID.toLowerCase();
  if (id === tenantID.toLowerCase()) return 'the tenant (tenantID)';
  const [, subscription] = /\/subscriptions\/([^/]+)/i.exec(resourceID) ?? [];
  return id === subscription?.toLowerCase() ? 'the subscription (in resourceID)' : undefined;
}
