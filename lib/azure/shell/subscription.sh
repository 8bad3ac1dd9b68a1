# Asks the az that is logged in; it knows the subscription by name and by id.
find_subscription() {
  subscription_id=$(az account show --subscription="$subscription" --query=id --output=tsv)
  say "Subscription $subscription_id"
}
