# Accepts a name or an id.
find_subscription() {
  subscription_id=$(az account show --subscription="$subscription" --query=id --output=tsv)
  say "Subscription $subscription_id"
}
