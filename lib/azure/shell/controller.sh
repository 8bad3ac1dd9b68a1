# controller MIC|NMI NAMESPACE OBJECT: waits until its pods run.
controller() {
  local what=$1 namespace=$2 object=$3 found
  found=$(kubectl get "$object" --namespace="$namespace" --ignore-not-found --output=name)
  if [[ -z $found ]]; then
    fail "$what: there is no $object in $namespace"
    maybe 'the manifests of the install are not applied' 'kubectl uses another context than the one they were applied to'
    see "kubectl get deployments,daemonsets --namespace=$namespace"
    return
  fi
  if kubectl rollout status "$object" --namespace="$namespace" --timeout=180s; then return; fi
  fail "$what: the pods of $object in $namespace are not ready"
  if [[ $what == MIC ]]; then
    maybe 'it cannot read its credentials: /etc/kubernetes/azure.json of the node, or its Secret' \
      'its ServiceAccount lacks its roles, or the CRDs are not applied' \
      'all nodes have taints, and it tolerates none'
  else
    maybe 'the nodes have the network plugin kubenet, on which NMI exits at startup' \
      'another NMI, such as that of the AKS add-on, uses its ports' \
      'Pod Security of the namespace forbids the host network and host files'
  fi
  see "kubectl describe $object --namespace=$namespace" "kubectl logs $object --namespace=$namespace"
}
