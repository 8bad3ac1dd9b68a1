import { Mode } from '../../upstream/mode';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { isTrueFor } from '../facts/controllers';
import { isExact } from '../facts/resource-id';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

const SEPARABLE = /^[-\w]+$/;

export const resourceIdNotSeparable: Rule = {
  id: 'resource-id-not-separable',
  title: 'MIC cannot isolate this identity when Azure refuses it',
  severity: Severity.WARNING,
  why: 'When Azure refuses some of the identities that MIC assigns to a node, MIC finds their resource ids in the error and continues without them. It finds only those whose resource group and name consist of letters, digits, "-" and "_".',
  symptom:
    'If this identity is deleted in Azure, or MIC loses its permission to use it, no identity is assigned to the nodes of its pods.',
  bad: documents(changed(IDENTITY, 'resourceGroups/shop', 'resourceGroups/shop.eu'), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/cloudprovider/cloudprovider.go; pkg/retry/retry.go',
  check: (checked) => {
    const { settings } = checked;
    if (settings.mode === Mode.MANAGED || !isTrueFor(checked, 'mic', 'isolatesRefusedIdentities')) return [];
    return unusualIdentities(checked)
      .filter((identity) => identity.type === 0 && isExact(identity))
      .filter(({ resourceID }) => !SEPARABLE.test(resourceID.split('/')[4] ?? ''))
      .map(({ manifest, resourceID }) => ({
        object: manifest,
        path: ['spec', 'resourceID'],
        message: `The resource group ${resourceID.split('/')[4]} has characters other than letters, digits, "-" and "_". If Azure refuses the identity, MIC assigns none to its nodes. Move it to another resource group.`,
      }));
  },
};
