#!/usr/bin/env bash
# Compares manifests with those before: of the folder BEFORE, else of the commit BASE_SHA. Writes what workloads gain and
# lose as Markdown to $RUNNER_TEMP/difference.md and to the page of the run, and sets the output changed (true or false).
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "${BASH_SOURCE[0]%/*}/common.sh"

before=${BEFORE:-}
if [ -z "$before" ]; then
  if ! [[ ${BASE_SHA:-} =~ ^[0-9a-f]{40,64}$ ]]; then
    echo '::error::no commit to compare with: run on pull_request, or set before'
    exit 1
  fi
  git cat-file -e "$BASE_SHA^{commit}" 2> /dev/null || git fetch --quiet --no-tags --depth=1 origin "$BASE_SHA"
  # A folder of its own: a job can use the action for several clusters.
  before=$(mktemp -d "$RUNNER_TEMP/before.XXXXXX")/repository
  git worktree add --quiet --force --detach "$before" "$BASE_SHA"
fi

# Two folders with the same names: paths that one of the two does not have are empty there.
sides=$(mktemp -d "$RUNNER_TEMP/sides.XXXXXX")
mkdir "$sides/before" "$sides/after"
for i in "${!paths[@]}"; do
  [ ! -e "$before/${paths[i]}" ] || ln -s "$(realpath -- "$before/${paths[i]}")" "$sides/before/$((i + 1))${paths[i]##*/}"
  [ ! -e "${paths[i]}" ] || ln -s "$(realpath -- "${paths[i]}")" "$sides/after/$((i + 1))${paths[i]##*/}"
done

markdown=$RUNNER_TEMP/difference.md
code=0
identity assignments --diff "${namespace[@]+"${namespace[@]}"}" --format markdown --output "$markdown" \
  "$sides/before" "$sides/after" || code=$?
case "$code" in
  0) echo 'changed=false' >> "$GITHUB_OUTPUT" ;;
  2) echo 'changed=true' >> "$GITHUB_OUTPUT" ;;
  *) exit "$code" ;;
esac
cat "$markdown" >> "$GITHUB_STEP_SUMMARY"
