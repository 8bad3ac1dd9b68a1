# binding NAME RESOURCE_ID: binds a managed identity to the cluster, if it is not bound yet.
binding() {
  local name=$1 id=$2 rows row_name row_id holder=''
  rows=$(az aks identity-binding list --subscription="$subscription_id" --resource-group="$resource_group" \
    --cluster-name="$cluster" --output=tsv \
    --query="[].[name, properties.managedIdentity.resourceId || managedIdentity.resourceId || '-']")
  while IFS=$'\t' read -r row_name row_id; do
    if has_line "$row_id" "$id"; then
      say "Identity binding $row_name: exists, for $id"
      return
    fi
    if has_line "$row_name" "$name"; then holder=$row_id; fi
  done <<< "$rows"
  [[ -z $holder ]] || stop 1 "The identity binding $name of $cluster is for $holder, and not for $id. Rename or delete it."
  say "Identity binding $name: creating it, for $id"
  az aks identity-binding create --subscription="$subscription_id" --resource-group="$resource_group" \
    --cluster-name="$cluster" --name="$name" --managed-identity-resource-id="$id" --output=none
}
