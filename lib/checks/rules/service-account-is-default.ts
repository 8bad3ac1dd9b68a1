import { CLIENT_ID_ANNOTATION, DEFAULT_ACCOUNT } from '../../upstream/workload-identity';
import type { CheckedCluster } from '../checked-cluster';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { clientIdOf, federatedAccountsIn } from '../facts/accounts';
import { type CalledWorkload, calledWorkloads } from '../facts/called-workloads';
import { plainYaml } from '../facts/plain-yaml';
import { mayNameItself, namesClientIds } from '../facts/self-naming';
import { webhookKeys } from '../facts/webhook-keys';
import { type Rule, type RuleFinding, Severity } from '../rule';

export const serviceAccountIsDefault: Rule = {
  id: 'service-account-is-default',
  title: 'Pods with Workload Identity have the ServiceAccount default',
  severity: Severity.ERROR,
  why: 'Entra ID trusts a ServiceAccount. Without serviceAccountName, pods have the account default, which rarely has a client id; when it has one, every pod of the namespace that names no account can obtain the identity.',
  symptom: 'The pods have no AZURE_CLIENT_ID; or other pods of the namespace can use the identity.',
  bad: documents(ACCOUNT, changed(TOKEN_WORKLOAD, '      serviceAccountName: orders\n', '')),
  good: documents(ACCOUNT, TOKEN_WORKLOAD),
  source:
    'Azure/azure-workload-identity, pkg/webhook/webhook.go, Handle; kubernetes.io, Configure Service Accounts for Pods',
  check: (checked) => {
    const called = calledWorkloads(checked).filter(({ accountName }) => accountName === DEFAULT_ACCOUNT);
    if (called.length === 0) return [];
    const told = new Set(
      webhookKeys(checked).flatMap(({ key, workload }) => (key === CLIENT_ID_ANNOTATION && workload ? [workload] : [])),
    );
    return called.filter(({ workload }) => !told.has(workload)).flatMap((one) => findingsOf(checked, one));
  },
};

function findingsOf(checked: CheckedCluster, called: CalledWorkload): RuleFinding[] {
  const { workload, account, specPath } = called;
  const { namespace, manifest } = workload;
  const found = { object: manifest, path: [...specPath, 'serviceAccountName'] };
  if (account && clientIdOf(account)) {
    return [
      {
        ...found,
        severity: Severity.WARNING,
        message: `The pods have the ServiceAccount ${DEFAULT_ACCOUNT}, which has a client id. Every pod of namespace ${namespace} without serviceAccountName can obtain the identity. Give the ${manifest.kind} a ServiceAccount of its own.`,
      },
    ];
  }
  if (namesClientIds(called) || mayNameItself(called)) return [];
  const others = federatedAccountsIn(checked, namespace);
  const meant = meantBy(checked, called);
  return [
    {
      ...found,
      message: `The pods have the ServiceAccount ${DEFAULT_ACCOUNT}, which has no client id. They get no AZURE_CLIENT_ID. Write serviceAccountName: ${meant ?? 'with the ServiceAccount of their identity'}.`,
      absence: {
        isNear: others.length > 0 || account?.manifest !== undefined,
        counted: ['workload has the ServiceAccount default', 'workloads have the ServiceAccount default'],
      },
      ...(meant !== undefined && { fix: `serviceAccountName: ${plainYaml(meant)}` }),
    },
  ];
}

/** The only ServiceAccount of the namespace with a client id, if no other workload has it. */
function meantBy(checked: CheckedCluster, { workload }: CalledWorkload): string | undefined {
  const [one, ...others] = federatedAccountsIn(checked, workload.namespace);
  if (!one || others.length > 0) return undefined;
  const isTaken = calledWorkloads(checked).some(
    (other) => other.accountName === one.name && other.workload.namespace === workload.namespace,
  );
  return isTaken ? undefined : one.name;
}
