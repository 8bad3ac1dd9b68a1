failures=0

# fail WHAT: counts it. What may be the cause, and what shows more, follows.
fail() {
  failures=$((failures + 1))
  printf 'FAILED: %s\n' "$1" >&2
}
maybe() { printf '  maybe: %s\n' "$@" >&2; }
see() { printf '  see:   %s\n' "$@" >&2; }

# finish: the last step.
finish() {
  ((failures == 0)) || stop 1 "Not all is as it should be: $failures failed."
  say 'All that there is to see is as the manifests say.'
}
