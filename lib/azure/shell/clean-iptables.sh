# clean_iptables NAMESPACE OBJECT SELECTOR < MANIFEST: a pod on each node removes the rules that a killed NMI left, and
# reports what it did.
clean_iptables() {
  local namespace=$1 object=$2 selector=$3
  kubectl apply --filename=- > /dev/null
  kubectl rollout status "$object" --namespace="$namespace" --timeout=600s > /dev/null ||
    stop 1 "The iptables rules were not removed on all nodes: kubectl describe pods --namespace=$namespace --selector=$selector"
  kubectl get pods --namespace="$namespace" --selector="$selector" --ignore-not-found \
    --output='custom-columns=NODE:.spec.nodeName,RULES OF NMI:.status.initContainerStatuses[0].state.terminated.message'
  remove "$namespace" "$object"
}
