# Sets definitions: those of the custom resources, while they are there.
list_definitions() {
  definitions=$(kubectl get customresourcedefinitions.apiextensions.k8s.io --ignore-not-found --no-headers \
    --output=custom-columns=:.metadata.name)
}

# is_defined PLURAL
is_defined() { has_line "$definitions" "$1.aadpodidentity.k8s.io"; }

# remove NAMESPACE OBJECT: what is gone is passed over, with its kind or without.
remove() {
  local namespace=$1 object=$2 found
  if [[ $object == *.aadpodidentity.k8s.io/* ]] && ! is_defined azureidentities; then return; fi
  found=$(kubectl get "$object" ${namespace:+"--namespace=$namespace"} --ignore-not-found --output=name)
  if [[ -z $found ]]; then return; fi
  say "Deleting $object${namespace:+ in $namespace}"
  kubectl delete "$object" ${namespace:+"--namespace=$namespace"} --ignore-not-found --timeout=300s > /dev/null
}

# wait_for_pods_to_go NAMESPACE SELECTOR: in all namespaces when none is given.
wait_for_pods_to_go() {
  local namespace=$1 selector=$2 tries left where=(--all-namespaces)
  if [[ -n $namespace ]]; then where=("--namespace=$namespace"); fi
  for ((tries = 0; tries < 60; tries++)); do
    ((tries == 0)) || sleep 5
    left=$(kubectl get pods "${where[@]}" --selector="$selector" --ignore-not-found --no-headers \
      --output=custom-columns=:.metadata.namespace,:.metadata.name)
    if [[ -z $left ]]; then return; fi
    if ((tries == 0)); then say "Waiting until pods with $selector are gone"; fi
  done
  stop 3 "Stopped: pods with $selector are still there:" "$left" \
    'Finished pods of Jobs count, they keep their identity until they are deleted. Delete them, then run this script again.'
}
