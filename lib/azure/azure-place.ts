/** Where the cluster is, as the user says it. */
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
