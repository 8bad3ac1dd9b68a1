# find_group_of ID: sets group_id, its resource group as a role scope.
find_group_of() { group_id=${1%%/providers/*}; }
