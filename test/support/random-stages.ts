import { ApiObject, App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import * as fc from 'fast-check';
import {
  AzureIdentity,
  FederatedIdentityCredentials,
  type IAzureIdentity,
  ManagedIdentityId,
  MigrationStage,
  WorkloadIdentity,
} from '../../lib';
import { NOT_WRITTEN } from './manifests';
import { makeWorkload, WORKLOADS } from './workloads';

/** An app with Workload Identity in plain data, so that a failure shrinks to something that can be read. */
export interface RandomStages {
  readonly identities: readonly { name: string; namespace: string; namespaced: boolean; kind: Kind }[];
  readonly workloads: readonly {
    way: string;
    name: string;
    namespace: string;
    /** Its own stage, set by `assignTo`. */
    stage?: MigrationStage | undefined;
    /** The number of the ServiceAccount that it names; undefined for none. */
    account?: number | undefined;
  }[];
  readonly calls: readonly { identity: number; workload: number }[];
  /** Of the app, and of each chart. */
  readonly appStage?: MigrationStage | undefined;
  readonly chartStages: readonly (MigrationStage | undefined)[];
  /** Numbers that decide the order of all steps. */
  readonly order: readonly number[];
}

type Kind = 'managed' | 'application' | 'imported';

export const NAMESPACES = ['shop', 'billing'];
const NAMES = ['orders', 'storage', 'a.b.c', `${'long-'.repeat(20)}name`, '1e3', 'shop'];
/** Kinds that a stage can be applied to without a refusal, and with an account of their own. */
const WAYS = Object.keys(WORKLOADS);
const WITH_ACCOUNT = 'ApiObject: Deployment';

const index = fc.nat(99);
const stage = fc.option(fc.constantFrom(...Object.values(MigrationStage)), { nil: undefined });

export function randomStages(only?: MigrationStage): fc.Arbitrary<RandomStages> {
  const namespace = fc.constantFrom(...NAMESPACES);
  const wanted = only === undefined ? stage : fc.constant(only);
  return fc.record({
    identities: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...NAMES),
        namespace,
        namespaced: fc.boolean(),
        kind: fc.constantFrom<Kind>('managed', 'managed', 'application', 'imported'),
      }),
      { minLength: 1, maxLength: 4, selector: (identity) => `${identity.namespace}/${identity.name}` },
    ),
    workloads: fc.uniqueArray(
      fc.record({
        way: fc.constantFrom(...WAYS, WITH_ACCOUNT, WITH_ACCOUNT),
        name: fc.constantFrom('web', 'web.v2', 'orders', '7days', `${'very-'.repeat(10)}long`),
        namespace,
        stage: wanted,
        account: fc.option(fc.nat(1), { nil: undefined, freq: 2 }),
      }),
      { minLength: 1, maxLength: 5, selector: (workload) => `${workload.namespace}/${workload.name}` },
    ),
    calls: fc.array(fc.record({ identity: index, workload: index }), { minLength: 1, maxLength: 8 }),
    appStage: wanted,
    chartStages: fc.tuple(wanted, wanted),
    order: fc.array(index, { minLength: 12, maxLength: 12 }),
  });
}

/** What is declared about a workload. */
export interface Declared {
  readonly key: string;
  readonly namespace: string;
  readonly stage: MigrationStage | undefined;
  /** `namespace/name`, in the order of the calls. */
  readonly identities: string[];
  /** The client id that its containers use. */
  clientId: string | undefined;
  /** The client ids of all of them. */
  readonly clientIds: Set<string>;
  /** The resource ids of its managed identities. */
  readonly resourceIds: Set<string>;
}

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
export const TENANT = id(999);
const SUBSCRIPTION = id(998);

/** Builds the app, in the order of `order`. */
export function buildStages(random: RandomStages): { app: App; declared: Declared[] } {
  const app = new App({ outdir: NOT_WRITTEN });
  const charts = new Map(NAMESPACES.map((namespace) => [namespace, new Chart(app, namespace, { namespace })]));
  const chartOf = (namespace: string) => charts.get(namespace) as Chart;
  const accounts = new Map<string, ApiObject>();
  const made = random.identities.map((identity, i) => {
    const { name, namespace, namespaced, kind } = identity;
    const [chart, clientId] = [chartOf(namespace), id(i + 1)];
    const resourceId = ManagedIdentityId.of(SUBSCRIPTION, 'identities', `id-${i}`).resourceId;
    const construct = identityOf(chart, `identity-${i}`, { name, namespaced, kind, clientId, resourceId });
    return { construct, clientId, resourceId: kind === 'application' ? undefined : resourceId, ...identity };
  });
  const workloads = random.workloads.map((one) => {
    const chart = chartOf(one.namespace);
    const { workload, key } = makeWorkload(chart, one.way, one.name);
    if (one.account !== undefined && one.way === WITH_ACCOUNT)
      nameAccount(workload, chart, `account-${one.account}`, accounts);
    const inherited = random.chartStages[NAMESPACES.indexOf(one.namespace)] ?? random.appStage;
    return { ...one, workload, key, stage: one.stage, effective: one.stage ?? inherited };
  });
  const declared = new Map<string, Declared>(
    workloads.map(({ key, namespace, effective }) => [
      key,
      {
        key,
        namespace,
        stage: effective,
        identities: [],
        clientId: undefined,
        clientIds: new Set(),
        resourceIds: new Set(),
      },
    ]),
  );
  const steps: (() => void)[] = [];
  const taken = new Map<string, number>();
  for (const call of random.calls) {
    const identity = made[call.identity % made.length] as (typeof made)[number];
    const workload = workloads[call.workload % workloads.length] as (typeof workloads)[number];
    const isFar = identity.namespaced && identity.namespace !== workload.namespace;
    const key = `${workload.key} ${identity.name}`;
    // One name for one workload, and no copy where another identity has its name.
    const known = taken.get(key);
    if (known !== undefined || (isFar && made.some((one) => one !== identity && one.name === identity.name))) continue;
    taken.set(key, call.identity);
    const all = declared.get(workload.key) as Declared;
    const isDefault = all.identities.length === 0;
    all.identities.push(`${isFar ? workload.namespace : identity.namespace}/${identity.name}`);
    if (isDefault) all.clientId = identity.clientId;
    all.clientIds.add(identity.clientId);
    if (identity.resourceId) all.resourceIds.add(identity.resourceId);
    steps.push(() => {
      const used = isFar ? identity.construct.inNamespace(workload.namespace) : identity.construct;
      used.assignTo(workload.workload, {
        clientIdEnv: isDefault ? 'AZURE_CLIENT_ID' : `ID_${identity.clientId.slice(-2)}`,
        ...(workload.stage !== undefined && { stage: workload.stage }),
      });
    });
  }
  if (random.appStage) steps.push(settingsFor(app, random.appStage));
  random.chartStages.forEach((one, i) => {
    if (one) steps.push(settingsFor(chartOf(NAMESPACES[i] as string), one));
  });
  const keys = steps.map((step, i) => ({ step, key: random.order[i % random.order.length] ?? 0 }));
  for (const { step } of keys.toSorted((a, b) => a.key - b.key)) step();
  const credentials = new Chart(app, 'credentials', { namespace: 'operator' });
  new FederatedIdentityCredentials(credentials, 'credentials', {
    clusterName: 'test',
    issuer: 'https://westeurope.oic.prod-aks.azure.com/tenant/cluster/',
  });
  return { app, declared: [...declared.values()] };
}

const settingsFor = (scope: App | Chart, stage: MigrationStage) => () => {
  new WorkloadIdentity(scope, 'workload-identity', { stage });
};

function identityOf(
  chart: Chart,
  path: string,
  given: { name: string; namespaced: boolean; kind: Kind; clientId: string; resourceId: string },
): IAzureIdentity {
  const { name, namespaced, kind, clientId, resourceId } = given;
  const rest = { clientId, namespaced, metadata: { name } };
  if (kind === 'managed') return AzureIdentity.userAssigned(chart, path, { resourceId, ...rest });
  if (kind === 'imported') return AzureIdentity.fromName(chart, path, name, { namespaced, clientId, resourceId });
  return AzureIdentity.servicePrincipal(chart, path, { ...rest, tenantId: TENANT, clientPassword: { name: 'secret' } });
}

function nameAccount(workload: IConstruct, chart: Chart, name: string, accounts: Map<string, ApiObject>): void {
  const key = `${chart.namespace}/${name}`;
  const account =
    accounts.get(key) ?? new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
  accounts.set(key, account);
  const { toJson } = workload as ApiObject;
  (workload as ApiObject).toJson = () => {
    const json = toJson.call(workload);
    json.spec.template.spec.serviceAccountName = name;
    return json;
  };
}
