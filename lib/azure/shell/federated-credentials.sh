# Lines with an identity, and the name and subject of a credential, between tabs.
missing=''
unneeded=''
problems=''

# look_for NAME SUBJECT: looks, and sets holder to what has the name when nothing is found. Names are compared without case.
look_for() {
  local name row_issuer subject
  look "$2"
  holder=''
  [[ -z $found ]] || return 0
  while IFS=$'\t' read -r name row_issuer _ subject; do
    if has_line "$name" "$1"; then holder="issuer $row_issuer, subject $subject"; fi
  done <<< "$rows"
}

# problem LINE: nothing is changed when there is one.
problem() { problems+="${problems:+$'\n'}$1"; }

# needs SUBSCRIPTION GROUP NAME | needs CLIENT_ID: looks at an identity. `credential` follows for each that it needs.
needs() {
  identity="$*"
  on_identity "$@"
  list_credentials
  subjects=''
  new=0
}

# credential NAME SUBJECT: finds it by issuer and subject, whatever its name.
credential() {
  local name=$1 subject=$2
  subjects+=$'\n'"$subject"$'\n'
  look_for "$name" "$subject"
  if [[ -n $found && $found_audience != "$audience" ]]; then
    problem "$title: the credential $found for $subject has the audience $found_audience, and not $audience: fix or delete it."
  elif [[ -n $found ]]; then
    say "$title: has $found for $subject"
  elif [[ -n $holder ]]; then
    problem "$title: another credential has the name $name ($holder), and would be overwritten. Rename or delete it, or set another --cluster-name."
  else
    new=$((new + 1))
    missing+="$identity"$'\t'"$name"$'\t'"$subject"$'\n'
  fi
}

# check_others: whether there is room for the new ones, and which credentials of this cluster the manifests do not need.
check_others() {
  local count=0 name row_issuer subject
  while IFS=$'\t' read -r name row_issuer _ subject; do
    [[ -n $name ]] || continue
    count=$((count + 1))
    if [[ $row_issuer == "$issuer" && $subjects != *$'\n'"$subject"$'\n'* ]]; then
      say "$title: the manifests do not need $name for $subject"
      unneeded+="$identity"$'\t'"$name"$'\t'"$subject"$'\n'
    fi
  done <<< "$rows"
  if ((new > 0 && count + new > 20)); then
    problem "$title: has $count credentials and needs $new more, and can have 20. Delete some, or use several identities."
  fi
}

# stop_if_problems: before anything is changed.
stop_if_problems() {
  [[ -z $problems ]] || stop 1 "$problems" 'No credential was created.'
}

# create_missing: one after the other, because Azure refuses concurrent writes to one identity.
create_missing() {
  local line_identity name subject words
  [[ -n $missing ]] || return 0
  while IFS=$'\t' read -r line_identity name subject <&3; do
    [[ -n $name ]] || continue
    read -ra words <<< "$line_identity"
    on_identity "${words[@]}"
    say "$title: creating $name for $subject"
    create_credential "$name" "$subject"
    wait_until_listed "$name" "$subject"
  done 3<<< "$missing"
  say 'Waiting two minutes, until all of Entra ID knows the new credentials'
  sleep 120
}

# create_credential NAME SUBJECT: looks each time before it acts, because somebody else may write at the same time.
create_credential() {
  local name=$1 subject=$2 tries error parameters
  if [[ ${place[0]} == --id=* ]]; then
    parameters=("--parameters={\"name\":\"$name\",\"issuer\":\"$issuer\",\"subject\":\"$subject\",\"audiences\":[\"$audience\"]}")
  else
    parameters=("--name=$name" "--issuer=$issuer" "--subject=$subject" "--audiences=$audience")
  fi
  for ((tries = 0; tries < 20; tries++)); do
    ((tries == 0)) || sleep 15
    list_credentials
    look_for "$name" "$subject"
    if [[ -n $found ]]; then return; fi
    [[ -z $holder ]] || stop 1 "$title: another credential has got the name $name ($holder). It was not overwritten."
    if error=$("${az_words[@]}" create "${place[@]}" "${parameters[@]}" --output=none 2>&1); then return; fi
    [[ $error == *ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity* ]] || stop 1 "$error"
    say "$title: somebody else writes to it, trying again"
  done
  stop 1 "$error"
}

# wait_until_listed NAME SUBJECT
wait_until_listed() {
  local tries
  for ((tries = 0; tries < 20; tries++)); do
    list_credentials
    look "$2"
    if [[ -n $found ]]; then return; fi
    sleep 15
  done
  stop 1 "$title: $1 was created, but is still not visible after 5 minutes. Run this script again later."
}
