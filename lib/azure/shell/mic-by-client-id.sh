# The identity with the given client id. Pods cannot use the identity of the control plane.
find_mic() {
  local control_plane
  mic_object_id=$(az ad sp show --id="$mic_client_id" --query=id --output=tsv)
  control_plane=$(cluster_value "join(' ', [identity.principalId || '', identity.userAssignedIdentities.*.principalId || ''][])")
  if has_line "${control_plane// /$'\n'}" "$mic_object_id"; then
    stop 1 "$mic_client_id is the identity of the control plane of $cluster, which MIC does not use." \
      "Without --mic-client-id, the script uses the kubelet identity."
  fi
  say "MIC uses client id $mic_client_id, object id $mic_object_id"
}
