# Deleting a definition deletes all objects of its kind.
delete_definitions() {
  local plural
  others=''
  for plural in azureassignedidentities azureidentities azureidentitybindings azurepodidentityexceptions; do
    if is_defined "$plural"; then others_of "$plural" "$plural.aadpodidentity.k8s.io"; fi
  done
  if [[ -n $others ]]; then
    stop 3 'Stopped before the definitions of the custom resources: these objects would go with them.' "$others" \
      'Delete them first, then run this script again.'
  fi
  for plural in azureassignedidentities azureidentities azureidentitybindings azurepodidentityexceptions; do
    if is_defined "$plural"; then
      remove '' "customresourcedefinitions.apiextensions.k8s.io/$plural.aadpodidentity.k8s.io"
    fi
  done
}
