ensure_cluster() {
  local state
  list_clusters
  if ! has_line "$clusters" "$cluster"; then
    [[ $create_cluster == true ]] ||
      stop 1 "There is no cluster $cluster in the resource group $resource_group. Use --create-cluster to create it."
    say "Cluster $cluster: creating it, which takes some minutes"
    in_location az aks create --subscription="$subscription_id" --resource-group="$resource_group" --name="$cluster" \
      --network-plugin=azure --enable-managed-identity --no-ssh-key --output=none
  fi
  state=$(cluster_value provisioningState)
  if [[ $state != Succeeded ]]; then
    say "Cluster $cluster: $state, waiting"
    az aks wait --subscription="$subscription_id" --resource-group="$resource_group" --name="$cluster" \
      --created --interval=30 --timeout=1800
  fi
  say "Cluster $cluster: exists"
}

check_cluster() {
  local plugin add_on
  plugin=$(cluster_value "networkProfile.networkPlugin || ''")
  add_on=$(cluster_value "podIdentityProfile.enabled || ''")
  if [[ $plugin == kubenet && $allow_kubenet != true ]]; then
    stop 1 "The cluster $cluster has the network plugin kubenet, on which NMI exits at startup:" \
      "a pod with raw sockets could spoof the address of another pod, and get its tokens." \
      "Use a cluster with the network plugin azure. Otherwise set --allow-network-plugin-kubenet of NMI (allowNetworkPluginKubenet)," \
      "enforce a policy that denies NET_RAW and NET_ADMIN to all pods, and print this script again."
  fi
  if [[ $plugin == kubenet ]]; then
    say "warning: the cluster has the network plugin kubenet, which the manifests allow: a policy must deny NET_RAW and NET_ADMIN to all pods"
  fi
  if [[ $add_on == true ]]; then
    stop 1 "The AKS add-on for pod identity is enabled on $cluster: its NMI conflicts with that of the manifests (same ports and iptables rules)." \
      "Disable it first: az aks update --disable-pod-identity"
  fi
  node_group=$(cluster_value nodeResourceGroup)
  say "Node resource group $node_group"
}
