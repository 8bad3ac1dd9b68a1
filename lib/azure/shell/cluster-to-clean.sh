# Sets cluster_exists, node_group and kept_ids.
find_cluster() {
  cluster_exists=false
  list_clusters
  if ! has_line "$clusters" "$cluster"; then
    say "Cluster $cluster: does not exist any more, and neither do its nodes"
    return
  fi
  cluster_exists=true
  node_group=$(cluster_value nodeResourceGroup)
  # The nodes and the add-ons of AKS always need these.
  kept_ids=$(cluster_value "[identityProfile.kubeletidentity.resourceId || '', addonProfiles.*.identity[].resourceId || ''][]")
}
