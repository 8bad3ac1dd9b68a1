# has_succeeded: whether a log contains the success message.
has_succeeded() {
  local line answer=false
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line == *'successfully acquired a service principal token from IMDS using a user-assigned identity'* ]]; then
      answer=true
    fi
  done
  printf '%s' "$answer"
}

# demo WORKLOAD NAMESPACE BY WHAT CONTAINER: waits for the success message. The log contains usable tokens: it is neither
# printed nor kept.
demo() {
  local workload=$1 namespace=$2 by=$3 what=$4 container=$5 tries pod phase answer unread
  for ((tries = 0; tries < 24; tries++)); do
    ((tries == 0)) || sleep 5
    unread=''
    find_pods "$namespace" "$by" "$what"
    if [[ -z $pods ]]; then
      say "$workload: no pods yet, nothing to check"
      return
    fi
    while read -r pod _ phase <&3; do
      [[ $phase == Running || $phase == Succeeded ]] || continue
      if answer=$(kubectl logs "Pod/$pod" --namespace="$namespace" --container="$container" | has_succeeded); then
        if [[ $answer == true ]]; then
          say "$workload: it got a token. Delete it now: its log contains tokens that anyone who reads it can use."
          return
        fi
      else
        unread=$pod
      fi
    done 3<<< "$pods"
  done
  if [[ -n $unread ]]; then
    fail "$workload: the log of $unread cannot be read"
    maybe 'you are not allowed to read logs in the namespace' 'the container has not started'
    see "kubectl describe pods --namespace=$namespace"
    return
  fi
  fail "$workload: it got no token within 2 minutes"
  maybe 'clientID is not that of the identity: az identity show --query clientId' \
    'NMI is not on the node of the pod, so the pod asks the metadata service directly' \
    'an AzurePodIdentityException matches the pod: one equal label is enough' \
    'the identity is not on the node: in managed mode azure setup assigns it to the scale sets' \
    'a NetworkPolicy blocks the pod from 127.0.0.1, port 2579, on its node'
  see "kubectl get pods --namespace=$namespace --output=wide" "$nmi_logs"
}
