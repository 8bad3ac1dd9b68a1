# webhook: whether the webhook of Workload Identity is there.
webhook() {
  local rows
  rows=$(kubectl get mutatingwebhookconfigurations.admissionregistration.k8s.io --ignore-not-found --no-headers \
    --output='custom-columns=:.metadata.name,:.webhooks[*].name')
  if [[ $rows == *azure-wi-webhook* || $rows == *mutation.azure-workload-identity.io* ]]; then
    say 'Webhook of Workload Identity: is there'
    return
  fi
  fail 'Webhook of Workload Identity: there is none, so pods get no tokens'
  maybe 'Workload Identity of the cluster is off: az aks update --enable-oidc-issuer --enable-workload-identity'
  see 'kubectl get mutatingwebhookconfigurations'
}

# account NAMESPACE NAME CLIENT_ID: whether it is there, with the client id; an empty one is not compared. Sets has_account.
account() {
  local namespace=$1 name=$2 expected=$3 row found client_id
  tenant=''
  authority=''
  row=$(kubectl get serviceaccounts --namespace="$namespace" --field-selector="metadata.name=$name" --ignore-not-found \
    --no-headers --output='custom-columns=:.metadata.name,:.metadata.annotations.azure\.workload\.identity/client-id')
  read -r found client_id <<< "$row"
  has_account=${found:+true}
  if [[ -z $found ]]; then
    fail "ServiceAccount $namespace/$name: does not exist, so the webhook refuses its pods"
    maybe 'the manifests are not applied'
  elif [[ -n $expected ]] && ! has_line "$client_id" "$expected"; then
    fail "ServiceAccount $namespace/$name: has the client id $client_id, and not $expected as in the manifests"
  else
    say "ServiceAccount $namespace/$name: is there"
  fi
}

# injected WORKLOAD NAMESPACE BY WHAT: whether its pods have the label, and what the webhook adds. Sets tenant and
# authority to what the first of them has, unless another workload of the account has done so.
injected() {
  local workload=$1 namespace=$2 pod label tenants authorities names
  local columns='custom-columns=:.metadata.name,:.metadata.labels.azure\.workload\.identity/use'
  columns+=',:.spec.containers[*].env[?(@.name=="AZURE_TENANT_ID")].value'
  columns+=',:.spec.containers[*].env[?(@.name=="AZURE_AUTHORITY_HOST")].value,:.spec.containers[*].env[*].name'
  find_pods "$namespace" "$3" "$4" "$columns"
  if [[ -z $pods ]]; then
    say "$workload: no pods yet, nothing to check"
    return
  fi
  while read -r pod label tenants authorities names <&3; do
    if [[ ,$names, == *,AZURE_FEDERATED_TOKEN_FILE,* && ,$names, == *,AZURE_TENANT_ID,* ]]; then
      say "$workload: $pod has what Workload Identity needs"
      if [[ -z $tenant ]]; then
        tenant=${tenants%%,*}
        authority=${authorities%%,*}
      fi
    elif [[ $label == true ]]; then
      fail "$workload: $pod lacks AZURE_FEDERATED_TOKEN_FILE and AZURE_TENANT_ID"
      maybe 'it is older than the webhook, its label or its ServiceAccount: restart it' \
        'the webhook does not run, and its failure policy lets pods through'
      see "kubectl get pods $pod --namespace=$namespace --output=yaml"
    else
      fail "$workload: $pod lacks the label azure.workload.identity/use: \"true\", so the webhook does not see it"
      maybe 'it is older than the manifests' 'the label is on the workload, and not on its pod template'
    fi
  done 3<<< "$pods"
}

# token TITLE NAMESPACE ACCOUNT CLIENT_ID: gets a token as a pod would. It is neither printed nor kept.
token() {
  local title=$1 namespace=$2 name=$3 client_id=$4 assertion answer tries scope
  [[ -n $has_account ]] || return 0
  # A pod could name any host.
  case ${authority%/} in
    https://login.microsoftonline.com) scope=https://management.azure.com/.default ;;
    https://login.microsoftonline.us) scope=https://management.usgovcloudapi.net/.default ;;
    https://login.chinacloudapi.cn) scope=https://management.chinacloudapi.cn/.default ;;
    *) scope='' ;;
  esac
  if [[ -z $scope || ! $tenant =~ ^[A-Za-z0-9.-]+$ ]]; then
    say "$title: no token was requested, because no pod says of which tenant and cloud"
    return
  fi
  if ! assertion=$(kubectl create token "$name" --namespace="$namespace" --audience=api://AzureADTokenExchange --duration=10m); then
    fail "$title: no token was requested, because you may not create one for the ServiceAccount $namespace/$name"
    return
  fi
  for ((tries = 0; tries < 6; tries++)); do
    ((tries == 0)) || sleep 10
    answer=$(curl --silent --max-time 60 --data grant_type=client_credentials --data-urlencode "client_id=$client_id" \
      --data-urlencode "scope=$scope" \
      --data client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
      --data-urlencode client_assertion@- "${authority%/}/$tenant/oauth2/v2.0/token" < <(printf '%s' "$assertion")) || answer=''
    if [[ $answer == *'"access_token"'* ]]; then
      say "$title: got a token"
      return
    fi
  done
  if [[ $answer =~ AADSTS[0-9]+ ]]; then
    fail "$title: Entra ID refuses its token with ${BASH_REMATCH[0]}"
  else
    fail "$title: Entra ID at $authority did not answer with a token"
  fi
  maybe 'the federated credential is missing, or is for another issuer or subject (AADSTS70021, 700211, 700213)' \
    'the credential is new: Entra ID needs some minutes' 'the client id is not that of the identity (AADSTS700016)'
}
