/** The Secrets Store CSI driver (sigs.k8s.io/secrets-store-csi-driver), whose Azure provider asks NMI for tokens of pods. */
export const SECRETS_STORE_DRIVER = 'secrets-store.csi.k8s.io';

/** Group of its SecretProviderClass. */
export const SECRETS_STORE_GROUP = 'secrets-store.csi.x-k8s.io';
