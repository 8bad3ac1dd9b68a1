import type { Chart } from 'cdk8s';
import { AzureIdentity, Demo } from '../../lib';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID, TENANT_ID } from './ids';

// biome-ignore lint/suspicious/noExplicitAny: as JavaScript passes it.
type Anything = any;

/** An identity of each kind, and a demo, with props as JavaScript or a spread object would pass them. */
export const userAssigned = (chart: Chart, props: Anything = {}, id: Anything = 'orders') =>
  AzureIdentity.userAssigned(chart, id, { resourceId: RESOURCE_ID, clientId: CLIENT_ID, ...props });

export const servicePrincipal = (chart: Chart, props: Anything = {}) =>
  AzureIdentity.servicePrincipal(chart, 'orders', {
    clientId: CLIENT_ID,
    tenantId: TENANT_ID,
    clientPassword: { name: 'orders-secret' },
    ...props,
  });

export const demo = (chart: Chart, props: Anything = {}) =>
  new Demo(chart, 'demo', {
    identity: userAssigned(chart),
    subscriptionId: SUBSCRIPTION_ID,
    resourceGroup: 'shop',
    ...props,
  });
