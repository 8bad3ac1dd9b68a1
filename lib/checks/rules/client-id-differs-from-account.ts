import { type FieldPath, listFrom, mapOf, stringOf } from '../../manifests/manifest';
import { isApplicationId } from '../../simulation/known-credentials';
import { OTHER_CREDENTIALS } from '../../upstream/sdk-credentials';
import { INJECTED_VARIABLES, PROXY_CONTAINER, PROXY_INIT_CONTAINER } from '../../upstream/webhook-pod';
import { GUID } from '../../validate/azure-values';
import type { CheckedCluster } from '../checked-cluster';
import { documents } from '../examples/custom-resource-examples';
import { ACCOUNT, withEnv } from '../examples/workload-identity-examples';
import { clientIdOf } from '../facts/accounts';
import { type CalledWorkload, calledWorkloads, tokenContainersOf } from '../facts/called-workloads';
import type { Container } from '../facts/containers';
import { type Rule, type RuleFinding, Severity } from '../rule';

const withId = (id: string) => withEnv(`- name: AZURE_CLIENT_ID\n  value: ${id}`);

export const clientIdDiffersFromAccount: Rule = {
  id: 'client-id-differs-from-account',
  title: 'AZURE_CLIENT_ID is another client id than that of the ServiceAccount',
  severity: Severity.WARNING,
  why: 'The webhook sets AZURE_CLIENT_ID only where a container has none. With another one, the client id of the ServiceAccount has no effect, and the other identity needs a federated credential for the ServiceAccount too.',
  symptom: 'AADSTS70021 or AADSTS700213, "no matching federated identity record found"; or another identity is used.',
  bad: documents(ACCOUNT, withId('7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42')),
  good: documents(ACCOUNT, withId('0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42')),
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, addEnvironmentVariables',
  check: (checked) => calledWorkloads(checked).flatMap((called) => findingsOf(checked, called)),
};

function findingsOf(checked: CheckedCluster, called: CalledWorkload): RuleFinding[] {
  const { account, workload } = called;
  const ofAccount = account && clientIdOf(account);
  if (!account || ofAccount === undefined) return [];
  const containers = tokenContainersOf(called).filter(({ value }) => !isProxy(value.name));
  const own = containers.map((container) => ({ container, variable: clientIdIn(container) }));
  if (own.every(({ variable }) => !variable)) return [];
  // One that has the client id of the account shows that another differs on purpose.
  const isUsed = own.some(({ variable }) => !variable || variable.id?.toLowerCase() === ofAccount.toLowerCase());
  if (isUsed) return [];
  const known = meantIds(checked, called);
  return own.flatMap(({ container, variable }) => {
    const { id, path } = variable ?? {};
    if (id === undefined || path === undefined || !known || known.has(id.toLowerCase()) || hasSecret(container))
      return [];
    return [
      {
        object: workload.manifest,
        path,
        message: `The client id ${id} in ${INJECTED_VARIABLES.clientId} is not that of ServiceAccount ${account.namespace}/${account.name}, ${ofAccount}. The pods use it, and it needs a federated credential for that account. Remove the variable, or write it on the account.`,
      },
    ];
  });
}

const isProxy = (name: unknown) => name === PROXY_CONTAINER || name === PROXY_INIT_CONTAINER;

/** The variable; its id is undefined when it is no literal client id. */
function clientIdIn({ value, path }: Container): { readonly id?: string; readonly path: FieldPath } | undefined {
  if (value.env === undefined) return undefined;
  const env = listFrom(value.env).map(mapOf);
  const i = env.findLastIndex(({ name }) => name === INJECTED_VARIABLES.clientId);
  if (i < 0) return undefined;
  const id = stringOf(env[i]?.value);
  return { path: [...path, 'env', i, 'value'], ...(GUID.accepts(id) && { id }) };
}

/** client-secret-beside-token reports it. */
const hasSecret = ({ value }: Container) =>
  listFrom(value.env).some((variable) => OTHER_CREDENTIALS.includes(String(mapOf(variable).name)));

/**
 * Client ids that are those of the pods by pod identity, a known credential, or the annotation of the account; undefined when
 * a credential may be that of any.
 */
function meantIds(
  { federation }: CheckedCluster,
  { workload, assigned }: CalledWorkload,
): ReadonlySet<string> | undefined {
  const annotated = federation?.annotatedFor(workload) ?? [];
  const credentials = federation?.credentialsFor(workload) ?? [];
  const ofCredentials = credentials.map(({ identity }) =>
    isApplicationId(identity) ? identity : federation?.identifiers.clientIdOf(identity),
  );
  if (ofCredentials.includes(undefined)) return undefined;
  const ids = [...assigned.map(({ identity }) => identity.clientID), ...annotated, ...ofCredentials];
  return new Set(ids.map((id) => String(id).toLowerCase()));
}
