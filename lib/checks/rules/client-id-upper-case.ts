import { immutableIds } from '../../simulation/immutable-identities';
import { GUID } from '../../validate/azure-values';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import type { Rule } from '../rule';

export const clientIdUpperCase: Rule = {
  id: 'client-id-upper-case',
  title: 'The client id has letters in upper case',
  severity: 'warning',
  why: 'NMI compares the client id of a request with this one letter by letter, and MIC this one with its list of identities that it must not remove, in lower case. Azure writes client ids in lower case.',
  symptom:
    'A request with the id in lower case waits and ends with a 404; an identity that should stay on the nodes is removed from them.',
  bad: documents(changed(IDENTITY, 'clientID: 0b9f5c3e', 'clientID: 0B9F5C3E'), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/nmi/standard.go, GetIdentities; pkg/mic/mic.go, checkIfIdentityImmutable',
  check: (checked) => {
    const immutable = immutableIds(checked.settings.controllers);
    return checked.cluster.identities
      .filter(({ clientID }) => GUID.accepts(clientID) && clientID !== clientID.toLowerCase())
      .map(({ manifest, clientID }) => {
        const isKept = immutable.has(clientID.toLowerCase());
        return {
          object: manifest,
          path: ['spec', 'clientID'],
          message: `the client id has letters in upper case, and is compared letter by letter: ${
            isKept
              ? '--immutable-user-msis does not protect the identity'
              : 'requests with the id in lower case end with a 404'
          }. Write it in lower case`,
          fix: `clientID: ${clientID.toLowerCase()}`,
          ...(isKept && { severity: 'error' as const }),
        };
      });
  },
};
