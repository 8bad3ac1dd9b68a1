# Every call uses the given context.
kubectl() { command kubectl --context="$context" "$@"; }
