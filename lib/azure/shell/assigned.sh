# state_of ROWS NAMESPACE POD IDENTITY: the state of the AzureAssignedIdentity among rows.
state_of() {
  local namespace pod identity state
  while read -r namespace pod identity state; do
    if [[ $namespace == "$2" && $pod == "$3" && $identity == "$4" ]]; then
      printf '%s' "$state"
      return
    fi
  done <<< "$1"
  printf 'no AzureAssignedIdentity'
}

# assigned WORKLOAD NAMESPACE BY WHAT IDENTITY ASSIGNED_IN: waits until the identity is assigned for each of the pods.
assigned() {
  local workload=$1 namespace=$2 by=$3 what=$4 identity=$5 assigned_in=$6 tries rows missing pod node state
  for ((tries = 0; tries < 36; tries++)); do
    ((tries == 0)) || sleep 5
    find_pods "$namespace" "$by" "$what"
    if [[ -z $pods ]]; then
      say "$workload: no pods yet, nothing to check"
      return
    fi
    rows=$(kubectl get azureassignedidentities.aadpodidentity.k8s.io --namespace="$assigned_in" --ignore-not-found \
      --no-headers --output=custom-columns=:.spec.podNamespace,:.spec.pod,:.spec.azureIdentityRef.metadata.name,:.status.status)
    missing=''
    while read -r pod node _; do
      state=$(state_of "$rows" "$namespace" "$pod" "$identity")
      if [[ $node == '<none>' ]]; then state='not scheduled'; fi
      if [[ $state != Assigned ]]; then missing+="${missing:+, }$pod: $state"; fi
    done <<< "$pods"
    if [[ -z $missing ]]; then
      say "$workload: identity $identity is assigned"
      return
    fi
  done
  fail "$workload: identity $identity is not assigned after 3 minutes ($missing)"
  if [[ $missing == *Created* ]]; then
    maybe 'MIC lacks Managed Identity Operator on the identity, or Virtual Machine Contributor on the node resource group' \
      'the identity does not exist in Azure, or was recreated with the same name' \
      'another identity of the same node is invalid, and Azure refused all of them' \
      'MIC failed once, and retries within the hour'
  else
    maybe 'label, binding or identity differ between the cluster and the manifests' \
      'MIC does not run, or is not the leader' \
      "the pod is not scheduled: kubectl get pods --namespace=$namespace"
  fi
  see "kubectl get azureassignedidentities --namespace=$assigned_in" \
    'kubectl get azureidentities,azureidentitybindings --all-namespaces' "$mic_logs"
}
