# Every call goes to the context that was asked for.
kubectl() { command kubectl --context="$context" "$@"; }
