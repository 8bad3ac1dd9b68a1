#!/usr/bin/env bash
# Puts $RUNNER_TEMP/difference.md into a comment on the pull request NUMBER: one for each CATEGORY, which is updated. With no
# difference, a new comment is not written, and an old one says so.
set -euo pipefail

if ! [[ $CATEGORY =~ ^[A-Za-z0-9._/-]{1,100}$ ]]; then
  echo '::error::category: allowed: letters, digits, ".", "_", "-" and "/"'
  exit 1
fi
if ! [[ ${NUMBER:-} =~ ^[0-9]+$ ]]; then
  echo 'No pull request: no comment.'
  exit 0
fi

# GitHub allows 65,536 characters. What is longer is cut between two lines.
most=60000
marker="<!-- aad-pod-identity: $CATEGORY -->"
body=$RUNNER_TEMP/comment.md
{
  printf '%s\n' "$marker"
  if [ "$(wc -c < "$RUNNER_TEMP/difference.md")" -le $most ]; then
    cat "$RUNNER_TEMP/difference.md"
  else
    head -c $most "$RUNNER_TEMP/difference.md" | sed '$d'
    printf '\nCut: the page of the run has all of it.\n'
  fi
} > "$body"

comments="repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments"
write() {
  gh api --silent --method "$1" "$2" --field "body=@$body"
}
# Only those of a bot: anybody can write a comment that begins like ours.
filter=".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$marker\"))) | .id"
if ! ids=$(gh api --paginate "$comments" --jq "$filter"); then
  echo '::warning::the comments cannot be read: the difference is on the page of the run'
  exit 0
fi
id=${ids%%$'\n'*}
if [ -n "$id" ]; then
  write PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id"
elif [ "$CHANGED" = true ]; then
  write POST "$comments"
fi || echo '::warning::no permission to comment (pull-requests: write; forks have none): the difference is on the page of the run'
