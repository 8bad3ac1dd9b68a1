# find_pods NAMESPACE BY WHAT [COLUMNS]: sets pods to lines with name, node and phase, or these columns. The pods of a
# CronJob are those of its Jobs.
find_pods() {
  local namespace=$1 by=$2 what=$3 jobs job kind name selector=''
  local columns=${4:-custom-columns=:.metadata.name,:.spec.nodeName,:.status.phase}
  pods=''
  case $by in
    name)
      pods=$(kubectl get pods --namespace="$namespace" --field-selector="metadata.name=$what" --ignore-not-found \
        --no-headers --output="$columns")
      return
      ;;
    cron-job)
      jobs=$(kubectl get jobs --namespace="$namespace" --ignore-not-found --no-headers \
        --output='custom-columns=:.metadata.name,:.metadata.ownerReferences[0].kind,:.metadata.ownerReferences[0].name')
      while read -r job kind name; do
        if [[ $kind == CronJob && $name == "$what" ]]; then selector+="${selector:+,}$job"; fi
      done <<< "$jobs"
      [[ -n $selector ]] || return 0
      selector="job-name in ($selector)"
      ;;
    selector) selector=$what ;;
  esac
  pods=$(kubectl get pods --namespace="$namespace" --selector="$selector" --ignore-not-found --no-headers --output="$columns")
}
