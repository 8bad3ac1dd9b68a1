say() { printf '%s\n' "$*"; }

# A command that fails ends the script with 1: az itself ends with 3 when something is not there, and 3 means more here.
planned=false
trap '[[ $? == 0 || $planned == true ]] || exit 1' EXIT

# stop STATUS LINE...: ends the script with a message.
stop() {
  local status=$1
  planned=true
  shift
  printf '%s\n' "$@" >&2
  exit "$status"
}

# has_line LINES LINE: without case, as Azure compares names. It runs no program, so that none can be missing, or fail and
# look like an answer.
has_line() {
  local found=1
  shopt -s nocasematch
  if [[ $'\n'$1$'\n' == *$'\n'"$2"$'\n'* ]]; then found=0; fi
  shopt -u nocasematch
  return "$found"
}

# need COMMAND: stops when it is not installed.
need() {
  type -P "$1" > /dev/null || stop 1 "$1 is not installed here."
}
