# scale_down NAMESPACE OBJECT
scale_down() {
  local namespace=$1 object=$2 replicas
  replicas=$(kubectl get "$object" --namespace="$namespace" --ignore-not-found --no-headers \
    --output=custom-columns=:.spec.replicas)
  if [[ -z $replicas || $replicas == 0 ]]; then return; fi
  say "Scaling $object in $namespace from $replicas to 0"
  kubectl scale "$object" --namespace="$namespace" --replicas=0 > /dev/null
}

# suspend NAMESPACE OBJECT: a CronJob starts no more Jobs.
suspend() {
  local namespace=$1 object=$2 is_suspended
  is_suspended=$(kubectl get "$object" --namespace="$namespace" --ignore-not-found --no-headers \
    --output=custom-columns=:.spec.suspend)
  if [[ -z $is_suspended || $is_suspended == true ]]; then return; fi
  say "Suspending $object in $namespace"
  kubectl patch "$object" --namespace="$namespace" --type=merge --patch='{"spec":{"suspend":true}}' > /dev/null
}

# must_be_gone NAMESPACE OBJECT: stops if it exists: it can be neither scaled nor suspended.
must_be_gone() {
  local namespace=$1 object=$2 found
  found=$(kubectl get "$object" --namespace="$namespace" --ignore-not-found --output=name)
  if [[ -z $found ]]; then return; fi
  stop 3 "Stopped: $object in $namespace cannot be scaled to zero." \
    'Delete it, or print this script again without --scale-down, then run it again.'
}
