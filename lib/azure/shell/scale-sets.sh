# Sets scale_sets: those of the node pools.
list_scale_sets() {
  scale_sets=$(az vmss list --subscription="$subscription_id" --resource-group="$node_group" --query='[].name' --output=tsv)
}

# identities_of SCALE_SET: the resource ids of its user-assigned identities, one per line.
identities_of() {
  az vmss show --subscription="$subscription_id" --resource-group="$node_group" --name="$1" \
    --query="keys(identity.userAssignedIdentities || \`{}\`)" --output=tsv
}
