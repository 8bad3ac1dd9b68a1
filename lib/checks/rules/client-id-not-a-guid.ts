import { GUID } from '../../validate/azure-values';
import { show } from '../../validate/format';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { isSwapped } from '../facts/resource-id';
import type { Rule } from '../rule';

export const clientIdNotAGuid: Rule = {
  id: 'client-id-not-a-guid',
  title: 'The client id is no GUID',
  severity: 'error',
  why: 'NMI hands the client id on to Azure as it is; no identity has such a one.',
  symptom: 'Token requests end with a 403, "Identity not found".',
  bad: documents(changed(IDENTITY, 'clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42', 'clientID: orders'), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: ({ cluster }) =>
    cluster.identities
      .filter(({ clientID }) => clientID !== '' && !GUID.accepts(clientID))
      .map((identity) => {
        const { manifest, clientID } = identity;
        const hint = isSwapped(identity)
          ? 'It is a resource id, and resourceID a GUID: the two are swapped'
          : GUID.hint?.(clientID);
        const trimmed = clientID.trim();
        return {
          object: manifest,
          path: ['spec', 'clientID'],
          message: `${show(clientID)} is not ${GUID.allowed}${hint ? `. ${hint}` : ''}. Azure knows no such identity: pods get a 403. Write what az identity show --query clientId prints`,
          ...(GUID.accepts(trimmed) && { fix: `clientID: ${trimmed}` }),
        };
      }),
};
