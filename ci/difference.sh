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
# link SIDE FROM NAME PATH: `%q`, so that no path is a command of the runner.
link() {
  if [ -e "$2" ]; then
    ln -s "$(realpath -- "$2")" "$sides/$1/$3"
  else
    printf '%s: %q does not exist: compared as an empty folder\n' "$1" "$4"
  fi
}
for i in "${!paths[@]}"; do
  name=$((i + 1))${paths[i]##*/}
  link before "$before/${paths[i]}" "$name" "${paths[i]}"
  link after "${paths[i]}" "$name" "${paths[i]}"
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
