# Deleting a CRD deletes all objects of its kind.
delete_crds() {
  local plural
  users=''
  for plural in azureassignedidentities azureidentities azureidentitybindings azurepodidentityexceptions; do
    if crd_exists "$plural"; then add_users "$plural" "$plural.aadpodidentity.k8s.io"; fi
  done
  if [[ -n $users ]]; then
    stop 3 'Stopped before deleting the CRDs: that would also delete these objects.' "$users" \
      'Delete them first, then run this script again.'
  fi
  for plural in azureassignedidentities azureidentities azureidentitybindings azurepodidentityexceptions; do
    if crd_exists "$plural"; then
      remove '' "customresourcedefinitions.apiextensions.k8s.io/$plural.aadpodidentity.k8s.io"
    fi
  done
}
