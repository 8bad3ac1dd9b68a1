# fail WHAT: prints and counts a failure. Possible causes (maybe) and commands that show more (see) follow.
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
