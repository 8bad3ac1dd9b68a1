# Sets clusters: the names of those in the resource group.
list_clusters() {
  clusters=$(az aks list --subscription="$subscription_id" --resource-group="$resource_group" --query='[].name' --output=tsv)
}
