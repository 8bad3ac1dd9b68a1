import { codeOf } from '../install/code/typescript';
import { frame } from './frame';
import { mainFile } from './main-code';
import type { OwnPackage, Project } from './project-file';
import { readme } from './readme';
import { accessTest } from './test-code';

/** A project with one identity, and one workload that may use it. */
export function sampleProject(own: OwnPackage, namespace: string): Project {
  const imports = `import { App, Chart } from 'cdk8s';
import { AzureIdentity } from 'cdk8s-aad-pod-identity';
import { Deployment } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';`;
  const declarations = `// Your values. These are placeholders: well-formed, but nothing in Azure has these ids.
//   az identity show --resource-group … --name … --query '{resourceId: id, clientId: clientId}'
const ORDERS = {
  resourceId:
    '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/my-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders',
  clientId: '00000000-0000-4000-8000-000000000002',
};

/** An identity, and the workload that may use it. */
export class OrdersChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: ${codeOf(namespace, '')} });

    const orders = AzureIdentity.userAssigned(this, 'orders', ORDERS);

    const web = new Deployment(this, 'web', {
      metadata: { name: 'web' },
      containers: [{ name: 'web', image: 'registry.example/web:1.0', port: 8080 }],
    });
    orders.assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID' });
  }
}`;
  const files = [
    ...frame(own, false),
    mainFile(imports, declarations, "  new OrdersChart(app, 'orders');"),
    accessTest([`Deployment ${namespace}/web: ${namespace}/orders`], false),
    readme(
      own,
      '[main.ts](main.ts) says which workload may use which Azure identity: one Deployment and one identity, for a start. ' +
        'Replace the\nids at its head, and the Deployment by yours.',
      'The controllers, MIC and NMI, are `AadPodIdentity` of the same package, when the cluster does not have them yet; to move to\n' +
        'Azure Workload Identity, see `WorkloadIdentity`.',
    ),
  ];
  return { files, remarks: [] };
}
