# others_of KIND TYPE [OPTION]: adds those of all namespaces to others.
others_of() {
  local kind=$1 rows namespace name
  rows=$(kubectl get "$2" --all-namespaces ${3:+"$3"} --ignore-not-found --no-headers \
    --output=custom-columns=:.metadata.namespace,:.metadata.name)
  while read -r namespace name; do
    if [[ -n $namespace ]]; then others+="  $kind $namespace/$name"$'\n'; fi
  done <<< "$rows"
}

# What is not of these manifests needs MIC and NMI still.
stop_for_others() {
  others=''
  if is_defined azureassignedidentities; then
    others_of AzureAssignedIdentity azureassignedidentities.aadpodidentity.k8s.io
  fi
  if is_defined azureidentities; then others_of AzureIdentity azureidentities.aadpodidentity.k8s.io; fi
  others_of Pod pods --selector=aadpodidbinding
  if [[ -n $others ]]; then
    stop 3 'Stopped before MIC, NMI and the definitions: others still use them.' "$others" \
      'Without NMI their pods would reach all identities of their node. Take them away first, then run this script again.'
  fi
}
