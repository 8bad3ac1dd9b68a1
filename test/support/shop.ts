import { ApiObject, type Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { AzureIdentity } from '../../lib';
import { RESOURCE_ID } from './ids';

/** An identity with a client id of its own. */
export function identity(chart: Chart, name: string, props: { namespaced?: boolean } = {}): AzureIdentity {
  return AzureIdentity.userAssigned(chart, name, { resourceId: RESOURCE_ID, clientId: clientIdOf(name), ...props });
}

export function clientIdOf(name: string): string {
  return `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').slice(0, 12).padEnd(12, '0')}`;
}

/** A Deployment as a plain ApiObject. */
export function deployment(
  scope: Construct,
  name: string,
  pod: { labels?: object; spec?: object } = {},
  kind = 'Deployment',
) {
  return new ApiObject(scope, `${kind.toLowerCase()}-${name}`, {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: {
      template: {
        ...(pod.labels && { metadata: { labels: pod.labels } }),
        spec: { containers: [{ name: 'app', image: 'app' }], ...pod.spec },
      },
    },
  });
}
