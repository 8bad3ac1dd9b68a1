ensure_cluster() {
  local state
  list_clusters
  if ! has_line "$clusters" "$cluster"; then
    [[ $create_cluster == true ]] ||
      stop 1 "There is no cluster $cluster in the resource group $resource_group. With --create-cluster the script makes it."
    say "Cluster $cluster: making it, which takes some minutes"
    in_location az aks create --subscription="$subscription_id" --resource-group="$resource_group" --name="$cluster" \
      --network-plugin=azure --enable-managed-identity --no-ssh-key --output=none
  fi
  state=$(cluster_value provisioningState)
  if [[ $state != Succeeded ]]; then
    say "Cluster $cluster: $state, waiting until it is done"
    az aks wait --subscription="$subscription_id" --resource-group="$resource_group" --name="$cluster" \
      --created --interval=30 --timeout=1800
  fi
  say "Cluster $cluster: there"
}

check_cluster() {
  local plugin add_on
  plugin=$(cluster_value "networkProfile.networkPlugin || ''")
  add_on=$(cluster_value "podIdentityProfile.enabled || ''")
  if [[ $plugin == kubenet && $allow_kubenet != true ]]; then
    stop 1 "The cluster $cluster has the network plugin kubenet, on which NMI ends when it starts:" \
      "a pod that may use raw sockets could take the address of another one, and get its tokens." \
      "Use a cluster with the network plugin azure. Else give NMI --allow-network-plugin-kubenet (allowNetworkPluginKubenet)," \
      "together with a policy that takes NET_RAW and NET_ADMIN from all pods, and print this script again."
  fi
  if [[ $plugin == kubenet ]]; then
    say "warning: the cluster has the network plugin kubenet, which the manifests allow: a policy must take NET_RAW and NET_ADMIN from all pods"
  fi
  if [[ $add_on == true ]]; then
    stop 1 "The AKS add-on for pod identity is enabled on $cluster: its NMI and the one of the manifests would take each other's ports and rules." \
      "Disable it first: az aks update --disable-pod-identity"
  fi
  node_group=$(cluster_value nodeResourceGroup)
  say "Node resource group $node_group"
}
