# is_ours NAME NAMESPACE ACCOUNT: whether the name has the form of ours for this account and cluster.
is_ours() {
  local name=$1 readable="$cluster_name-$2-$3" part rest character last=''
  rest=''
  for ((part = 0; part < ${#readable}; part++)); do
    character=${readable:part:1}
    if [[ $character != [A-Za-z0-9_-] ]]; then
      if [[ $last != other ]]; then rest+=-; fi
      last=other
    else
      rest+=$character
      last=''
    fi
  done
  rest=${rest:0:109}
  while [[ $rest == *[_-] ]]; do rest=${rest%?}; done
  [[ $name == "$rest"-* && ${name#"$rest"-} =~ ^[0-9a-f]{10}$ ]]
}

# prune: asks for each credential of this cluster that no workload needs, if its name is of our form and its account does
# not exist in the manifests.
prune() {
  local line_identity name subject words namespace account answer
  while IFS=$'\t' read -r line_identity name subject <&3; do
    [[ -n $name ]] || continue
    read -ra words <<< "$line_identity"
    on_identity "${words[@]}"
    if [[ ! $subject =~ ^system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)$ ]]; then
      say "$title: keeping $name, whose subject is no ServiceAccount"
      continue
    fi
    namespace=${BASH_REMATCH[1]}
    account=${BASH_REMATCH[2]}
    if ! is_ours "$name" "$namespace" "$account"; then
      say "$title: keeping $name, whose name is not of the form that this command gives"
    elif [[ $account == default ]] || has_line "$accounts" "$namespace/$account"; then
      say "$title: keeping $name, because the ServiceAccount $namespace/$account exists"
    else
      printf '%s: delete %s for %s? Its pods, if there are any, get no more tokens. [y/N] ' "$title" "$name" "$subject"
      read -r answer || answer=''
      printf '\n'
      if [[ $answer == [yY] || $answer == [yY][eE][sS] ]]; then
        say "$title: deleting $name"
        delete_credential "$name"
      else
        say "$title: keeping $name"
      fi
    fi
  done 3<<< "$unneeded"
}

# delete_credential NAME
delete_credential() {
  if [[ ${place[0]} == --id=* ]]; then
    "${az_words[@]}" delete "${place[@]}" --federated-credential-id="$1" --output=none
  else
    "${az_words[@]}" delete "${place[@]}" --name="$1" --yes --output=none
  fi
}
