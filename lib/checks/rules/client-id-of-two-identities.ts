import { type Identity, keyOf } from '../../simulation/custom-resources';
import { GUID } from '../../validate/azure-values';
import { changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { isExact } from '../facts/resource-id';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, type RuleFinding, Severity } from '../rule';

const OTHER = changed(
  changed(IDENTITY, 'name: orders', 'name: payments'),
  'userAssignedIdentities/orders',
  'userAssignedIdentities/payments',
);

export const clientIdOfTwoIdentities: Rule = {
  id: 'client-id-of-two-identities',
  title: 'One client id has two resource ids, or one resource id two client ids',
  severity: Severity.WARNING,
  why: 'An identity in Azure has one resource id and one client id. MIC assigns by resource id and NMI requests tokens by client id. If they belong to different identities, pods get a token for another identity, or none.',
  symptom: 'Token requests fail with 403, "Identity not found", or return a token for another identity.',
  bad: documents(IDENTITY, OTHER),
  good: documents(IDENTITY, changed(OTHER, '0b9f5c3e', '7d1f2a60')),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const isBroken = ({ type, clientID }: Identity) => type !== 0 || !GUID.accepts(clientID);
    const broken = new Set(unusualIdentities(checked).filter((one) => isBroken(one) || !isExact(one)));
    const whole = checked.cluster.identities.filter((identity) => !broken.has(identity));
    const byClient = whole.length > 1 ? differing(whole, 'clientID', 'resourceID') : [];
    const found = new Set(byClient.map(({ object }) => object));
    return [...byClient, ...differing(whole, 'resourceID', 'clientID').filter(({ object }) => !found.has(object))];
  },
};

type Id = 'clientID' | 'resourceID';
const WORDS: { readonly [id in Id]: string } = { clientID: 'client id', resourceID: 'resource id' };

/** The identities with one id equal to that of an earlier identity, and the other id different. */
function differing(identities: readonly Identity[], same: Id, other: Id): RuleFinding[] {
  const first = new Map<string, Identity>();
  const reported = new Set<string>();
  return identities.flatMap((identity) => {
    const id = identity[same].toLowerCase();
    const before = first.get(id);
    if (!before) {
      first.set(id, identity);
      return [];
    }
    const pair = `${id} ${identity[other].toLowerCase()}`;
    if (before[other].toLowerCase() === identity[other].toLowerCase() || reported.has(pair)) return [];
    reported.add(pair);
    return [
      {
        object: identity.manifest,
        path: ['spec', same],
        message: `AzureIdentity ${keyOf(before)} has the same ${WORDS[same]} and another ${WORDS[other]}. One is wrong, and its pods get a token for another identity, or none. Compare both with az identity show.`,
      },
    ];
  });
}
