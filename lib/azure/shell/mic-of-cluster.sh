# MIC acts with what the nodes have in /etc/kubernetes/azure.json: the cluster's service principal, or the kubelet
# identity. Never the control plane's identity, which the nodes do not have.
find_mic() {
  local principal
  principal=$(cluster_value "servicePrincipalProfile.clientId || 'msi'")
  if [[ $principal == msi ]]; then
    mic_object_id=$(cluster_value "identityProfile.kubeletidentity.objectId || ''")
    [[ -n $mic_object_id ]] || stop 1 "The cluster $cluster has neither a service principal nor a kubelet identity: say --mic-client-id."
    say "MIC acts as the kubelet identity, object id $mic_object_id"
  else
    mic_object_id=$(az ad sp show --id="$principal" --query=id --output=tsv)
    say "MIC acts as the cluster's service principal $principal, object id $mic_object_id"
  fi
}
