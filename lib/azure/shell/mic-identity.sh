# Sets mic_identity_id: the resource id of the managed identity with MIC's client id; empty if there is none.
find_mic_identity() {
  mic_identity_id=$(az identity list --subscription="$subscription_id" --query="[?clientId=='$mic_client_id'].id" --output=tsv)
  # The directory also knows those of other subscriptions.
  [[ -n $mic_identity_id ]] || mic_identity_id=$(az ad sp list --filter="appId eq '$mic_client_id'" \
    --query="[].alternativeNames[] | [?contains(@, '/Microsoft.ManagedIdentity/userAssignedIdentities/')] | [0] || ''" --output=tsv)
}
