# add_users KIND TYPE [OPTION]: adds the objects of all namespaces to users.
add_users() {
  local kind=$1 rows namespace name
  rows=$(kubectl get "$2" --all-namespaces ${3:+"$3"} --ignore-not-found --no-headers \
    --output=custom-columns=:.metadata.namespace,:.metadata.name)
  while read -r namespace name; do
    if [[ -n $namespace ]]; then users+="  $kind $namespace/$name"$'\n'; fi
  done <<< "$rows"
}

# Stops if objects that are not in these manifests still need MIC and NMI.
stop_if_in_use() {
  users=''
  if crd_exists azureassignedidentities; then
    add_users AzureAssignedIdentity azureassignedidentities.aadpodidentity.k8s.io
  fi
  if crd_exists azureidentities; then add_users AzureIdentity azureidentities.aadpodidentity.k8s.io; fi
  add_users Pod pods --selector=aadpodidbinding
  if [[ -n $users ]]; then
    stop 3 'Stopped before deleting MIC, NMI and the CRDs: these objects still use them.' "$users" \
      'Without NMI, their pods could get tokens for all identities on their node. Delete them first, then run this script again.'
  fi
}
