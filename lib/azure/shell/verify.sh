failures=0

# finish: the last step.
finish() {
  ((failures == 0)) || stop 1 "Not everything works: $failures failed."
  say 'Everything checked matches the manifests.'
}
