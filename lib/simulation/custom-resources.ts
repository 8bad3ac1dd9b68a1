import type { Fields, Texts } from '../manifests/fields';
import type { Manifest } from '../manifests/manifest';
import { BEHAVIOR_ANNOTATION, NAMESPACED } from '../upstream/api';

interface Named {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly name: string;
}

/** An AzureIdentity as MIC and NMI read it: absent fields are empty, as in Go. */
export interface Identity extends Named {
  /** Whether its annotation limits it to its namespace. */
  readonly isNamespaced: boolean;
  /** 0 user-assigned, 1 service principal, 2 service principal with certificate; 0 when absent. */
  readonly type: number;
  readonly resourceID: string;
  readonly clientID: string;
  readonly tenantID: string;
}

/** An AzureIdentityBinding as MIC and NMI read it. */
export interface Binding extends Named {
  readonly azureIdentity: string;
  readonly selector: string;
}

/** An AzurePodIdentityException as NMI reads it. */
export interface PodException extends Named {
  readonly podLabels: Texts;
}

/** `shop/orders` */
export const keyOf = ({ namespace, name }: Pick<Named, 'namespace' | 'name'>): string => `${namespace}/${name}`;

// Fields and types are those of the CRDs (charts/aad-pod-identity/crds/crd.yaml). Their schemas are structural, so the API
// server drops unknown fields, such as `ClientID`.

export function identityOf(manifest: Manifest, fields: Fields): Identity {
  const annotations = fields.in('metadata').texts('annotations');
  const spec = fields.in('spec');
  const clientPassword = spec.in('clientPassword');
  for (const key of ['name', 'namespace']) clientPassword.text(key);
  for (const key of ['adEndpoint', 'adResourceID']) spec.text(key);
  spec.map('metadata');
  spec.listOfText('auxiliaryTenantIDs');
  spec.integer('replicas');
  // Field by field: there may be many, and a spread is slow.
  return {
    manifest,
    namespace: manifest.namespace,
    name: manifest.name,
    isNamespaced: Object.hasOwn(annotations, BEHAVIOR_ANNOTATION) && annotations[BEHAVIOR_ANNOTATION] === NAMESPACED,
    type: spec.integer('type') ?? 0,
    resourceID: spec.text('resourceID'),
    clientID: spec.text('clientID'),
    tenantID: spec.text('tenantID'),
  };
}

export function bindingOf(manifest: Manifest, fields: Fields): Binding {
  const spec = fields.in('spec');
  spec.integer('weight');
  spec.map('metadata');
  return {
    manifest,
    namespace: manifest.namespace,
    name: manifest.name,
    azureIdentity: spec.text('azureIdentity'),
    selector: spec.text('selector'),
  };
}

export function podExceptionOf(manifest: Manifest, fields: Fields): PodException {
  const spec = fields.in('spec');
  spec.map('metadata');
  const { namespace, name } = manifest;
  return { manifest, namespace, name, podLabels: spec.texts('podLabels') };
}
