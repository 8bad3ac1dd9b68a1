say() { printf '%s\n' "$*"; }

# stop STATUS LINE...: ends the script with a message.
stop() {
  local status=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$status"
}

# has_line LINES LINE: without case, as Azure compares names.
has_line() { grep -Fxiq -- "$2" <<< "$1"; }

# need COMMAND: stops when it is not installed.
need() {
  type -P "$1" > /dev/null || stop 1 "$1 is not installed here."
}
