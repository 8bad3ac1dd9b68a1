import { ApiObject, App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  AzureIdentity,
  ManagedIdentityId,
  MigrationStage,
  WorkloadIdentity,
  type WorkloadIdentityProps,
} from '../../lib';
import { SUBSCRIPTION_ID, TENANT_ID } from './ids';
import { type Manifest, NOT_WRITTEN } from './manifests';
import { clientIdOf } from './shop';
import { readYaml } from './yaml-1.1';

export const { POD_IDENTITY, DUAL, PROXY, WORKLOAD_IDENTITY: LAST } = MigrationStage;
export const USING = [DUAL, PROXY, LAST];

/** A chart of an app of its own, in namespace `shop`. */
export const shopChart = (namespace = 'shop') => new Chart(new App({ outdir: NOT_WRITTEN }), 'shop', { namespace });

export const resourceIdOf = (name: string) => ManagedIdentityId.of(SUBSCRIPTION_ID, 'shop', name).resourceId;

/** A managed identity, with a client id and a resource id of its own. */
export function managed(chart: Chart, name = 'orders', props: object = {}): AzureIdentity {
  const ids = { resourceId: resourceIdOf(name), clientId: clientIdOf(name) };
  return AzureIdentity.userAssigned(chart, `${chart.node.id}-${name}`, { ...ids, metadata: { name }, ...props });
}

/** A service principal. */
export function application(chart: Chart, name = 'orders', props: object = {}): AzureIdentity {
  return AzureIdentity.servicePrincipal(chart, `${chart.node.id}-${name}`, {
    clientId: clientIdOf(name),
    tenantId: TENANT_ID,
    clientPassword: { name: 'secret' },
    metadata: { name },
    ...props,
  });
}

/** The line that moves a chart, or an app. */
export const move = (scope: Construct, stage: MigrationStage, props: Partial<WorkloadIdentityProps> = {}) =>
  new WorkloadIdentity(scope, 'workload-identity', { stage, ...props });

/** An object with a spec, or with other content. */
export function object(scope: Construct, apiVersion: string, kind: string, name: string, content: object = {}) {
  return new ApiObject(scope, `${kind.toLowerCase()}-${name}`, { apiVersion, kind, metadata: { name }, ...content });
}

export const serviceAccount = (scope: Construct, name: string, content: object = {}) =>
  object(scope, 'v1', 'ServiceAccount', name, content);

/** What an app writes, as objects. */
export const render = (scope: Construct): Manifest[] => readYaml((scope.node.root as App).synthYaml());

/** The objects of a kind, or those with a name. */
export const only = (documents: readonly Manifest[], kind: string, name?: string): Manifest[] =>
  documents.filter((one) => one.kind === kind && (name === undefined || one.metadata.name === name));

/** `Kind name`, in the order in which they are written. */
export const list = (documents: readonly Manifest[]): string[] =>
  documents.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

/** The pod template of a workload that is written. */
export function templateOf(documents: readonly Manifest[], kind = 'Deployment', name?: string): Manifest {
  const [found] = only(documents, kind, name);
  const { spec } = found as Manifest;
  return spec.jobTemplate?.spec.template ?? spec.jobTargetRef?.template ?? spec.template ?? found;
}

/** The annotations that we write on a ServiceAccount. */
export const annotationsFor = (...names: string[]) => ({
  'aad-pod-identity.federation/identities': names.map((name) => `${clientIdOf(name)}=${resourceIdOf(name)}`).join(','),
  ...(names.length === 1 && { 'azure.workload.identity/client-id': clientIdOf(names[0] as string) }),
});
