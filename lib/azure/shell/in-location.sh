# in_location COMMAND...: runs it with the place where things are made, when one is given.
in_location() {
  if [[ -n $location ]]; then "$@" --location="$location"; else "$@"; fi
}
