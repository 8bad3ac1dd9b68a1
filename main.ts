import { join } from 'node:path';
import { ApiObject, App, Chart, Include } from 'cdk8s';
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
    const web = new ApiObject(this, 'web', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { selector: { matchLabels: { app: 'web' } }, template: podTemplate('web') },
    });
    orders.assignTo(web);
    const worker = new ApiObject(this, 'worker', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'worker' },
      spec: { serviceName: 'worker', selector: { matchLabels: { app: 'worker' } }, template: podTemplate('worker') },
    });
    orders.assignTo(worker);

    // A nightly job uses two identities, so that it has to say which one it wants: by client id. Its pods are deleted when
    // they have finished: until then MIC leaves the identities on the node.
    const nightly = new ApiObject(this, 'nightly', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'nightly' },
      spec: {
        schedule: '0 3 * * *',
        jobTemplate: {
          spec: { ttlSecondsAfterFinished: 3600, template: podTemplate('nightly', { restartPolicy: 'OnFailure' }) },
        },
      },
    });
    orders.assignTo(nightly, { clientIdEnv: 'ORDERS_CLIENT_ID' });
    storage.assignTo(nightly, { clientIdEnv: 'STORAGE_CLIENT_ID' });

    // What somebody wrote by hand, in a file.
    const reports = new Include(this, 'reports', { url: join(__dirname, '..', 'examples', 'reports.yaml') });
    partner.assignTo(reports);
  }
}

function podTemplate(app: string, spec: object = {}): object {
  return {
    metadata: { labels: { app } },
    spec: { containers: [{ name: app, image: `shop.example/${app}:1.4` }], ...spec },
  };
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
