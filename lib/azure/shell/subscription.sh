# Accepts a name or an id; without one, the current subscription.
find_subscription() {
  subscription_id=$(az account show ${subscription:+"--subscription=$subscription"} --query=id --output=tsv)
  say "Subscription $subscription_id"
}
