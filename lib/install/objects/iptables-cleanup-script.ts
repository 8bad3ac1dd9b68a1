/**
 * Script of the pods of `IptablesCleanup`, for sh. It undoes what NMI does (pkg/nmi/iptables/iptables.go) and changes
 * nothing else: it removes the jump to the chain `aad-metadata`, then the chain's rules, then the chain. It fails if a rule
 * cannot be removed. It reports to the log and to the pod's status.
 */
export const IPTABLES_CLEANUP_SCRIPT = `set -eu

report() {
  echo "$NODE_NAME: $1"
  if [ -w /dev/termination-log ]; then echo "$1" > /dev/termination-log; fi
}

# Whether something listens on NMI's port: state 0A in the kernel's tables of connections.
listens() {
  port=$(printf '%04X' "$NMI_PORT")
  for table in /proc/net/tcp /proc/net/tcp6; do
    [ -r "$table" ] || continue
    while read -r _ local _ state _; do
      case "$local $state" in *":$port 0A") return 0 ;; esac
    done < "$table"
  done
  return 1
}

if listens; then
  report "nothing was touched: something listens on port $NMI_PORT, as NMI does"
  exit 0
fi

programs='iptables-legacy iptables-nft'
if ! command -v iptables-legacy > /dev/null && ! command -v iptables-nft > /dev/null; then programs=iptables; fi

removed=''
for program in $programs; do
  command -v "$program" > /dev/null || continue
  # To look would load the module of a back end that nobody uses.
  if [ "$program" = iptables-legacy ] && ! grep -qx nat /proc/net/ip_tables_names 2> /dev/null; then continue; fi
  rules=$("$program" -w -t nat -S)
  echo "$rules" | grep -qx -e '-N aad-metadata' || continue
  while "$program" -w -t nat -C PREROUTING -j aad-metadata 2> /dev/null; do
    "$program" -w -t nat -D PREROUTING -j aad-metadata
  done
  "$program" -w -t nat -F aad-metadata
  "$program" -w -t nat -X aad-metadata
  removed="$removed $program"
done

if [ -n "$removed" ]; then report "removed by$removed: the chain aad-metadata and the jump to it"; else report 'nothing to remove'; fi
`;
