import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Cron, Duration, Include, Size } from 'cdk8s';
import {
  type ContainerProps,
  Cpu,
  CronJob,
  Deployment,
  ImagePullPolicy,
  LabelSelector,
  Probe,
  RestartPolicy,
  Service,
  StatefulSet,
  type WorkloadProps,
} from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import {
  AadPodIdentity,
  AadPodIdentityCrds,
  AzureIdentity,
  AzureIdentityBinding,
  Demo,
  ManagedIdentities,
  type ManagedIdentity,
  ManagedIdentityId,
  type MigrationStage,
  WorkloadIdentity,
} from './lib';

// Your values. These are placeholders: well-formed, but nothing in Azure has these ids. The script printed by
// `aad-pod-identity azure setup` writes the real ones to IDS_FILE; when that file exists, its ids are used instead.
//   subscriptionId      az account show --query id
//   resourceGroup       the demo lists the virtual machines in it; in the walk-through, the cluster's node resource group
//   identityResourceId  az identity show --resource-group … --name … --query id (the whole id)
//   identityClientId    az identity show --resource-group … --name … --query clientId
//   namespace           of MIC, NMI and the demo; must exist
const subscriptionId = '00000000-0000-4000-8000-000000000001';
const resourceGroup = 'demo-resources';
const identityResourceId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/demo`;
const identityClientId = '00000000-0000-4000-8000-000000000002';
const namespace = 'default';
const IDS_FILE = 'azure-identities.json';

/** Step 1: the CRDs of AAD Pod Identity. They have a file of their own, because they are applied before the others. */
export class CrdsChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AadPodIdentityCrds(this, 'crds');
  }
}

/** Step 2: install AAD Pod Identity: MIC, which assigns identities, and NMI, which answers token requests. */
export class AadPodIdentityChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace });
    new AadPodIdentity(this, 'aad-pod-identity');
  }
}

export interface DemoChartProps {
  /**
   * The ids of the demo's identity.
   *
   * @default - those at the head of this file
   */
  readonly demo?: ManagedIdentity | undefined;
}

export class DemoChart extends Chart {
  constructor(scope: Construct, id: string, { demo }: DemoChartProps = {}) {
    super(scope, id, { namespace });

    // Step 3: declare the managed identity that you created in Azure.
    const ids = demo ?? { resourceId: identityResourceId, clientId: identityClientId };
    const identity = AzureIdentity.userAssigned(this, 'demo', ids);

    // Step 4: bind it to the pods with the label `aadpodidbinding: demo`.
    new AzureIdentityBinding(this, 'demo-binding', { identity });

    // Step 5: run such a pod, which requests tokens. It logs one in full: delete it after the test.
    const where = demo ? ManagedIdentityId.parse(demo.resourceId) : { subscriptionId, resourceGroup };
    new Demo(this, 'demo-deployment', {
      identity,
      subscriptionId: where.subscriptionId,
      resourceGroup: where.resourceGroup,
    });
  }
}

export interface ShopChartProps {
  /** @default - placeholders */
  readonly orders?: ManagedIdentity | undefined;
  /** @default - placeholders */
  readonly storage?: ManagedIdentity | undefined;
  /**
   * How far the shop has moved to Workload Identity: docs/workload-identity.md.
   *
   * @default - AAD Pod Identity alone
   */
  readonly stage?: MigrationStage | undefined;
}

/** An example to read: which workload of a shop may use which identity. Each assignTo labels the pods and adds a binding. */
export class ShopChart extends Chart {
  constructor(scope: Construct, id: string, ids: ShopChartProps = {}) {
    super(scope, id, { namespace: 'shop' });

    // The whole move of the shop's workloads to Workload Identity, stage by stage.
    if (ids.stage) new WorkloadIdentity(this, 'workload-identity', { stage: ids.stage });

    // Two managed identities, and a service principal whose client secret is in a Secret of the cluster.
    const orders = AzureIdentity.userAssigned(
      this,
      'orders',
      ids.orders ?? placeholder('orders', '00000000-0000-4000-8000-000000000003'),
    );
    const storage = AzureIdentity.userAssigned(
      this,
      'storage',
      ids.storage ?? placeholder('storage', '00000000-0000-4000-8000-000000000004'),
    );
    const partner = AzureIdentity.servicePrincipal(this, 'partner', {
      clientId: '00000000-0000-4000-8000-000000000005',
      tenantId: '00000000-0000-4000-8000-000000000006',
      clientPassword: { name: 'partner-client-secret' },
    });

    // A web front end and a worker, which share an identity.
    const web = new Deployment(this, 'web', {
      ...named('web'),
      replicas: 2,
      containers: [
        { ...container('web'), ports: [{ number: 8080 }], readiness: Probe.fromHttpGet('/', { port: 8080 }) },
      ],
    });
    web.select(LabelSelector.of({ labels: { app: 'web' } }));
    orders.assignTo(web);

    const worker = new StatefulSet(this, 'worker', {
      ...named('worker'),
      service: new Service(this, 'workers', {
        metadata: { name: 'worker' },
        clusterIP: 'None',
        ports: [{ port: 8080 }],
      }),
      containers: [container('worker')],
    });
    worker.select(LabelSelector.of({ labels: { app: 'worker' } }));
    orders.assignTo(worker);

    // A nightly job uses two identities: orders by default, and storage by its client id. Its pods are deleted an hour
    // after they finish: MIC keeps their identities on the node until then.
    const nightly = new CronJob(this, 'nightly', {
      ...named('nightly'),
      schedule: Cron.schedule({ minute: '0', hour: '3' }),
      startingDeadline: Duration.hours(1), // by default 10 seconds, and then this night is skipped
      ttlAfterFinished: Duration.hours(1),
      restartPolicy: RestartPolicy.ON_FAILURE,
      containers: [container('nightly')],
    });
    orders.assignTo(nightly, { clientIdEnv: 'AZURE_CLIENT_ID' });
    storage.assignTo(nightly, { clientIdEnv: 'STORAGE_CLIENT_ID' });

    // A hand-written manifest.
    const reports = new Include(this, 'reports', { url: join(__dirname, '..', 'examples', 'reports.yaml') });
    partner.assignTo(reports);
  }
}

/**
 * A fixed name, and `select()` by the label `app`. By default cdk8s-plus derives both from the path of the construct: then
 * moving the construct changes the selector, and the API server refuses to update a Deployment's selector.
 */
function named(app: string): WorkloadProps {
  return { metadata: { name: app }, podMetadata: { labels: { app } }, select: false };
}

/** By default cdk8s-plus requests a whole CPU and 512 MiB for each container, and pulls the image at every start. */
function container(app: string): ContainerProps {
  return {
    name: app,
    image: `shop.example/${app}:1.4`,
    imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
    resources: {
      cpu: { request: Cpu.millis(50) },
      memory: { request: Size.mebibytes(64), limit: Size.mebibytes(256) },
    },
  };
}

function placeholder(name: string, clientId: string): ManagedIdentity {
  return { resourceId: ManagedIdentityId.of(subscriptionId, 'shop-identities', name).resourceId, clientId };
}

/** All charts, in the order in which they are applied. */
export function addCharts(app: App, identities?: ManagedIdentities): void {
  new CrdsChart(app, 'crds');
  new AadPodIdentityChart(app, 'aad-pod-identity');
  new DemoChart(app, 'demo', { demo: identities?.byName('demo') });
  new ShopChart(app, 'shop', {
    orders: identities?.tryByName('orders'),
    storage: identities?.tryByName('storage'),
  });
}

if (require.main === module) {
  const app = new App();
  try {
    addCharts(app, existsSync(IDS_FILE) ? ManagedIdentities.fromJson(IDS_FILE) : undefined);
    app.synth();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
