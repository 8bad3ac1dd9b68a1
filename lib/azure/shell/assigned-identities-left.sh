# Sets left: the AzureAssignedIdentities of these bindings (namespace/name), a line for each.
list_assigned_of() {
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

# wait_for_assigned_to_go BINDING...: MIC takes the identities off the nodes, and cannot any more once it is gone.
wait_for_assigned_to_go() {
  local tries namespace name answer left
  is_defined azureassignedidentities || return 0
  for ((tries = 0; tries < 60; tries++)); do
    ((tries == 0)) || sleep 5
    list_assigned_of "$@"
    if [[ -z $left ]]; then return; fi
    if ((tries == 0)); then say 'Waiting until MIC has taken the identities off the nodes'; fi
  done
  say 'These AzureAssignedIdentities do not go, because MIC holds them until Azure has done its part:'
  say "$left"
  say 'Maybe MIC does not run, or may not change the nodes: look at its log first.'
  while read -r namespace name <&3; do
    printf 'Take the finalizer off %s in %s? Its identity then stays on the nodes. [y/N] ' "$name" "$namespace"
    read -r answer || answer=''
    printf '\n'
    [[ $answer == [yY] || $answer == [yY][eE][sS] ]] || stop 3 "Stopped: $name in $namespace is still there."
    kubectl patch "azureassignedidentities.aadpodidentity.k8s.io/$name" --namespace="$namespace" --type=merge \
      --patch='{"metadata":{"finalizers":null}}' > /dev/null
    kubectl delete "azureassignedidentities.aadpodidentity.k8s.io/$name" --namespace="$namespace" --ignore-not-found > /dev/null
  done 3<<< "$left"
}
