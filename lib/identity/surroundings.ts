import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type Json, podTemplateOf } from '../synth/pod-template';
import { BINDING_LABEL } from '../upstream/api';
import { isKindWithoutPods } from '../upstream/pod-templates';
import { DEFAULT_ACCOUNT } from '../upstream/workload-identity';
import { groupOf } from '../validate/kubernetes-names';
import { valueAt } from '../validate/path';
import type { AccountContent } from '../workload-identity/service-account';
import { accountAt } from '../workload-identity/workload-account';

/** A ServiceAccount of the app, whatever made it. */
export interface AppAccount {
  readonly object: ApiObject;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly manifest: Json;
}

/** A workload of the app, and the ServiceAccount of its pods without Workload Identity. */
export interface AccountUser {
  readonly object: ApiObject;
  readonly namespace: string | undefined;
  readonly account: string;
}

/** A label `aadpodidbinding` that somebody wrote, for pods that no identity is assigned to. */
export interface LabelledPods {
  readonly object: ApiObject;
  readonly namespace: string | undefined;
  readonly label: string;
}

/** An object of the app, rendered. */
export interface RenderedObject {
  readonly object: ApiObject;
  readonly manifest: Json;
}

/** What else is in the app, as far as Workload Identity depends on it. */
export interface Surroundings {
  /** By namespace and name. */
  readonly accounts: ReadonlyMap<string, AppAccount>;
  /** Those without an identity. */
  readonly workloads: readonly AccountUser[];
  readonly labelled: readonly LabelledPods[];
  /** The place of each object that was known before, in the order of the tree. */
  readonly order: ReadonlyMap<ApiObject, number>;
  /** The ConfigMaps and Secrets, not rendered. */
  readonly configs: readonly ApiObject[];
  /** Objects of kinds that rules of Workload Identity look at. */
  readonly others: readonly RenderedObject[];
}

/** Of a ServiceAccount. */
export const accountKey = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`;

/** Kinds of `others`, by group. */
const LOOKED_AT: { readonly [group: string]: readonly string[] } = {
  '': ['Namespace'],
  'rbac.authorization.k8s.io': ['RoleBinding', 'ClusterRoleBinding'],
  'secrets-store.csi.x-k8s.io': ['SecretProviderClass'],
  'security.istio.io': ['AuthorizationPolicy'],
  'cilium.io': ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'],
  'policy.linkerd.io': ['AuthorizationPolicy', 'MeshTLSAuthentication', 'ServerAuthorization'],
  'aadpodidentity.k8s.io': ['AzurePodIdentityException'],
};

/** Reads the app once. `isOurs`: objects that are known already. */
export function surroundingsOf(root: IConstruct, isOurs: (object: ApiObject) => boolean): Surroundings {
  const accounts = new Map<string, AppAccount>();
  const workloads: AccountUser[] = [];
  const labelled: LabelledPods[] = [];
  const configs: ApiObject[] = [];
  const others: RenderedObject[] = [];
  const order = new Map<ApiObject, number>();
  for (const object of root.node.findAll()) {
    if (!ApiObject.isApiObject(object)) continue;
    if (isOurs(object)) {
      order.set(object, order.size);
      continue;
    }
    const group = groupOf(object.apiVersion);
    if (group === '' && CONFIGS.includes(object.kind)) configs.push(object);
    const isAccount = group === '' && object.kind === 'ServiceAccount';
    const isLookedAt = LOOKED_AT[group]?.includes(object.kind) === true;
    if (!isAccount && !isLookedAt && isKindWithoutPods(group, object.kind)) continue;
    const manifest: Json = object.toJson();
    const namespace = valueAt(manifest, ['metadata', 'namespace']) as string | undefined;
    if (isAccount) {
      const name = String(valueAt(manifest, ['metadata', 'name']));
      accounts.set(accountKey(namespace, name), { object, namespace, name, manifest });
    } else if (isLookedAt) others.push({ object, manifest });
    else {
      labelled.push(...podLabelsIn(manifest).map((label) => ({ object, namespace, label })));
      const path = podTemplateOf(manifest, undefined)?.account;
      if (!path) continue;
      const account = accountAt(manifest, path) ?? DEFAULT_ACCOUNT;
      workloads.push({ object, namespace, account });
    }
  }
  return { accounts, workloads, labelled, order, configs, others };
}

const CONFIGS = ['ConfigMap', 'Secret'];

/** Fields that hold labels of pods: operators create pods from fields of their own. Those of selectors only refer to them. */
const isForLabels = (field: string) => /labels$/i.test(field) && field !== 'matchLabels';

/** The values of the label `aadpodidbinding`, except those of an object that is no Pod itself. */
function podLabelsIn(manifest: Json): string[] {
  const labels: string[] = [];
  const search = (value: unknown, field: string, isOwn: boolean) => {
    if (typeof value !== 'object' || value === null) return;
    const label = isForLabels(field) && !isOwn ? valueAt(value, [BINDING_LABEL]) : undefined;
    if (typeof label === 'string') labels.push(label);
    for (const [key, item] of Object.entries(value)) search(item, key, false);
  };
  const { metadata, ...rest } = manifest;
  search(valueAt(metadata, ['labels']), 'labels', manifest.kind !== 'Pod');
  search(rest, '', false);
  return labels;
}

/** What the ServiceAccount `default` of a namespace has, if it is in the app. */
export function contentOfDefault({ accounts }: Surroundings, namespace: string | undefined): AccountContent {
  const found = accounts.get(accountKey(namespace, DEFAULT_ACCOUNT));
  if (!found) return {};
  const { imagePullSecrets, automountServiceAccountToken } = found.manifest;
  return {
    ...(imagePullSecrets !== undefined && { imagePullSecrets }),
    ...(automountServiceAccountToken !== undefined && { automountServiceAccountToken }),
  };
}
