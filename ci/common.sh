# Of check.sh and difference.sh.
# shellcheck shell=bash

# The command: of the package that the input names, else the one that the repository has installed. A line of its output can
# begin with the name of a file: until the line with the token, the runner takes none of them as a command.
identity() {
  local token code=0
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "::stop-commands::$token"
  if [ -n "${PACKAGE:-}" ]; then
    npx --yes --package="$PACKAGE" aad-pod-identity "$@" 2>&1 || code=$?
  else
    npx --no-install aad-pod-identity "$@" 2>&1 || code=$?
  fi
  echo "::$token::"
  return "$code"
}

# PATHS has a path in each line.
paths=()
while IFS= read -r path; do
  path=${path%$'\r'}
  [ -z "$path" ] || paths+=("$path")
done <<< "${PATHS:-}"
if [ ${#paths[@]} -eq 0 ]; then
  echo '::error::paths: nothing given; allowed: files and folders with manifests, one in each line'
  exit 1
fi

# shellcheck disable=SC2034 # both scripts use it
namespace=()
# shellcheck disable=SC2034
[ -z "${NAMESPACE:-}" ] || namespace=(--namespace "$NAMESPACE")
