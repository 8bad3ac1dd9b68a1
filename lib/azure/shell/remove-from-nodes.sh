# remove_from_nodes ID
remove_from_nodes() {
  local id=$1 type name title have used=''
  [[ $cluster_exists == true ]] || return 0
  if has_line "$kept_ids" "$id"; then
    say "$id: kept, because the nodes or an add-on use it"
    return
  fi
  if crd_exists azureidentities; then
    used=$(kubectl get azureidentities.aadpodidentity.k8s.io --all-namespaces --ignore-not-found --no-headers \
      --output=custom-columns=:.spec.resourceID)
  fi
  if has_line "$used" "$id"; then
    say "$id: kept, because another AzureIdentity of the cluster uses it"
    return
  fi
  list_nodes
  [[ -n $nodes ]] || return 0
  while read -r type name <&3; do
    title=$(title_of "$type" "$name")
    have=$(identities_of "$type" "$name")
    if has_line "$have" "$id"; then
      say "$title: removing $id"
      az "$type" identity remove --subscription="$subscription_id" --resource-group="$node_group" --name="$name" \
        --identities="$id" --output=none
    fi
  done 3<<< "$nodes"
}
