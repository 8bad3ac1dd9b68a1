import type { Manifest } from '../../manifests/manifest';
import type { ServiceAccount } from '../../simulation/service-accounts';
import type { Workload } from '../../simulation/workload';
import { CLIENT_ID_ANNOTATION } from '../../upstream/workload-identity';
import { GUID } from '../../validate/azure-values';
import { indexed } from '../../validate/indexed';
import { mayHavePlaceholder } from '../../validate/placeholder';
import type { CheckedCluster, CheckedWorkload } from '../checked-cluster';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, BARE_ACCOUNT, withEnv } from '../examples/workload-identity-examples';
import { clientIdOf } from '../facts/accounts';
import { type Rule, type RuleFinding, Severity } from '../rule';

const OTHER_ACCOUNT = ACCOUNT.replaceAll('orders', 'billing').replace('0b9f5c3e', '7d1f2a60');
const ownId = (id: string) => withEnv(`- name: AZURE_CLIENT_ID\n  value: ${id}-5a57-4b0e-8f0e-2d1c7a6b9e42`);
const BILLING = changed(ownId('7d1f2a60'), 'name: orders\n  namespace', 'name: billing\n  namespace');

export const serviceAccountOfTwoIdentities: Rule = {
  id: 'service-account-of-two-identities',
  title: 'A ServiceAccount stands for two identities',
  severity: Severity.WARNING,
  why: 'Entra ID trusts the ServiceAccount, not the pod. Workloads with the same account can obtain the identities of each other; and of two ServiceAccounts with one name, the one applied last wins.',
  symptom: 'None in a log; a workload can use an identity that is not its own.',
  bad: documents(BARE_ACCOUNT, ownId('0b9f5c3e'), BILLING),
  good: documents(
    BARE_ACCOUNT,
    ownId('0b9f5c3e'),
    OTHER_ACCOUNT,
    changed(BILLING, 'serviceAccountName: orders', 'serviceAccountName: billing'),
  ),
  source: 'learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations',
  check: (checked) => [...sharedAccounts(checked), ...repeatedAccounts(checked)],
};

interface User {
  readonly workload: Workload;
  /** In lower case, sorted. */
  readonly ids: readonly string[];
}

function sharedAccounts(checked: CheckedCluster): RuleFinding[] {
  const { federation, workloads } = checked;
  if (!federation) return [];
  const groups = indexed(workloads, ({ workload }) => federation.subjectOf(workload));
  return [...groups.values()].flatMap((workloadsOf) => {
    if (workloadsOf.length === 1) return [];
    const group = workloadsOf.flatMap((one) => userOf(checked, one) ?? []);
    const [first] = group;
    const other = first && group.find(({ ids }) => ids.join() !== first.ids.join());
    if (!first || !other) return [];
    const { namespace } = first.workload;
    const name = federation.accountOf(first.workload);
    const manifest = federation.accounts.find(namespace, name)?.manifest;
    return [
      {
        object: manifest ?? other.workload.manifest,
        path: manifest ? [] : [...other.workload.template, 'spec', 'serviceAccountName'],
        message: `The ServiceAccount ${namespace}/${name} is that of ${titleOf(first)}, with the client id ${first.ids.join(', ')}, and of ${titleOf(other)}, with ${other.ids.join(', ')}. Each can obtain the identities of both. Give each a ServiceAccount of its own.`,
      },
    ];
  });
}

const titleOf = ({ workload }: User) => workload.manifest.title;

/** Undefined without a token, or when none of its identities is known. */
function userOf({ federation }: CheckedCluster, { workload, assigned }: CheckedWorkload): User | undefined {
  if (!federation || federation.tokenUseOf(workload).containers.length === 0) return undefined;
  const ids = [
    ...federation.clientIdsOf(workload).flatMap(({ clientId }) => clientId ?? []),
    ...assigned.map(({ identity }) => identity.clientID).filter((id) => id !== ''),
  ];
  const known = [...new Set(ids.filter(GUID.accepts).map((id) => id.toLowerCase()))].sort();
  return known.length > 0 ? { workload, ids: known } : undefined;
}

/** Two objects with one name, as tools write that make one for each workload. */
function repeatedAccounts({ federation }: CheckedCluster): RuleFinding[] {
  const groups = indexed(federation?.accounts.all ?? [], ({ namespace, name }) => `${namespace}/${name}`);
  return [...groups].flatMap(([key, [first, ...others]]) => {
    const id = first && knownIdOf(first);
    const other = others.find((one) => id !== undefined && (knownIdOf(one) ?? id) !== id);
    // One name that is substituted is one for each namespace.
    if (!first?.manifest || !other?.manifest || mayHavePlaceholder(key)) return [];
    const object: Manifest = other.manifest;
    // In other files, the two are mostly those of two clusters.
    const isSameFile = first.manifest.file === object.file;
    const advice = 'elete one, or give each workload a ServiceAccount of its own.';
    return [
      {
        object,
        path: ['metadata', 'annotations', CLIENT_ID_ANNOTATION],
        severity: isSameFile ? Severity.ERROR : Severity.INFO,
        message: `The ServiceAccount ${key} is also at ${first.manifest.placeOf()}, with the client id ${id}. The one applied last wins. ${isSameFile ? 'D' : 'If both files are for one cluster: d'}${advice}`,
      },
    ];
  });
}

/** In lower case; undefined for what is no client id, such as `TBA`. */
function knownIdOf(account: ServiceAccount): string | undefined {
  const id = clientIdOf(account);
  return id !== undefined && GUID.accepts(id) ? id.toLowerCase() : undefined;
}
