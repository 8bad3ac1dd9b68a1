# metadata_blocked NAMESPACE: whether a NetworkPolicy there leaves the metadata service out; asks when none does.
metadata_blocked() {
  local namespace=$1 policies name excepted answer
  policies=$(kubectl get networkpolicies.networking.k8s.io --namespace="$namespace" --ignore-not-found --no-headers \
    --output='custom-columns=:.metadata.name,:.spec.egress[*].to[*].ipBlock.except[*]')
  while read -r name excepted; do
    if [[ ",$excepted," == *,169.254.169.254/32,* || ",$excepted," == *,169.254.0.0/16,* ]]; then
      say "Namespace $namespace: the NetworkPolicy $name blocks the metadata service"
      return
    fi
  done <<< "$policies"
  say "Namespace $namespace: no NetworkPolicy blocks the metadata service, 169.254.169.254: without NMI, its pods could get tokens for the identities of their node."
  printf 'Continue all the same, because something else blocks it, such as IMDS restriction of AKS? [y/N] '
  read -r answer || answer=''
  printf '\n'
  [[ $answer == [yY] || $answer == [yY][eE][sS] ]] ||
    stop 3 "Stopped: nothing was deleted. Block the metadata service in $namespace first, with a NetworkPolicy (MetadataBlock)."
}
