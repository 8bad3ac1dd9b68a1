# demo WORKLOAD NAMESPACE BY WHAT CONTAINER: looks for the message of success. The log holds tokens that can be used: it
# is counted, and neither shown nor kept.
demo() {
  local workload=$1 namespace=$2 by=$3 what=$4 container=$5 tries pod phase count
  for ((tries = 0; tries < 24; tries++)); do
    ((tries == 0)) || sleep 5
    find_pods "$namespace" "$by" "$what"
    if [[ -z $pods ]]; then
      say "$workload: no pods, nothing to see yet"
      return
    fi
    while read -r pod _ phase <&3; do
      [[ $phase == Running || $phase == Succeeded ]] || continue
      if count=$(kubectl logs "Pod/$pod" --namespace="$namespace" --container="$container" |
        awk '/successfully acquired a service principal token from IMDS using a user-assigned identity/ { n++ } END { print n + 0 }'); then
        if [[ $count != 0 ]]; then
          say "$workload: it got a token. Delete it now: its log holds tokens that anybody who reads it can use."
          return
        fi
      fi
    done 3<<< "$pods"
  done
  fail "$workload: it has not got a token after 2 minutes"
  maybe 'clientID is not the client id of the identity: az identity show --query clientId' \
    'NMI is not on the node of the pod, which then asks the metadata service itself' \
    'an AzurePodIdentityException catches the pod: one equal label is enough' \
    'the identity is not on the node: in managed mode azure setup assigns it to the scale sets' \
    'a NetworkPolicy does not let the pod reach 127.0.0.1, port 2579, on its node'
  see "kubectl get pods --namespace=$namespace --output=wide" "$nmi_logs"
}
