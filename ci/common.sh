# Of check.sh and difference.sh.
# shellcheck shell=bash

# The command: of the package that the input names, else the one that the repository has installed.
if [ -n "${PACKAGE:-}" ]; then
  identity() { npx --yes --package="$PACKAGE" aad-pod-identity "$@"; }
else
  identity() { npx --no-install aad-pod-identity "$@"; }
fi

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
