# check_credential SUBJECT SUBSCRIPTION GROUP NAME | CLIENT_ID: whether the identity has the credential.
check_credential() {
  local subject=$1
  shift
  on_identity "$@"
  list_credentials
  look "$subject"
  if [[ -n $found && $found_audience == "$audience" ]]; then
    say "$title: has the credential $found for $subject"
    return
  fi
  fail "$title: has no federated credential for $subject of the issuer $issuer"
  maybe 'the script of azure federate has not run' 'it is for another cluster, or for the issuer without its final slash'
}
