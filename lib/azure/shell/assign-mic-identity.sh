# MIC gets the tokens of its managed identity on its node: without it, Azure answers "400 Identity not found".
assign_mic_identity() {
  find_mic_identity
  if [[ -n $mic_identity_id ]]; then
    assign_to_nodes "$mic_identity_id"
  elif [[ $mic_uses_msi == true ]]; then
    stop 1 "MIC signs in as the managed identity with client id $mic_client_id, and there is none, or you may not read it:" \
      "its nodes need it, else Azure answers MIC with \"400 Identity not found\". Fix userAssignedMSIClientID, or set --mic-client-id."
  else
    say "MIC signs in as a service principal, which the nodes do not need"
  fi
}
