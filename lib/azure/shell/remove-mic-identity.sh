# The roles of MIC's own identity would be open to every pod on its nodes.
remove_mic_identity() {
  [[ $cluster_exists == true ]] || return 0
  find_mic_identity
  if [[ -n $mic_identity_id ]]; then
    remove_from_nodes "$mic_identity_id"
  elif [[ $mic_uses_msi == true ]]; then
    say "MIC's identity, client id $mic_client_id: not found, so nothing is removed from the nodes"
  fi
}
