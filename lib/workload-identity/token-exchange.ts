/** What lets a ServiceAccount obtain an identity. */
export enum TokenExchange {
  /** A federated credential for each ServiceAccount; an identity has at most 20. */
  FEDERATED_CREDENTIAL = 'federated-credential',
  /** An identity binding of AKS: one for each identity and cluster, and RBAC for its ServiceAccounts. */
  IDENTITY_BINDING = 'identity-binding',
}
