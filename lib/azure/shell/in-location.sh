# in_location COMMAND...: runs it with --location, if one is given.
in_location() {
  if [[ -n $location ]]; then "$@" --location="$location"; else "$@"; fi
}
