# assign_to_nodes ID
assign_to_nodes() {
  local id=$1 type name title have
  list_nodes
  [[ -n $nodes ]] || stop 1 "There are no scale sets and no machines of node pools in $node_group: assign $id to the nodes yourself."
  while read -r type name <&3; do
    title=$(title_of "$type" "$name")
    have=$(identities_of "$type" "$name")
    if has_line "$have" "$id"; then
      say "$title: has $id"
    else
      say "$title: assigning $id"
      az "$type" identity assign --subscription="$subscription_id" --resource-group="$node_group" --name="$name" \
        --identities="$id" --output=none
    fi
  done 3<<< "$nodes"
}
