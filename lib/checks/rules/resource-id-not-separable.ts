import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { isExact } from '../facts/resource-id';
import type { Rule } from '../rule';

const SEPARABLE = /^[-\w]+$/;

export const resourceIdNotSeparable: Rule = {
  id: 'resource-id-not-separable',
  title: 'MIC cannot tell this identity from others when Azure refuses it',
  severity: 'warning',
  why: 'When Azure refuses some of the identities that MIC assigns to a node, MIC finds their resource ids in the error and goes on without them. It finds those only whose resource group and name have letters, digits, "-" and "_".',
  symptom:
    'If this identity is deleted in Azure, or MIC loses its right to it, no identity at all is assigned to the nodes that its pods are on.',
  bad: documents(changed(IDENTITY, 'resourceGroups/shop', 'resourceGroups/shop.eu'), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/cloudprovider/cloudprovider.go; pkg/retry/retry.go',
  check: ({ cluster, settings }) =>
    cluster.identities
      .filter((identity) => identity.type === 0 && isExact(identity))
      .filter(({ resourceID }) => settings.mode === 'standard' && !SEPARABLE.test(resourceID.split('/')[4] ?? ''))
      .map(({ manifest, resourceID }) => ({
        object: manifest,
        path: ['spec', 'resourceID'],
        message: `the resource group ${resourceID.split('/')[4]} has other characters than letters, digits, "-" and "_": when Azure refuses this identity, MIC cannot go on without it, and nothing is assigned to its nodes. Have the identity in another resource group, or watch the events of its binding`,
      })),
};
