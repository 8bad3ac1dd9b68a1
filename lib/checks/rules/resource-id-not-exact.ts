import { isValid } from '../../simulation/mic';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { plainYaml } from '../facts/plain-yaml';
import { isExact, meantResourceId, wrongWith } from '../facts/resource-id';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

export const resourceIdNotExact: Rule = {
  id: 'resource-id-not-exact',
  title: 'MIC accepts the resource id, but Azure does not',
  severity: Severity.WARNING,
  why: 'MIC accepts spaces, placeholders, and anything before and after the resource id. Azure refuses the identity, and can refuse other identities that MIC assigns to the same nodes at the same time.',
  symptom:
    'The AzureAssignedIdentity stays in state Created, with an event on the binding; token requests fail with 404.',
  bad: documents(changed(IDENTITY, 'userAssignedIdentities/orders', 'userAssignedIdentities/orders/'), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/utils/utils.go, ValidateResourceID; pkg/mic/mic.go, updateUserMSI',
  check: (checked) =>
    unusualIdentities(checked)
      .filter((identity) => identity.type === 0 && !isExact(identity) && isValid(identity))
      .map((identity) => {
        const meant = meantResourceId(identity);
        return {
          object: identity.manifest,
          path: ['spec', 'resourceID'],
          message: `${wrongWith(identity.resourceID)}. MIC accepts it and Azure does not; identities assigned at the same time can fail, too. Write the output of az identity show --query id${meant.includes('<') ? `: ${meant}` : ''}.`,
          ...(!meant.includes('<') && { fix: `resourceID: ${plainYaml(meant)}` }),
        };
      }),
};
