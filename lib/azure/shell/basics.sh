say() { printf '%s\n' "$*"; }

# If a command fails, the script exits with 1: az exits with 3 when something does not exist, and 3 has another meaning here.
planned=false
trap '[[ $? == 0 || $planned == true ]] || exit 1' EXIT

# stop STATUS LINE...: exits with a message.
stop() {
  local status=$1
  planned=true
  shift
  printf '%s\n' "$@" >&2
  exit "$status"
}

# has_line LINES LINE: ignores case, as Azure does. It runs no program, which could be missing, or fail and look like an
# answer.
has_line() {
  local found=1
  shopt -s nocasematch
  if [[ $'\n'$1$'\n' == *$'\n'"$2"$'\n'* ]]; then found=0; fi
  shopt -u nocasematch
  return "$found"
}

# need COMMAND: stops if it is not installed.
need() {
  type -P "$1" > /dev/null || stop 1 "$1 is not installed."
}
