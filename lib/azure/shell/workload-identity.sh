# ensure_oidc_issuer: switches the cluster's OIDC issuer on. It cannot be switched off again.
ensure_oidc_issuer() {
  local enabled
  enabled=$(cluster_value "oidcIssuerProfile.enabled || ''")
  if [[ $enabled == [Tt]rue ]]; then
    say "Cluster $cluster: has an OIDC issuer"
    return
  fi
  say "Cluster $cluster: switching its OIDC issuer on, which takes some minutes and restarts the API server. It cannot be switched off again."
  az aks update --subscription="$subscription_id" --resource-group="$resource_group" --name="$cluster" \
    --enable-oidc-issuer --output=none
}

# ensure_workload_identity: switches the webhook of Workload Identity on.
ensure_workload_identity() {
  local enabled
  enabled=$(cluster_value "securityProfile.workloadIdentity.enabled || ''")
  if [[ $enabled == [Tt]rue ]]; then
    say "Cluster $cluster: has Workload Identity"
    return
  fi
  enabled=$(cluster_value "oidcIssuerProfile.enabled || ''")
  [[ $enabled == [Tt]rue ]] || stop 1 "Workload Identity requires the OIDC issuer, which is off on the cluster $cluster."
  say "Cluster $cluster: switching Workload Identity on, which takes some minutes"
  az aks update --subscription="$subscription_id" --resource-group="$resource_group" --name="$cluster" \
    --enable-workload-identity --output=none
}
