/** Where the cluster is, as given by the user. */
export interface AzurePlace {
  readonly cluster: string;
  readonly resourceGroup: string;
  /** Name or id. */
  readonly subscription: string;
}

export const placeVariables = ({ subscription, resourceGroup, cluster }: AzurePlace) => ({
  subscription,
  resource_group: resourceGroup,
  cluster,
});

/** Where Managed Identity Operator is assigned: on each identity, or on its whole resource group. */
export enum RoleScope {
  IDENTITY = 'identity',
  RESOURCE_GROUP = 'resource-group',
}

export interface SetupOptions extends AzurePlace {
  /** Location of new resources; undefined for that of the resource group. */
  readonly location?: string;
  readonly createCluster?: true;
  readonly createIdentities?: true;
  readonly enableOidcIssuer?: true;
  readonly enableWorkloadIdentity?: true;
  /** The client id that MIC uses; undefined for that in the manifests or the cluster. */
  readonly micClientId?: string;
  readonly scope: RoleScope;
  readonly idsFile: string;
}
