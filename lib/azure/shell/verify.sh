failures=0

# finish: the last step.
finish() {
  ((failures == 0)) || stop 1 "Not all is as it should be: $failures failed."
  say 'All that there is to see is as the manifests say.'
}
