# Sets nodes: lines like "vmss NAME" for scale sets, and "vm NAME" for the machines of a node pool without a scale set. Other
# machines of the resource group are not nodes, and get no identities.
list_nodes() {
  local names pools pool
  nodes=''
  names=$(az vmss list --subscription="$subscription_id" --resource-group="$node_group" --query='[].name' --output=tsv)
  add_nodes vmss "$names"
  pools=$(cluster_value "agentPoolProfiles[?type!='VirtualMachineScaleSets'].name || \`[]\`")
  while IFS= read -r pool <&4; do
    [[ -n $pool ]] || continue
    names=$(az vm list --subscription="$subscription_id" --resource-group="$node_group" \
      --query="[?starts_with(name, 'aks-$pool-')].name" --output=tsv)
    add_nodes vm "$names"
  done 4<<< "$pools"
}

# add_nodes TYPE NAMES
add_nodes() {
  local name
  while IFS= read -r name; do
    if [[ -n $name ]]; then nodes+="${nodes:+$'\n'}$1 $name"; fi
  done <<< "$2"
}

# identities_of TYPE NAME: the resource ids of its user-assigned identities, one per line.
identities_of() {
  az "$1" show --subscription="$subscription_id" --resource-group="$node_group" --name="$2" \
    --query="keys(identity.userAssignedIdentities || \`{}\`)" --output=tsv
}

# title_of TYPE NAME
title_of() {
  if [[ $1 == vmss ]]; then printf 'Scale set %s' "$2"; else printf 'Machine %s' "$2"; fi
}
