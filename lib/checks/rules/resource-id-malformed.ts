import type { Identity } from '../../simulation/custom-resources';
import { isValid } from '../../simulation/mic';
import { Mode } from '../../upstream/mode';
import { GUID } from '../../validate/azure-values';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { refusalsIn } from '../facts/faulty-objects';
import { meantTypeOf } from '../facts/meant-type';
import { plainYaml } from '../facts/plain-yaml';
import { isExact, isSwapped, meantResourceId, wrongWith } from '../facts/resource-id';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

export const resourceIdMalformed: Rule = {
  id: 'resource-id-malformed',
  title: 'The resource id is missing or malformed',
  severity: Severity.ERROR,
  why: 'MIC ignores an AzureIdentity of type 0 whose spec.resourceID is not the resource id of a user-assigned managed identity.',
  symptom: 'MIC logs "invalid resource id"; there is no event, and token requests of the pods fail with 404.',
  bad: documents(changed(IDENTITY, 'resourceID: /subscriptions', 'resourceID: subscriptions'), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/utils/utils.go, ValidateResourceID',
  check: (checked) => {
    const { settings } = checked;
    const isRefused = refusalsIn(checked);
    // Of another type, it needs none.
    const isOfOther = ({ manifest, resourceID }: Identity) =>
      resourceID === '' && isRefused(manifest, ['spec', 'type']);
    return (
      unusualIdentities(checked)
        .filter((identity) => !isOfOther(identity))
        .filter((identity) => identity.type === 0 && !isExact(identity) && !isValid(identity) && !isSwapped(identity))
        // identity-type-differs reports a service principal without its type.
        .filter((identity) => meantTypeOf(identity) === undefined)
        .map((identity) => {
          const { manifest, resourceID } = identity;
          const isManaged = settings.mode === Mode.MANAGED;
          const wrong =
            resourceID === ''
              ? 'The identity has no resourceID'
              : GUID.accepts(resourceID)
                ? `The resourceID ${resourceID} is a client id or another GUID, not a resource id`
                : wrongWith(resourceID);
          const meant = meantResourceId(identity);
          return {
            object: manifest,
            path: ['spec', 'resourceID'],
            message: `${wrong}. ${isManaged ? 'In managed mode NMI uses it only when pods ask by resource id' : 'MIC ignores the identity'}. Write the output of az identity show --query id${meant.includes('<') ? `: ${meant}` : ''}.`,
            ...(isManaged && { severity: Severity.WARNING }),
            ...(!meant.includes('<') && { fix: `resourceID: ${plainYaml(meant)}` }),
          };
        })
    );
  },
};
