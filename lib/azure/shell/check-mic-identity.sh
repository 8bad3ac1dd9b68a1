# check_mic_identity: whether the managed identity of MIC is on each node pool.
check_mic_identity() {
  local type name title have
  node_group=$(cluster_value nodeResourceGroup)
  find_mic_identity
  if [[ -z $mic_identity_id ]]; then
    fail "MIC: there is no managed identity with its client id $mic_client_id"
    maybe 'userAssignedMSIClientID is wrong, or the identity was deleted' 'you may not read it'
    return
  fi
  list_nodes
  while read -r type name <&3; do
    [[ -n $name ]] || continue
    title=$(title_of "$type" "$name")
    have=$(identities_of "$type" "$name")
    if has_line "$have" "$mic_identity_id"; then
      say "$title: has the identity of MIC"
    else
      fail "$title: does not have the identity of MIC, so MIC logs \"400 Identity not found\" on it"
      maybe 'the node pool is newer than the last run of the script of azure setup'
      see "az $type identity assign --subscription=$subscription_id --resource-group=$node_group --name=$name --identities=$mic_identity_id"
    fi
  done 3<<< "$nodes"
}
