ensure_resource_group() {
  local exists
  exists=$(az group exists --subscription="$subscription_id" --name="$resource_group" --output=tsv)
  if [[ $exists == true ]]; then
    say "Resource group $resource_group: exists"
    return
  fi
  [[ -n $location ]] || stop 1 "There is no resource group $resource_group, and creating it requires --location."
  say "Resource group $resource_group: creating it in $location"
  az group create --subscription="$subscription_id" --name="$resource_group" --location="$location" --output=none
}
