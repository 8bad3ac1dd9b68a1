ids_json=''
ids_differ=false

# identity NAME SUBSCRIPTION GROUP CLIENT_ID...: finds or creates it, and compares its client id with those of the manifests.
# Sets identity_id, its resource id.
identity() {
  local name=$1 in_subscription=$2 group=$3 names row client_id json expected
  shift 3
  names=$(az identity list --subscription="$in_subscription" --resource-group="$group" --query='[].name' --output=tsv)
  if ! has_line "$names" "$name"; then
    if ! has_line "$in_subscription" "$subscription_id" || ! has_line "$group" "$resource_group"; then
      stop 1 "There is no identity $name in the resource group $group of subscription $in_subscription, as the manifests require." \
        "This script creates identities only in $resource_group of $subscription_id: create it yourself, or fix the manifests."
    fi
    [[ $create_identities == true ]] ||
      stop 1 "There is no identity $name in the resource group $group. Use --create-identities to create it."
    say "Identity $name: creating it"
    in_location az identity create --subscription="$in_subscription" --resource-group="$group" --name="$name" --output=none
  fi
  row=$(az identity show --subscription="$in_subscription" --resource-group="$group" --name="$name" \
    --query="join(' ', [clientId, id])" --output=tsv)
  read -r client_id identity_id <<< "$row"
  json=$(az identity show --subscription="$in_subscription" --resource-group="$group" --name="$name" \
    --query='{clientId: clientId, id: id, name: name}' --output=json)
  ids_json+="${ids_json:+,}"$'\n'"$json"
  say "Identity $name: exists, client id $client_id"
  for expected in "$@"; do
    if ! has_line "$client_id" "$expected"; then
      ids_differ=true
      say "Identity $name: the manifests have the client id ${expected:-(none)}"
    fi
  done
}

# check_ids_file: before anything is created, because the ids would be lost. A link is not followed: it may point to
# another user's file.
check_ids_file() {
  local folder=.
  if [[ $ids_file == */* ]]; then folder=${ids_file%/*}/; fi
  if [[ -L $ids_file || (-e $ids_file && ! -f $ids_file) ]]; then
    stop 1 "$ids_file is not a regular file, so the ids cannot be written to it: delete it, or set another --ids-file."
  fi
  [[ -d $folder && -w $folder ]] || stop 1 "$ids_file: its folder does not exist or is read-only."
}

# write_whole TEXT: writes a temporary file and renames it, so a full disk leaves the old file unchanged.
write_whole() {
  local beside="$ids_file.$$-$RANDOM$RANDOM.tmp"
  if (set -o noclobber && printf '%s\n' "$1" > "$beside") && sync -- "$beside" &&
    mv -f -- "$beside" "$ids_file"; then
    return
  fi
  rm -f -- "$beside"
  stop 1 "$ids_file could not be written, and is unchanged."
}

# The last step. If the manifests have other ids, they have to be synthesized again with this file.
write_ids_file() {
  local text=$'['"$ids_json"$'\n]'
  check_ids_file
  if [[ -f $ids_file && $(< "$ids_file") == "$text" ]]; then
    say "$ids_file: up to date"
  else
    write_whole "$text"
    say "$ids_file: written"
  fi
  if [[ $ids_differ == true ]]; then
    stop 3 "The manifests have other ids than Azure. $ids_file has the right ones:" \
      "synthesize again with it, apply the manifests, and run a newly printed script."
  fi
}
