# Sets crds: the names of the CRDs in the cluster.
list_crds() {
  crds=$(kubectl get customresourcedefinitions.apiextensions.k8s.io --ignore-not-found --no-headers \
    --output=custom-columns=:.metadata.name)
}

# crd_exists PLURAL
crd_exists() { has_line "$crds" "$1.aadpodidentity.k8s.io"; }

# remove NAMESPACE OBJECT: deletes it; does nothing if it, or its CRD, does not exist.
remove() {
  local namespace=$1 object=$2 found
  if [[ $object == *.aadpodidentity.k8s.io/* ]] && ! crd_exists azureidentities; then return; fi
  found=$(kubectl get "$object" ${namespace:+"--namespace=$namespace"} --ignore-not-found --output=name)
  if [[ -z $found ]]; then return; fi
  say "Deleting $object${namespace:+ in $namespace}"
  kubectl delete "$object" ${namespace:+"--namespace=$namespace"} --ignore-not-found --timeout=300s > /dev/null
}

# wait_until_no_pods NAMESPACE SELECTOR: in all namespaces if NAMESPACE is empty.
wait_until_no_pods() {
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
    'This includes finished pods of Jobs, which keep their identity until they are deleted. Delete them, then run this script again.'
}
