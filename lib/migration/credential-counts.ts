import { distinct, isForPods, type KnownCredential } from '../simulation/known-credentials';
import { CREDENTIALS } from '../upstream/federated-credential';
import { indexed } from '../validate/indexed';
import { type AzureIdentityKind, nameOfAzure } from './azure-identity';
import type { Blocker } from './blocker';
import type { NeededCredential } from './needed-credentials';

/** How many federated credentials an identity has when all that are needed are there. */
export interface CredentialCount {
  readonly identity: string;
  readonly kind: AzureIdentityKind;
  readonly clientId: string;
  /** Those that the paths need. */
  readonly needed: readonly NeededCredential[];
  /** Those of `needed` that are not known to be there. */
  readonly missing: readonly NeededCredential[];
  /** Known ones that the paths do not need: of other clusters, or of other workloads. */
  readonly others: readonly KnownCredential[];
  readonly total: number;
  /** Whether there are no others; else it is the least that there can be. */
  readonly isExact: boolean;
  readonly blocker: Blocker | undefined;
  readonly remark: string | undefined;
}

/** What is known about credentials besides those that are needed. */
export interface KnownFederation {
  readonly issuer: string | undefined;
  /** Those of `--federated`: all of their identities. */
  readonly named: readonly KnownCredential[];
  /** Those of operator objects among the paths. */
  readonly rendered: readonly KnownCredential[];
}

const NONE: readonly KnownCredential[] = [];

/**
 * The credentials of each identity.
 *
 * @param needed those of each identity
 */
export function credentialCounts(
  needed: readonly (readonly NeededCredential[])[],
  { issuer, named, rendered }: KnownFederation,
): readonly CredentialCount[] {
  const keyOf = ({ identity }: { readonly identity: string }) => identity.toLowerCase();
  const known = indexed(distinct([...named, ...rendered]), keyOf);
  const listed = new Set(named.map(keyOf));
  return needed.map((group) => {
    const [{ identity, kind, clientId }] = group as readonly [NeededCredential];
    const key = known.size + listed.size > 0 ? identity.toLowerCase() : identity;
    const isExact = listed.has(key) && issuer !== undefined;
    const there = known.get(key);
    if (!there) {
      const total = group.length;
      const { blocker, remark } = judged({ kind, identity }, total, isExact);
      return { identity, kind, clientId, needed: group, missing: group, others: NONE, total, isExact, blocker, remark };
    }
    const isOf = (credential: KnownCredential, { subject }: NeededCredential) =>
      credential.subject === subject &&
      (issuer === undefined || credential.issuer === undefined || credential.issuer === issuer);
    const missing = group.filter((one) => !there.some((credential) => isForPods(credential) && isOf(credential, one)));
    const others = there.filter((credential) => !group.some((one) => isOf(credential, one)));
    // Each issuer of a subject counts; one with another audience has its place already.
    const added = missing.filter((one) => !there.some((credential) => isOf(credential, one)));
    const total = there.length + added.length;
    const { blocker, remark } = judged({ kind, identity }, total, isExact);
    return { identity, kind, clientId, needed: group, missing, others, total, isExact, blocker, remark };
  });
}

function judged(
  azure: Pick<NeededCredential, 'kind' | 'identity'>,
  total: number,
  isExact: boolean,
): Pick<CredentialCount, 'blocker' | 'remark'> {
  const { most, many } = CREDENTIALS;
  if (total < many) return { blocker: undefined, remark: undefined };
  const count = `${isExact ? '' : 'at least '}${total}`;
  if (total > most) {
    const name = nameOfAzure(azure);
    return {
      blocker: {
        problem: `${name.charAt(0).toUpperCase()}${name.slice(1)} needs ${count} federated credentials, and can have ${most}.`,
        advice:
          'Let workloads share a ServiceAccount, split the identity, or use identity bindings of AKS, which need one credential for all.',
      },
      remark: undefined,
    };
  }
  const remark = `It needs ${count} of ${most} federated credentials${isExact ? '' : '; those of other clusters count, too'}.`;
  return { blocker: undefined, remark };
}
