import { isValid } from '../../simulation/mic';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { isExact, meantResourceId, wrongWith } from '../facts/resource-id';
import type { Rule } from '../rule';

export const resourceIdNotExact: Rule = {
  id: 'resource-id-not-exact',
  title: 'MIC takes the resource id, Azure will not',
  severity: 'warning',
  why: 'The pattern of MIC takes blanks, placeholders and whatever comes before and after. Azure refuses the identity, and may refuse with it the others that MIC assigns to the same nodes at the same time.',
  symptom:
    'The AzureAssignedIdentity stays in state Created, with an event on the binding; token requests end with a 404.',
  bad: documents(changed(IDENTITY, 'userAssignedIdentities/orders', 'userAssignedIdentities/orders/'), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/utils/utils.go, ValidateResourceID; pkg/mic/mic.go, updateUserMSI',
  check: ({ cluster }) =>
    cluster.identities
      .filter((identity) => identity.type === 0 && !isExact(identity) && isValid(identity))
      .map((identity) => {
        const meant = meantResourceId(identity);
        return {
          object: identity.manifest,
          path: ['spec', 'resourceID'],
          message: `${wrongWith(identity.resourceID)}. MIC takes it, Azure will not, and identities that are assigned with it may fail too. Write ${meant}`,
          ...(!meant.includes('<') && { fix: `resourceID: ${meant}` }),
        };
      }),
};
