import { type Identity, keyOf } from '../../simulation/custom-resources';
import { immutableIds } from '../../simulation/immutable-identities';
import type { CheckedCluster } from '../checked-cluster';
import { micWith } from '../examples/controller-examples';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import type { Rule } from '../rule';
import type { Severity } from '../severity';

const ADDON = changed(
  IDENTITY,
  'userAssignedIdentities/orders',
  'userAssignedIdentities/azurekeyvaultsecretsprovider-shop',
);

/** How AKS names the identities that it makes. */
const OF_AKS = [
  { name: /-agentpool$/i, whose: 'the kubelet' },
  { name: /^azurekeyvaultsecretsprovider-/i, whose: 'the add-on for Key Vault secrets' },
  { name: /^omsagent-/i, whose: 'the monitoring add-on' },
];

export const sharedIdentityNotImmutable: Rule = {
  id: 'shared-identity-not-immutable',
  title: 'MIC may take away an identity that others on the node use',
  severity: 'warning',
  why: 'When the last pod of an identity goes, MIC takes the identity off the node, unless its client id is in --immutable-user-msis. What else uses the identity there, as the kubelet and the add-ons of AKS do, has none then.',
  symptom: 'Images cannot be pulled, or an add-on gets no tokens, after the last pod has gone.',
  bad: documents(micWith(), ADDON, BINDING),
  good: documents(micWith('--immutable-user-msis=0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42'), ADDON, BINDING),
  source: 'pkg/mic/mic.go, checkIfIdentityImmutable',
  check: (checked) => {
    if (checked.settings.mode === 'managed') return [];
    const immutable = immutableIds(checked.settings.controllers);
    return checked.cluster.identities.flatMap((identity) => {
      const whose = whoseIs(checked, identity);
      if (!whose || immutable.has(identity.clientID.toLowerCase())) return [];
      return [
        {
          object: identity.manifest,
          path: ['spec', whose.field],
          message: `this is the identity of ${whose.whose}: when the last pod that uses AzureIdentity ${keyOf(identity)} goes, MIC takes it off the node. Make another identity for the pods, or start MIC with --immutable-user-msis=${identity.clientID.toLowerCase() || '<client id>'} (in Helm values mic.immutableUserMSIs)`,
          severity: whose.severity,
        },
      ];
    });
  },
};

interface Owner {
  readonly whose: string;
  readonly field: 'clientID' | 'resourceID';
  readonly severity: Severity;
}

function whoseIs(checked: CheckedCluster, { type, clientID, resourceID }: Identity): Owner | undefined {
  if (type !== 0) return undefined;
  const { kubeletClientId } = checked.options;
  const mics = controllersOf(checked, 'mic');
  // MIC itself keeps the identity that its cloud config names, which on AKS is that of the kubelet.
  const isKept = mics.length > 0 && mics.every((mic) => mic.flags.value('cloudconfig') !== '');
  if (kubeletClientId !== undefined && clientID.toLowerCase() === kubeletClientId.toLowerCase()) {
    return { whose: 'the kubelet', field: 'clientID', severity: isKept ? 'info' : 'warning' };
  }
  const name = resourceID.split('/').at(-1) ?? '';
  const owner = OF_AKS.find((one) => one.name.test(name));
  if (!owner) return undefined;
  const isInfo = mics.length === 0 ? !checked.options.wholeCluster : isKept && owner.whose === 'the kubelet';
  return { whose: owner.whose, field: 'resourceID', severity: isInfo ? 'info' : 'warning' };
}
