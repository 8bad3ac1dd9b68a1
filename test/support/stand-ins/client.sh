#!/usr/bin/env bash
# What az and kubectl are in the tests: hands its arguments to server.cjs, and prints what comes back.
if [[ " $* " == *" --filename=- "* ]]; then printf '%s\n' "$(< /dev/stdin)" > "$STAND_IN_STATE/stdin"; fi
exec 3<> "/dev/tcp/127.0.0.1/$STAND_IN_PORT"
printf '%s\0' "$STAND_IN_STATE" "${STAND_IN_FAIL_AT-}" "${STAND_IN_STOP_AT-}" "${STAND_IN_SNAPSHOTS-}" "${0##*/}" "$#" "$@" >&3
IFS= read -r status <&3
# Not $(< file), which starts a process.
IFS= read -rd '' out < "$STAND_IN_STATE/out"
IFS= read -rd '' error < "$STAND_IN_STATE/error"
[[ -z $out ]] || printf '%s\n' "$out"
[[ -z $error ]] || printf '%s\n' "$error" >&2
exit "$status"
