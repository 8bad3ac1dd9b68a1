import { isMap } from '../../manifests/manifest';
import type { Identity } from '../../simulation/custom-resources';
import { ownerOfAksIdentity } from '../../upstream/aks-identities';
import { GUID } from '../../validate/azure-values';
import { IDENTITY_NAME } from '../../validate/resource-id';
import type { CheckedCluster } from '../checked-cluster';

/**
 * The identities of which a rule may say something that looks at each alone. The others are as nearly all are: managed
 * identities with the ids that they need, in the form of az, and no other fields.
 */
export function unusualIdentities(checked: CheckedCluster): readonly Identity[] {
  let unusual = UNUSUAL.get(checked);
  if (!unusual) {
    unusual = checked.cluster.identities.filter((identity) => !isUsual(identity));
    UNUSUAL.set(checked, unusual);
  }
  return unusual;
}

/** Many rules ask. */
const UNUSUAL = new WeakMap<CheckedCluster, readonly Identity[]>();

/** Fields that other rules than those about a relation do not look at when they have a usual value. */
const USUAL_FIELDS: ReadonlySet<string> = new Set(['type', 'resourceID', 'clientID']);

const RESOURCE_ID =
  /^\/subscriptions\/([-0-9a-f]{36})\/resourceGroups\/[-\w]{1,90}\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/([-\w]+)$/;

/** As az prints it: in lower case. */
const isId = (text: string) => GUID.accepts(text) && text === text.toLowerCase();

function isUsual({ manifest, type, resourceID, clientID }: Identity): boolean {
  const { spec } = manifest.value;
  if (type !== 0 || !isMap(spec) || (spec.type ?? 0) !== 0) return false;
  for (const field in spec) if (!USUAL_FIELDS.has(field)) return false;
  const [, subscription = '', name = ''] = RESOURCE_ID.exec(resourceID) ?? [];
  return (
    isId(clientID) &&
    isId(subscription) &&
    clientID !== subscription &&
    IDENTITY_NAME.accepts(name) &&
    ownerOfAksIdentity(name) === undefined
  );
}
