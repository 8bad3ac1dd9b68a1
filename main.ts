import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart, Include } from 'cdk8s';
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
} from './lib';

// Your values. These are placeholders: they look right, but nothing in Azure has these ids. The script that
// `aad-pod-identity azure setup` prints writes the real ones to IDS_FILE; when it is there, they are taken from it.
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
const IDS_FILE = 'azure-identities.json';

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

export interface DemoChartProps {
  /** The ids of the demo's identity; unless given, those at the head of this file. */
  readonly demo?: ManagedIdentity | undefined;
}

export class DemoChart extends Chart {
  constructor(scope: Construct, id: string, { demo }: DemoChartProps = {}) {
    super(scope, id, { namespace });

    // Step 3: name the managed identity that you made in Azure.
    const ids = demo ?? { resourceId: identityResourceId, clientId: identityClientId };
    const identity = AzureIdentity.userAssigned(this, 'demo', ids);

    // Step 4: offer it to the pods that carry its name in their label: `aadpodidbinding: demo`.
    new AzureIdentityBinding(this, 'demo-binding', { identity });

    // Step 5: run such a pod, which asks for tokens. Its log shows one that can be used: delete the pod after the test.
    const where = demo ? ManagedIdentityId.parse(demo.resourceId) : { subscriptionId, resourceGroup };
    new Demo(this, 'demo-deployment', {
      identity,
      subscriptionId: where.subscriptionId,
      resourceGroup: where.resourceGroup,
    });
  }
}

export interface ShopChartProps {
  /** The ids of the managed identities; unless given, placeholders. */
  readonly orders?: ManagedIdentity | undefined;
  readonly storage?: ManagedIdentity | undefined;
}

/** The composing example: who in a shop may use what. Each line with assignTo labels the pods and makes the binding. */
export class ShopChart extends Chart {
  constructor(scope: Construct, id: string, ids: ShopChartProps = {}) {
    super(scope, id, { namespace: 'shop' });

    // Two managed identities, and a service principal whose secret is in the cluster.
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

function placeholder(name: string, clientId: string): ManagedIdentity {
  return { resourceId: ManagedIdentityId.of(subscriptionId, 'shop-identities', name).resourceId, clientId };
}

function podTemplate(app: string, spec: object = {}): object {
  return {
    metadata: { labels: { app } },
    spec: { containers: [{ name: app, image: `shop.example/${app}:1.4` }], ...spec },
  };
}

/** All of it, in the order in which it is applied. */
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
