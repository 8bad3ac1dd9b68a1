import { type FieldPath, listFrom, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { type Identity, keyOf } from '../../simulation/custom-resources';
import { podSpecOf } from '../../simulation/workload';
import { GUID } from '../../validate/azure-values';
import type { CheckedWorkload } from '../checked-cluster';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { type Container, containersOf } from '../facts/containers';
import { type Rule, type RuleFinding, Severity } from '../rule';

/** Variables that the SDKs of Azure read, or that are usual, for the client id of a managed identity. */
const NAMES = [
  'AZURE_CLIENT_ID',
  'AZURE_MANAGED_IDENTITY_CLIENT_ID',
  'MANAGED_IDENTITY_CLIENT_ID',
  'USER_ASSIGNED_IDENTITY_CLIENT_ID',
  'MSI_CLIENT_ID',
];
/** Of the .NET library Microsoft.Azure.Services.AppAuthentication. */
const CONNECTION_STRING = 'AzureServicesAuthConnectionString';
const OF_IDS: ReadonlySet<string> = new Set([...NAMES, CONNECTION_STRING]);

/** With these, the SDKs sign in as an application and ask no NMI. */
const APPLICATION =
  /^AZURE_(?:CLIENT_SECRET|CLIENT_CERTIFICATE_PATH|FEDERATED_TOKEN_FILE|FEDERATED_TOKEN|USERNAME|PASSWORD)$/;
const WORKLOAD_IDENTITY = 'azure.workload.identity/use';

const withClientId = (clientId: string) =>
  changed(
    WORKLOAD,
    'image: registry.example/orders:1\n',
    `image: registry.example/orders:1
          env:
            - name: AZURE_CLIENT_ID
              value: ${clientId}
`,
  );

/** A client id in the environment that is none of the pods' identities. */
export const clientIdNotBound: Rule = {
  id: 'client-id-not-bound',
  title: 'A container asks for a client id that is none of its identities',
  severity: Severity.ERROR,
  why: 'NMI answers a request with a client id only when it is that of an identity of the pod. It compares the ids exactly.',
  symptom: 'Token requests fail with 404, "no azure identity found for request clientID", after about 80 seconds.',
  bad: documents(IDENTITY, BINDING, withClientId('7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42')),
  good: documents(IDENTITY, BINDING, withClientId('0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42')),
  source: 'pkg/nmi/standard.go, GetIdentities; learn.microsoft.com/dotnet/api/azure.identity.environmentcredential',
  check: (checked) => {
    let others: ReadonlyMap<string, Identity> | undefined;
    return checked.workloads.flatMap((one) => {
      if (hasItsOwn(one)) return [];
      const ids = knownIdsOf(one);
      if (!ids) return [];
      return containersOf(one.workload)
        .flatMap(literalIdsOf)
        .filter(({ id }) => !ids.has(id) && !isReportedElsewhere(one, id))
        .map(({ name, id, path }): RuleFinding => {
          others ??= new Map(checked.cluster.identities.map((identity) => [identity.clientID.toLowerCase(), identity]));
          return findingOf(one, name, path, id, others.get(id.toLowerCase()));
        });
    });
  },
};

/** Whether each of the variables has the client id of the only identity: that of nearly all workloads, found without lists. */
function hasItsOwn({ workload, handedOut }: CheckedWorkload): boolean {
  const [first, second] = handedOut;
  if (!first || second) return false;
  const { clientID } = first.identity;
  const { containers, initContainers } = podSpecOf(workload);
  return areOf(clientID, containers) && areOf(clientID, initContainers);
}

function areOf(clientID: string, containers: YamlValue | undefined): boolean {
  for (const container of listFrom(containers)) {
    for (const variable of listFrom(mapOf(container).env)) {
      const { name, value } = mapOf(variable);
      if (value !== clientID && OF_IDS.has(String(name))) return false;
    }
  }
  return true;
}

function isAnotherId({ clientID, resourceID, tenantID }: Identity): boolean {
  const id = clientID.toLowerCase();
  return id !== '' && (tenantID.toLowerCase() === id || resourceID.toLowerCase().split('/').includes(id));
}

/** The client ids of a workload's identities; undefined when some are not known, or NMI does not see its requests. */
function knownIdsOf({ workload, handedOut, skipped, bypass }: CheckedWorkload): ReadonlySet<string> | undefined {
  if (!workload.label || bypass || Object.hasOwn(workload.labels, WORKLOAD_IDENTITY)) return undefined;
  if (handedOut.length === 0 || skipped.some(({ reason }) => reason === 'identityMissing')) return undefined;
  // client-id-is-another-id reports it.
  if (handedOut.some(({ identity }) => isAnotherId(identity))) return undefined;
  const ids = handedOut.map(({ identity }) => identity.clientID);
  return ids.every((id) => GUID.accepts(id)) ? new Set(ids) : undefined;
}

/** An identity that other rules say the pods do not get, or whose own client id is in the wrong case. */
function isReportedElsewhere({ handedOut, skipped }: CheckedWorkload, id: string): boolean {
  const isIt = (identity: Identity | undefined) => identity?.clientID.toLowerCase() === id.toLowerCase();
  return (
    skipped.some(({ identity }) => isIt(identity)) ||
    handedOut.some(({ identity }) => isIt(identity) && identity.clientID !== identity.clientID.toLowerCase())
  );
}

interface LiteralId {
  readonly name: string;
  readonly id: string;
  readonly path: FieldPath;
}

/** The client ids in the environment of a container, unless it signs in as an application. */
function literalIdsOf({ path, value }: Container): LiteralId[] {
  const variables = listFrom(value.env).map(mapOf);
  if (variables.some(({ name }) => APPLICATION.test(String(name))) || mayHaveMore(value)) return [];
  return variables.flatMap(({ name, value: text }, i) => {
    const id = typeof text === 'string' ? idIn(String(name), text) : undefined;
    return id === undefined ? [] : [{ name: String(name), id, path: [...path, 'env', i, 'value'] }];
  });
}

/** Whether there are variables that are not in the manifest of the workload. */
const mayHaveMore = ({ envFrom }: ManifestMap) => listFrom(envFrom).length > 0;

function idIn(name: string, text: string): string | undefined {
  if (NAMES.includes(name)) return GUID.accepts(text) ? text : undefined;
  const [, id = ''] = name === CONNECTION_STRING ? (/^RunAs=App;AppId=([^;]+);?$/i.exec(text) ?? []) : [];
  return GUID.accepts(id) ? id : undefined;
}

function findingOf(
  { workload, handedOut }: CheckedWorkload,
  name: string,
  path: FieldPath,
  id: string,
  other: Identity | undefined,
): RuleFinding {
  const identities = handedOut.map(({ identity }) => identity);
  const [first] = identities;
  const isCase = identities.some(({ clientID }) => clientID === id.toLowerCase());
  const names = [...new Set(identities.map(keyOf))].join(', ');
  const wrong = isCase
    ? `The client id in ${name} is written in another case than that of its AzureIdentity, and NMI compares them exactly`
    : `The client id ${id} in ${name} is none of the identities of the pods (${names})${other ? `; it is that of AzureIdentity ${keyOf(other)}` : ''}`;
  const meant = isCase ? id.toLowerCase() : identities.length === 1 ? first?.clientID : undefined;
  const advice = other && !isCase ? `, or bind ${keyOf(other)} to them` : '';
  return {
    object: workload.manifest,
    path,
    message: `${wrong}. Token requests with it fail with 404. Write ${meant ?? 'the client id of one of them'}${advice}.`,
    absence: { isNear: true },
    ...(meant !== undefined && name !== CONNECTION_STRING && { fix: `value: ${meant}` }),
  };
}
