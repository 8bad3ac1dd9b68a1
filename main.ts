import { join } from 'node:path';
import { App, Chart, Cron, Include } from 'cdk8s';
import { CronJob, Deployment, StatefulSet } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import {
  AadPodIdentity,
  AadPodIdentityCrds,
  AzureIdentity,
  AzureIdentityBinding,
  Demo,
  ManagedIdentityId,
} from './lib';

// Your values. These are placeholders: they look right, but nothing in Azure has these ids.
//   subscriptionId      az account show --query id
//   resourceGroup       whose virtual machines the demo lists; the walk-through takes the cluster's node resource group
//   identityResourceId  az identity show --resource-group … --name … --query id (all of it)
//   identityClientId    az identity show --resource-group … --name … --query clientId
//   namespace           must exist
const subscriptionId = '00000000-0000-4000-8000-000000000001';
const resourceGroup = 'demo-resources';
const identityResourceId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/demo`;
const identityClientId = '00000000-0000-4000-8000-000000000002';
const namespace = 'default';

/** Step 1: teach the cluster the four custom resources. A file of its own, because it is applied before the others. */
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

export class DemoChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace });

    // Step 3: name the managed identity that you made in Azure.
    const identity = AzureIdentity.userAssigned(this, 'demo', {
      resourceId: identityResourceId,
      clientId: identityClientId,
    });

    // Step 4: offer it to the pods that carry its name in their label: `aadpodidbinding: demo`.
    new AzureIdentityBinding(this, 'demo-binding', { identity });

    // Step 5: run such a pod, which asks for tokens. Its log shows one that can be used: delete the pod after the test.
    new Demo(this, 'demo-deployment', { identity, subscriptionId, resourceGroup });
  }
}

/** The composing example: who in a shop may use what. Each line with assignTo labels the pods and makes the binding. */
export class ShopChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'shop' });

    // Two managed identities, and a service principal whose secret is in the cluster.
    const orders = AzureIdentity.userAssigned(this, 'orders', {
      resourceId: ManagedIdentityId.of(subscriptionId, 'shop-identities', 'orders'),
      clientId: '00000000-0000-4000-8000-000000000003',
    });
    const storage = AzureIdentity.userAssigned(this, 'storage', {
      resourceId: ManagedIdentityId.of(subscriptionId, 'shop-identities', 'storage'),
      clientId: '00000000-0000-4000-8000-000000000004',
    });
    const partner = AzureIdentity.servicePrincipal(this, 'partner', {
      clientId: '00000000-0000-4000-8000-000000000005',
      tenantId: '00000000-0000-4000-8000-000000000006',
      clientPassword: { name: 'partner-client-secret' },
    });

    // A web front end and a worker, which share an identity.
    const web = new Deployment(this, 'web', {
      metadata: { name: 'web' },
      containers: [{ image: 'shop.example/web:1.4', portNumber: 8080, resources: {} }],
    });
    orders.assignTo(web);
    const worker = new StatefulSet(this, 'worker', {
      metadata: { name: 'worker' },
      containers: [{ image: 'shop.example/worker:1.4', portNumber: 8080, resources: {} }],
    });
    orders.assignTo(worker);

    // A nightly job uses two identities, so that it has to say which one it wants: by client id.
    const nightly = new CronJob(this, 'nightly', {
      metadata: { name: 'nightly' },
      schedule: Cron.schedule({ minute: '0', hour: '3' }),
      containers: [{ image: 'shop.example/nightly:1.4', resources: {} }],
    });
    orders.assignTo(nightly, { clientIdEnv: 'ORDERS_CLIENT_ID' });
    storage.assignTo(nightly, { clientIdEnv: 'STORAGE_CLIENT_ID' });

    // What somebody wrote by hand, in a file.
    const reports = new Include(this, 'reports', { url: join(__dirname, '..', 'examples', 'reports.yaml') });
    partner.assignTo(reports);
  }
}

/** All of it, in the order in which it is applied. */
export function addCharts(app: App): void {
  new CrdsChart(app, 'crds');
  new AadPodIdentityChart(app, 'aad-pod-identity');
  new DemoChart(app, 'demo');
  new ShopChart(app, 'shop');
}

if (require.main === module) {
  const app = new App();
  try {
    addCharts(app);
    app.synth();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
