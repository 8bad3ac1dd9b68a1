import { afterEach, beforeEach, jest } from '@jest/globals';
import { ApiObject, Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import { AzureIdentity } from '../../lib';
import { RESOURCE_ID } from './ids';
import type { Manifest } from './manifests';

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

/** A chart of the same app, for another namespace. */
export function otherChart(chart: Chart, namespace: string): Chart {
  return new Chart(chart.node.root as Chart, namespace, { namespace });
}

/** The bindings that a chart writes, in short. */
export function bindings(chart: Chart): Manifest[] {
  return Testing.synth(chart)
    .filter(({ kind }: Manifest) => kind === 'AzureIdentityBinding')
    .map(({ metadata, spec }: Manifest) => ({ namespace: metadata.namespace, name: metadata.name, ...spec }));
}

export function labelOf(object: ApiObject): string {
  return object.toJson().spec.template.metadata.labels.aadpodidbinding;
}

export function messageOf(run: () => void): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}

/** Keeps warnings off the screen, and in the list that it returns, anew for each test. */
export function catchWarnings(): string[] {
  const warnings: string[] = [];
  beforeEach(() => {
    warnings.length = 0;
    jest.spyOn(console, 'warn').mockImplementation((text) => {
      warnings.push(String(text));
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return warnings;
}
