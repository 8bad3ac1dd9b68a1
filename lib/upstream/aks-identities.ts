/** Names of the identities that AKS creates, and what of a cluster has each. */
const AKS_IDENTITIES: readonly { readonly name: RegExp; readonly owner: string }[] = [
  { name: /-agentpool$/i, owner: 'the kubelet' },
  { name: /^azurekeyvaultsecretsprovider-/i, owner: 'the add-on for Key Vault secrets' },
  { name: /^omsagent-/i, owner: 'the monitoring add-on' },
];

/** What of a cluster has an identity of this name; undefined for one that AKS does not create. */
export const ownerOfAksIdentity = (identityName: string): string | undefined =>
  AKS_IDENTITIES.find(({ name }) => name.test(identityName))?.owner;
