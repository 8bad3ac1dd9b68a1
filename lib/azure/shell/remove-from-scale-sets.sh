# remove_from_scale_sets ID
remove_from_scale_sets() {
  local id=$1 scale_set have used=''
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
  list_scale_sets
  [[ -n $scale_sets ]] || return 0
  while IFS= read -r scale_set <&3; do
    have=$(identities_of "$scale_set")
    if has_line "$have" "$id"; then
      say "Scale set $scale_set: removing $id"
      az vmss identity remove --subscription="$subscription_id" --resource-group="$node_group" --name="$scale_set" \
        --identities="$id" --output=none
    fi
  done 3<<< "$scale_sets"
}
