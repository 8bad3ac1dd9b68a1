# find_issuer: sets issuer, as Azure prints it: Entra ID compares every byte.
find_issuer() {
  local enabled
  issuer=$(cluster_value "oidcIssuerProfile.issuerUrl || ''")
  [[ -n $issuer ]] ||
    stop 1 "The OIDC issuer of the cluster $cluster is off, so nothing can be federated with it. Nothing was changed." \
      'Print the script of azure federate with --enable to switch it on. It cannot be switched off again, and the API server restarts.'
  say "Issuer $issuer"
  enabled=$(cluster_value "securityProfile.workloadIdentity.enabled || ''")
  [[ $enabled == [Tt]rue ]] ||
    say "warning: the cluster $cluster does not have Workload Identity of AKS: unless you installed its webhook yourself, pods get no tokens (azure federate --enable)"
}
