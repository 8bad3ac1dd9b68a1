import type { FieldPath } from '../../manifests/manifest';
import { CLIENT_ID_ANNOTATION, DEFAULT_ACCOUNT } from '../../upstream/workload-identity';
import { indexed } from '../../validate/indexed';
import type { CheckedCluster } from '../checked-cluster';
import { documents } from '../examples/custom-resource-examples';
import { ACCOUNT, BARE_ACCOUNT, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { clientIdOf } from '../facts/accounts';
import { type CalledWorkload, calledWorkloads, named } from '../facts/called-workloads';
import { mayNameItself, namesClientIds } from '../facts/self-naming';
import { webhookKeys } from '../facts/webhook-keys';
import { type Rule, type RuleFinding, Severity } from '../rule';

export const serviceAccountWithoutClientId: Rule = {
  id: 'service-account-without-client-id',
  title: 'The ServiceAccount of pods with Workload Identity has no client id',
  severity: Severity.WARNING,
  why: 'The webhook sets AZURE_CLIENT_ID to the annotation azure.workload.identity/client-id of the ServiceAccount. Without it, the SDKs need a client id from elsewhere.',
  symptom: 'The SDKs say that the client id is not set, or that no credential is found.',
  bad: documents(BARE_ACCOUNT, TOKEN_WORKLOAD),
  good: documents(ACCOUNT, TOKEN_WORKLOAD),
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, getClientID',
  check: (checked) => {
    const lacking = calledWorkloads(checked).filter(
      ({ account, accountName }) => account?.manifest && accountName !== DEFAULT_ACCOUNT && !clientIdOf(account),
    );
    if (lacking.length === 0) return [];
    const told = new Set(
      webhookKeys(checked).flatMap(({ key, workload }) => (key === CLIENT_ID_ANNOTATION && workload ? [workload] : [])),
    );
    const groups = indexed(lacking, ({ workload, accountName }) => `${workload.namespace}/${accountName}`);
    return [...groups.values()].flatMap((group) =>
      findingsOf(
        checked,
        group.filter(({ workload }) => !told.has(workload)),
      ),
    );
  },
};

function findingsOf(checked: CheckedCluster, group: readonly CalledWorkload[]): RuleFinding[] {
  const account = group[0]?.account;
  if (!account?.manifest) return [];
  const isEmpty = account.annotations[CLIENT_ID_ANNOTATION] !== undefined;
  const without = group.filter((called) => !namesClientIds(called) && (isEmpty || !mayNameItself(called)));
  const [first] = without;
  if (!first) return [];
  const at: FieldPath = ['metadata', 'annotations'];
  const clientId = onlyIdentityOf(checked, first);
  const what = isEmpty
    ? `has an empty annotation ${CLIENT_ID_ANNOTATION}`
    : `has no annotation ${CLIENT_ID_ANNOTATION}`;
  return [
    {
      object: account.manifest,
      path: isEmpty ? [...at, CLIENT_ID_ANNOTATION] : at,
      message: `The ServiceAccount of ${named(without)} ${what}. The pods get no AZURE_CLIENT_ID. Write ${clientId ?? 'the client id of their identity'}.`,
      ...(clientId !== undefined && {
        fix: `${CLIENT_ID_ANNOTATION}: ${clientId}`,
        ...(!isEmpty && { fixIn: at }),
      }),
    },
  ];
}

/** The client id of the only identity that the pods can obtain, by federated credentials or pod identity. */
function onlyIdentityOf({ federation }: CheckedCluster, { workload, assigned }: CalledWorkload): string | undefined {
  const ids = new Set([
    ...(federation?.obtainableBy(workload).map(({ clientId }) => clientId) ?? []),
    ...assigned.map(({ identity }) => identity.clientID),
  ]);
  const [id] = ids;
  return ids.size === 1 && id ? id : undefined;
}
