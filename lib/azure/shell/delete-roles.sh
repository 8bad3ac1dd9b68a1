# delete_role ROLE SCOPE: deletes MIC's assignments of the role at this scope, not inherited ones.
delete_role() {
  local role=$1 scope=$2 ids id
  ids=$(az role assignment list --subscription="$subscription_id" --role="$role" --scope="$scope" \
    --query="[?principalId=='$mic_object_id'].id" --output=tsv)
  [[ -n $ids ]] || return 0
  while IFS= read -r id <&3; do
    say "Role $role on $scope: deleting its assignment"
    az role assignment delete --subscription="$subscription_id" --ids="$id" --output=none
  done 3<<< "$ids"
}
