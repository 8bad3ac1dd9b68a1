# fail WHAT: counts it. What may be the cause, and what shows more, follows.
fail() {
  failures=$((failures + 1))
  printf 'FAILED: %s\n' "$1" >&2
}
maybe() { printf '  maybe: %s\n' "$@" >&2; }
see() {
  local line
  for line in "$@"; do printf '  see:   %s\n' "${line/#kubectl/$kubectl_words}" >&2; done
}
