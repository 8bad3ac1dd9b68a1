audience='api://AzureADTokenExchange'

# on_identity SUBSCRIPTION GROUP NAME, or on_identity CLIENT_ID of an application: the next commands are about it.
on_identity() {
  identity="$*"
  if (($# == 1)); then
    title="Application $1"
    az_words=(az ad app federated-credential)
    place=("--id=$1")
  else
    title="Identity $3"
    az_words=(az identity federated-credential)
    place=("--subscription=$1" "--resource-group=$2" "--identity-name=$3")
  fi
}

# list_credentials: sets rows to the name, issuer, audience and subject of each one of the identity.
list_credentials() {
  rows=$("${az_words[@]}" list "${place[@]}" --output=tsv \
    --query="[].[name, issuer || '-', audiences[0] || '-', subject || '-']")
}

# look NAME SUBJECT: sets found to the name of the credential for the issuer and this subject, and holder to what else has
# the name. Names are compared without case.
look() {
  local name=$1 subject=$2 row_name row_issuer row_audience row_subject
  found=''
  holder=''
  while IFS=$'\t' read -r row_name row_issuer row_audience row_subject; do
    if [[ $row_issuer == "$issuer" && $row_subject == "$subject" ]]; then
      found=$row_name
      found_audience=$row_audience
    elif has_line "$row_name" "$name"; then
      holder="issuer $row_issuer, subject $row_subject"
    fi
  done <<< "$rows"
}
