import type { Fields, Texts } from '../manifests/fields';
import type { FieldPath, Manifest } from '../manifests/manifest';

export const API_GROUP = 'aadpodidentity.k8s.io';
export const API_VERSION = `${API_GROUP}/v1`;

/** Compared letter by letter, as is its value (pkg/apis/aadpodidentity/utils.go, IsNamespacedIdentity). */
export const BEHAVIOR_ANNOTATION = `${API_GROUP}/Behavior`;
export const NAMESPACED = 'namespaced';

/** An AzureIdentity as MIC and NMI read it: what is absent is empty, as in Go. */
export interface Identity {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly name: string;
  /** Whether its annotation keeps it to its namespace. */
  readonly isNamespaced: boolean;
  /** 0 user-assigned, 1 service principal, 2 service principal with certificate; 0 when absent. */
  readonly type: number;
  readonly resourceID: string;
  readonly clientID: string;
  readonly tenantID: string;
}

/** An AzureIdentityBinding as MIC and NMI read it. */
export interface Binding {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly name: string;
  readonly azureIdentity: string;
  readonly selector: string;
}

/** An AzurePodIdentityException as NMI reads it. */
export interface PodException {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly name: string;
  readonly podLabels: Texts;
}

/** `shop/orders` */
export const keyOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string =>
  `${namespace}/${name}`;

// The fields and their types are those of the schemas of the CRDs (charts/aad-pod-identity/crds/crd.yaml). They are
// structural: what they do not name is pruned, so that `ClientID` is as good as absent.

export function identityOf(manifest: Manifest, fields: Fields): Identity {
  const annotations = fields.texts(['metadata', 'annotations']);
  for (const key of ['adEndpoint', 'adResourceID']) fields.text(['spec', key]);
  for (const key of ['name', 'namespace']) fields.text(['spec', 'clientPassword', key]);
  for (const key of ['clientPassword', 'metadata']) fields.map(['spec', key]);
  const tenants: FieldPath = ['spec', 'auxiliaryTenantIDs'];
  fields.list(tenants).forEach((_tenant, i) => {
    fields.text([...tenants, i]);
  });
  fields.integer(['spec', 'replicas']);
  return {
    manifest,
    namespace: manifest.namespace,
    name: manifest.name,
    isNamespaced: Object.hasOwn(annotations, BEHAVIOR_ANNOTATION) && annotations[BEHAVIOR_ANNOTATION] === NAMESPACED,
    type: fields.integer(['spec', 'type']) ?? 0,
    resourceID: fields.text(['spec', 'resourceID']),
    clientID: fields.text(['spec', 'clientID']),
    tenantID: fields.text(['spec', 'tenantID']),
  };
}

export function bindingOf(manifest: Manifest, fields: Fields): Binding {
  fields.texts(['metadata', 'annotations']);
  fields.integer(['spec', 'weight']);
  return {
    manifest,
    namespace: manifest.namespace,
    name: manifest.name,
    azureIdentity: fields.text(['spec', 'azureIdentity']),
    selector: fields.text(['spec', 'selector']),
  };
}

export function podExceptionOf(manifest: Manifest, fields: Fields): PodException {
  fields.texts(['metadata', 'annotations']);
  return {
    manifest,
    namespace: manifest.namespace,
    name: manifest.name,
    podLabels: fields.texts(['spec', 'podLabels']),
  };
}
