import { GUID } from '../../validate/azure-values';
import { show } from '../../validate/format';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { isSwapped } from '../facts/resource-id';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

export const clientIdNotAGuid: Rule = {
  id: 'client-id-not-a-guid',
  title: 'The client id is not a GUID',
  severity: Severity.ERROR,
  why: 'NMI passes the client id to Azure as it is, and no identity has such a client id.',
  symptom: 'Token requests fail with 403, "Identity not found".',
  bad: documents(changed(IDENTITY, 'clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42', 'clientID: orders'), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) =>
    unusualIdentities(checked)
      .filter(({ clientID }) => clientID !== '' && !GUID.accepts(clientID))
      .map((identity) => {
        const { manifest, clientID } = identity;
        const hint = isSwapped(identity)
          ? 'It is a resource id, and resourceID is a GUID: the two are swapped'
          : GUID.hint?.(clientID);
        const trimmed = clientID.trim();
        return {
          object: manifest,
          path: ['spec', 'clientID'],
          message: `The clientID ${show(clientID)} is not ${GUID.allowed}${hint ? `. ${hint}` : ''}. Token requests fail with 403. Write the output of az identity show --query clientId.`,
          ...(GUID.accepts(trimmed) && { fix: `clientID: ${trimmed}` }),
        };
      }),
};
