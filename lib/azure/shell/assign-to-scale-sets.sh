# assign_to_scale_sets ID
assign_to_scale_sets() {
  local id=$1 scale_set have
  list_scale_sets
  [[ -n $scale_sets ]] || stop 1 "There are no scale sets in $node_group. For nodes that are single machines, run az vm identity assign for each of them."
  while IFS= read -r scale_set <&3; do
    have=$(identities_of "$scale_set")
    if has_line "$have" "$id"; then
      say "Scale set $scale_set: has $id"
    else
      say "Scale set $scale_set: assigning $id"
      az vmss identity assign --subscription="$subscription_id" --resource-group="$node_group" --name="$scale_set" \
        --identities="$id" --output=none
    fi
  done 3<<< "$scale_sets"
}
