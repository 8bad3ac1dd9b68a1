audience='api://AzureADTokenExchange'

# on_identity SUBSCRIPTION GROUP NAME, or on_identity CLIENT_ID of an application: the next commands are about it.
on_identity() {
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

# look SUBJECT: sets found to the name of the credential for the issuer and this subject, and found_audience.
look() {
  local name row_issuer row_audience subject
  found=''
  while IFS=$'\t' read -r name row_issuer row_audience subject; do
    if [[ $row_issuer == "$issuer" && $subject == "$1" ]]; then
      found=$name
      found_audience=$row_audience
    fi
  done <<< "$rows"
}
