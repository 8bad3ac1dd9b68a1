import { immutableIds } from '../../simulation/immutable-identities';
import { GUID } from '../../validate/azure-values';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { isTrueFor } from '../facts/controllers';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

export const clientIdUpperCase: Rule = {
  id: 'client-id-upper-case',
  title: 'The client id contains upper-case letters',
  severity: Severity.WARNING,
  why: 'NMI compares the client id of a request with this one exactly, and MIC compares this one with --immutable-user-msis in lower case. Azure prints client ids in lower case.',
  symptom:
    'A request with the id in lower case waits and fails with 404; MIC removes an identity from the nodes that it should keep.',
  bad: documents(changed(IDENTITY, 'clientID: 0b9f5c3e', 'clientID: 0B9F5C3E'), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/nmi/standard.go, GetIdentities; pkg/mic/mic.go, checkIfIdentityImmutable',
  check: (checked) => {
    const immutable = immutableIds(checked.settings.controllers);
    if (!isTrueFor(checked, 'nmi', 'comparesClientIdsExactly')) return [];
    return unusualIdentities(checked)
      .filter(({ clientID }) => GUID.accepts(clientID) && clientID !== clientID.toLowerCase())
      .map(({ manifest, clientID }) => {
        const isKept = immutable.has(clientID.toLowerCase());
        return {
          object: manifest,
          path: ['spec', 'clientID'],
          message: `The clientID contains upper-case letters, and is compared exactly. ${
            isKept
              ? 'The identity is not protected by --immutable-user-msis'
              : 'Requests with the id in lower case fail with 404'
          }. Write it in lower case.`,
          fix: `clientID: ${clientID.toLowerCase()}`,
          ...(isKept && { severity: Severity.ERROR }),
        };
      });
  },
};
