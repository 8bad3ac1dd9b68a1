# Sets cluster_there, and what is needed to know of it.
find_cluster() {
  cluster_there=false
  list_clusters
  if ! has_line "$clusters" "$cluster"; then
    say "Cluster $cluster: gone, and what was assigned to its nodes with it"
    return
  fi
  cluster_there=true
  node_group=$(cluster_value nodeResourceGroup)
  # The nodes and the add-ons of AKS need these, whoever else does.
  kept_ids=$(cluster_value "[identityProfile.kubeletidentity.resourceId || '', addonProfiles.*.identity[].resourceId || ''][]")
}
