# fail WHAT: counts it. What may be the cause, and what shows more, follows.
fail() {
  failures=$((failures + 1))
  printf 'FAILED: %s\n' "$1" >&2
}
maybe() { printf '  maybe: %s\n' "$@" >&2; }
see() {
  local line
  for line in "$@"; do
    if [[ $line == 'kubectl '* ]]; then line="$kubectl_words ${line#kubectl }"; fi
    printf '  see:   %s\n' "$line" >&2
  done
}
