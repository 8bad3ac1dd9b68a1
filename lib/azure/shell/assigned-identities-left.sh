# list_assigned_identities BINDING...: sets left to the AzureAssignedIdentities of these bindings (namespace/name), one per line.
list_assigned_identities() {
  local bindings rows namespace name binding_namespace binding_name
  bindings=$(printf '%s\n' "$@")
  rows=$(kubectl get azureassignedidentities.aadpodidentity.k8s.io --all-namespaces --ignore-not-found --no-headers \
    --output=custom-columns=:.metadata.namespace,:.metadata.name,:.spec.azureBindingRef.metadata.namespace,:.spec.azureBindingRef.metadata.name)
  left=''
  while read -r namespace name binding_namespace binding_name; do
    if has_line "$bindings" "$binding_namespace/$binding_name"; then
      left+="${left:+$'\n'}$namespace $name"
    fi
  done <<< "$rows"
}

# wait_for_assigned_identities BINDING...: waits until MIC has removed the identities from the nodes, while it still runs.
wait_for_assigned_identities() {
  local tries namespace name answer left
  crd_exists azureassignedidentities || return 0
  for ((tries = 0; tries < 60; tries++)); do
    ((tries == 0)) || sleep 5
    list_assigned_identities "$@"
    if [[ -z $left ]]; then return; fi
    if ((tries == 0)); then say 'Waiting until MIC has removed the identities from the nodes'; fi
  done
  say 'These AzureAssignedIdentities are still there. MIC keeps them until Azure has removed the identities from the nodes:'
  say "$left"
  say 'Maybe MIC does not run, or is not allowed to change the nodes: check its log first.'
  while read -r namespace name <&3; do
    printf 'Remove the finalizer of %s in %s? Its identity then remains on the nodes. [y/N] ' "$name" "$namespace"
    read -r answer || answer=''
    printf '\n'
    [[ $answer == [yY] || $answer == [yY][eE][sS] ]] || stop 3 "Stopped: $name in $namespace is still there."
    kubectl patch "azureassignedidentities.aadpodidentity.k8s.io/$name" --namespace="$namespace" --type=merge \
      --patch='{"metadata":{"finalizers":null}}' > /dev/null
    kubectl delete "azureassignedidentities.aadpodidentity.k8s.io/$name" --namespace="$namespace" --ignore-not-found > /dev/null
  done 3<<< "$left"
}
