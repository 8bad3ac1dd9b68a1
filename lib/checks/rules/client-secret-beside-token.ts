import { type FieldPath, listFrom, type ManifestMap, mapOf, scalarText, stringOf } from '../../manifests/manifest';
import { OTHER_CREDENTIALS } from '../../upstream/sdk-credentials';
import { INJECTED_VARIABLES } from '../../upstream/webhook-pod';
import type { CheckedCluster } from '../checked-cluster';
import { documents } from '../examples/custom-resource-examples';
import { ACCOUNT, TOKEN_WORKLOAD, withEnv } from '../examples/workload-identity-examples';
import { clientIdOf } from '../facts/accounts';
import { type CalledWorkload, calledWorkloads, tokenContainersOf } from '../facts/called-workloads';
import type { Container } from '../facts/containers';
import { objectsOf } from '../facts/objects';
import { type Rule, type RuleFinding, Severity } from '../rule';

const SECRET = `- name: AZURE_CLIENT_SECRET
  valueFrom:
    secretKeyRef:
      name: orders
      key: secret`;

export const clientSecretBesideToken: Rule = {
  id: 'client-secret-beside-token',
  title: 'A container with the token of Workload Identity has a client secret or certificate too',
  severity: Severity.ERROR,
  why: 'The SDKs of Azure try a client secret or certificate before Workload Identity. With the client id and the tenant that the webhook sets, it is a complete credential, of the wrong identity. When it fails, they try no other.',
  symptom: 'AADSTS7000215, "invalid client secret provided"; or the sign-in is still that of the application.',
  bad: documents(ACCOUNT, withEnv(SECRET)),
  good: documents(ACCOUNT, TOKEN_WORKLOAD),
  source: 'learn.microsoft.com/dotnet/api/azure.identity.environmentcredential; learn.microsoft.com, Credential chains',
  check: (checked) =>
    calledWorkloads(checked).flatMap((called) =>
      tokenContainersOf(called).flatMap((container) => findingsOf(checked, called, container)),
    ),
};

/** A variable, and what the manifests say of its source. */
interface Given {
  readonly name: string;
  readonly path: FieldPath;
  readonly from: string;
}

function findingsOf(
  checked: CheckedCluster,
  { workload, account }: CalledWorkload,
  container: Container,
): RuleFinding[] {
  const [given] = [...ofEnv(container), ...ofSources(checked, workload.namespace, container)];
  if (!given) return [];
  const own = listFrom(container.value.env)
    .map(mapOf)
    .findLast(({ name }) => name === INJECTED_VARIABLES.clientId);
  // With a client id of its own, it may be that of the application on purpose.
  const isAnother =
    own !== undefined && stringOf(own.value).toLowerCase() !== (account && clientIdOf(account)?.toLowerCase());
  const effect = isAnother
    ? 'The SDKs sign in as that application, and not with the token'
    : 'With the variables of the webhook, the SDKs use it as a credential, fail, and try no other';
  return [
    {
      object: workload.manifest,
      path: given.path,
      message: `The container ${container.value.name} has ${given.name}${given.from}, and the token of Workload Identity. ${effect}. Remove the variable${isAnother ? ', or name the container in the annotation skip-containers' : ''}.`,
      ...(isAnother && { severity: Severity.WARNING }),
    },
  ];
}

function ofEnv({ value, path }: Container): Given[] {
  return listFrom(value.env).flatMap((variable, i) => {
    const { name, value: text } = mapOf(variable);
    if (!OTHER_CREDENTIALS.includes(String(name)) || text === '') return [];
    return [{ name: String(name), path: [...path, 'env', i, 'name'], from: '' }];
  });
}

/** Of ConfigMaps and Secrets among the manifests. Only names are looked at. */
function ofSources(checked: CheckedCluster, namespace: string, { value, path }: Container): Given[] {
  return listFrom(value.envFrom).flatMap((source, i) => {
    const { configMapRef, secretRef, prefix } = mapOf(source);
    const kind = secretRef ? 'Secret' : 'ConfigMap';
    const named = scalarText(mapOf(secretRef ?? configMapRef).name);
    const object = objectsOf(checked, '', kind).find((one) => one.namespace === namespace && one.name === named);
    const keys = [object?.value.data, object?.value.stringData].flatMap((data) =>
      Object.keys(mapOf(data as ManifestMap)),
    );
    const name = keys.map((key) => `${scalarText(prefix ?? '')}${key}`).find((key) => OTHER_CREDENTIALS.includes(key));
    return object && name !== undefined ? [{ name, path: [...path, 'envFrom', i], from: ` from ${object.title}` }] : [];
  });
}
