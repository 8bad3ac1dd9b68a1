import { Manifests } from '../../lib';
import { Cluster } from '../../lib/simulation/cluster';
import { RESOURCE_ID } from './ids';

/** Manifests of one document for each object. */
export function manifests(...objects: object[]): Manifests {
  return Manifests.fromText('cluster.yaml', yaml(...objects));
}

/** The same as text: JSON is YAML. */
export function yaml(...objects: object[]): string {
  return objects.map((object) => `${visible(JSON.stringify(object, null, 2))}\n`).join('---\n');
}

/** Characters that JSON leaves as they are and YAML refuses, escaped. */
const visible = (json: string) =>
  json.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

export const clusterOf = (...objects: object[]): Cluster => new Cluster(manifests(...objects));

export const resource = (kind: string, namespace: string, name: string, spec: object, metadata: object = {}) => ({
  apiVersion: 'aadpodidentity.k8s.io/v1',
  kind,
  metadata: { name, namespace, ...metadata },
  spec,
});

export const NAMESPACED = { annotations: { 'aadpodidentity.k8s.io/Behavior': 'namespaced' } };

export const identity = (namespace: string, name: string, spec: object = {}, metadata: object = {}) =>
  resource('AzureIdentity', namespace, name, { type: 0, resourceID: RESOURCE_ID, clientID: 'c', ...spec }, metadata);

export const binding = (namespace: string, name: string, azureIdentity: string, selector: string) =>
  resource('AzureIdentityBinding', namespace, name, { azureIdentity, selector });

export const exception = (namespace: string, name: string, podLabels: object | undefined) =>
  resource('AzurePodIdentityException', namespace, name, { podLabels });

export const labelled = (label: string | undefined) => (label === undefined ? {} : { aadpodidbinding: label });

export const pod = (namespace: string, name: string, labels: object, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels },
  spec: { containers: [{ name: 'main', image: 'registry.example/main:1' }], ...spec },
});

export const deployment = (namespace: string, name: string, labels: object, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: { template: { metadata: { labels }, spec: pod(namespace, name, {}, spec).spec } },
});

/** A controller of one container, as the plain YAML installs it. */
export const controller = (kind: 'Deployment' | 'DaemonSet', program: string, args: string[], more: object = {}) => ({
  ...deployment(
    'default',
    program,
    { component: program },
    {
      containers: [
        { name: program, image: `mcr.microsoft.com/oss/azure/aad-pod-identity/${program}:v1.8.17`, args, ...more },
      ],
      hostNetwork: program === 'nmi',
    },
  ),
  kind,
});
export const nmi = (args: string[], more: object = {}) => controller('DaemonSet', 'nmi', args, more);
export const mic = (args: string[], more: object = {}) => controller('Deployment', 'mic', args, more);

/** The CRDs, as a cluster lists them. */
export const CRDS = [
  'azureidentities',
  'azureidentitybindings',
  'azureassignedidentities',
  'azurepodidentityexceptions',
].map((name) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${name}.aadpodidentity.k8s.io` },
}));
