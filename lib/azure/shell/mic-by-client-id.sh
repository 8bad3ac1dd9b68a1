# The identity that MIC was given. The control plane's identity is none that a pod can act as.
find_mic() {
  local control_plane
  mic_object_id=$(az ad sp show --id="$mic_client_id" --query=id --output=tsv)
  control_plane=$(cluster_value "join(' ', [identity.principalId || '', identity.userAssignedIdentities.*.principalId || ''][])")
  if has_line "${control_plane// /$'\n'}" "$mic_object_id"; then
    stop 1 "$mic_client_id is the identity of the control plane of $cluster, which MIC does not act as." \
      "Without --mic-client-id the script takes the kubelet identity."
  fi
  say "MIC acts as $mic_client_id, object id $mic_object_id"
}
