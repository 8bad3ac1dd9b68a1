# role_count ROLE SCOPE: how many assignments of the role MIC has at the scope, including inherited ones.
role_count() {
  az role assignment list --subscription="$subscription_id" --role="$1" --scope="$2" --include-inherited \
    --query="length([?principalId=='$mic_object_id'])" --output=tsv
}

# ensure_role ROLE SCOPE
ensure_role() {
  local role=$1 scope=$2 count tries
  count=$(role_count "$role" "$scope")
  if [[ $count == [1-9]* ]]; then
    say "Role $role on $scope: exists"
    return
  fi
  say "Role $role on $scope: assigning it"
  az role assignment create --subscription="$subscription_id" --assignee-object-id="$mic_object_id" \
    --assignee-principal-type=ServicePrincipal --role="$role" --scope="$scope" --output=none
  # It takes a while until it is visible.
  for ((tries = 0; tries < 20; tries++)); do
    count=$(role_count "$role" "$scope")
    if [[ $count == [1-9]* ]]; then return; fi
    sleep 15
  done
  stop 1 "Role $role on $scope: assigned, but still not visible after 5 minutes. Run this script again later."
}
