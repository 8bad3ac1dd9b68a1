# The subscription that az uses when none is given.
find_subscription() {
  subscription_id=$(az account show --query=id --output=tsv)
  say "Subscription $subscription_id"
}
