/** Where the cluster is, as given by the user. */
export interface AzurePlace {
  readonly cluster: string;
  readonly resourceGroup: string;
  /** Name or id. */
  readonly subscription: string;
}

/** The same as variables of a script. */
export const placeVariables = ({ subscription, resourceGroup, cluster }: AzurePlace) => ({
  subscription,
  resource_group: resourceGroup,
  cluster,
});
