# MIC uses the credentials in /etc/kubernetes/azure.json of the nodes: the cluster's service principal, or the kubelet
# identity. Never the identity of the control plane, which the nodes do not have.
find_mic() {
  local principal
  principal=$(cluster_value "servicePrincipalProfile.clientId || 'msi'")
  if [[ $principal == msi ]]; then
    mic_object_id=$(cluster_value "identityProfile.kubeletidentity.objectId || ''")
    [[ -n $mic_object_id ]] || stop 1 "The cluster $cluster has neither a service principal nor a kubelet identity: set --mic-client-id."
    say "MIC uses the kubelet identity, object id $mic_object_id"
  else
    mic_object_id=$(az ad sp show --id="$principal" --query=id --output=tsv)
    say "MIC uses the cluster's service principal $principal, object id $mic_object_id"
  fi
}
