#!/usr/bin/env bash
# Checks manifests: prints the findings, and writes them as SARIF to $RUNNER_TEMP/aad-pod-identity.sarif. Sets the outputs
# findings (true or false) and sarif (the file). Fails only when it cannot run: the action fails after the upload.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "${BASH_SOURCE[0]%/*}/common.sh"

options=("${namespace[@]+"${namespace[@]}"}")
[ -z "${CONFIG:-}" ] || options+=(--config "$CONFIG")
[ -z "${FAIL_ON:-}" ] || options+=(--fail-on "$FAIL_ON")
sarif=$RUNNER_TEMP/aad-pod-identity.sarif

code=0
identity check "${options[@]+"${options[@]}"}" --format sarif --output "$sarif" -- "${paths[@]}" || code=$?
case "$code" in
  0) echo 'findings=false' >> "$GITHUB_OUTPUT" ;;
  2)
    echo 'findings=true' >> "$GITHUB_OUTPUT"
    # The same for people; whether it fails is known.
    identity check "${options[@]+"${options[@]}"}" -- "${paths[@]}" || true
    ;;
  *) exit "$code" ;;
esac
printf 'sarif=%s\n' "$sarif" >> "$GITHUB_OUTPUT"
