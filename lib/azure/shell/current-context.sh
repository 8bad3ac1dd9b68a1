show_context() {
  local current
  current=$(kubectl config current-context)
  say "Context $current"
}
