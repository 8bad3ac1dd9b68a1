# cluster_value QUERY: one value of the cluster.
cluster_value() {
  az aks show --subscription="$subscription_id" --resource-group="$resource_group" --name="$cluster" --query="$1" --output=tsv
}
