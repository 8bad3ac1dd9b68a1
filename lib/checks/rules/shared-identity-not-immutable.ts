import type { Identity } from '../../simulation/custom-resources';
import { immutableIds } from '../../simulation/immutable-identities';
import { ownerOfAksIdentity } from '../../upstream/aks-identities';
import { Mode } from '../../upstream/mode';
import type { CheckedCluster } from '../checked-cluster';
import { micWith } from '../examples/controller-examples';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

const ADDON = changed(
  IDENTITY,
  'userAssignedIdentities/orders',
  'userAssignedIdentities/azurekeyvaultsecretsprovider-shop',
);

export const sharedIdentityNotImmutable: Rule = {
  id: 'shared-identity-not-immutable',
  title: 'MIC can remove an identity that others on the node use',
  severity: Severity.WARNING,
  why: 'After the last pod with an identity is deleted, MIC removes the identity from the node, unless its client id is in --immutable-user-msis. The kubelet and AKS add-ons that use the same identity then lose it.',
  symptom: 'Images cannot be pulled, or an add-on gets no tokens, after the last pod is deleted.',
  bad: documents(micWith(), ADDON, BINDING),
  good: documents(micWith('--immutable-user-msis=0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42'), ADDON, BINDING),
  source: 'pkg/mic/mic.go, checkIfIdentityImmutable',
  check: (checked) => {
    if (checked.settings.mode === Mode.MANAGED) return [];
    const immutable = immutableIds(checked.settings.controllers);
    const canKeep = controllersOf(checked, 'mic').every(
      ({ release }) => release.hasFlag('immutable-user-msis') !== false,
    );
    const ownerOf = ownersOf(checked);
    // Any of them can be that of the kubelet.
    const isAny = checked.options.kubeletClientId !== undefined;
    return (isAny ? checked.cluster.identities : unusualIdentities(checked)).flatMap((identity) => {
      const owner = ownerOf(identity);
      if (!owner || immutable.has(identity.clientID.toLowerCase())) return [];
      return [
        {
          object: identity.manifest,
          path: ['spec', owner.field],
          message: `The identity is that of ${owner.name}. MIC removes it from a node with the last pod that uses it. Create another one for the pods${canKeep ? `, or set --immutable-user-msis=${identity.clientID.toLowerCase() || '<client id>'} on MIC` : ''}.`,
          severity: owner.severity,
          // MIC may be elsewhere, with the client id among the immutable ones.
          ...(owner.field === 'resourceID' &&
            controllersOf(checked, 'mic').length === 0 && { absence: { isNear: true } }),
        },
      ];
    });
  },
};

interface Owner {
  readonly name: string;
  readonly field: 'clientID' | 'resourceID';
  readonly severity: Severity;
}

/** Tells who else has an identity. */
function ownersOf(checked: CheckedCluster): (identity: Identity) => Owner | undefined {
  const kubelet = checked.options.kubeletClientId?.toLowerCase();
  const mics = controllersOf(checked, 'mic');
  // MIC never removes the identity in its cloud config, which on AKS is the kubelet's.
  const isKept = mics.length > 0 && mics.every((mic) => mic.flags.value('cloudconfig') !== '');
  return ({ type, clientID, resourceID }) => {
    if (type !== 0) return undefined;
    if (kubelet !== undefined && clientID.toLowerCase() === kubelet) {
      return { name: 'the kubelet', field: 'clientID', severity: isKept ? Severity.INFO : Severity.WARNING };
    }
    const name = resourceID.slice(resourceID.lastIndexOf('/') + 1);
    const owner = ownerOfAksIdentity(name);
    if (owner === undefined) return undefined;
    const isInfo = isKept && owner === 'the kubelet';
    return { name: owner, field: 'resourceID', severity: isInfo ? Severity.INFO : Severity.WARNING };
  };
}
