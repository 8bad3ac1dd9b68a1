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

/** A workload of the app that no identity is assigned to. */
export interface OtherWorkload {
  readonly object: ApiObject;
  readonly namespace: string | undefined;
  readonly account: string;
  /** The value of its label `aadpodidbinding`. */
  readonly label: string | undefined;
}

/** What else is in the app, as far as Workload Identity depends on it. */
export interface Surroundings {
  readonly accounts: readonly AppAccount[];
  readonly workloads: readonly OtherWorkload[];
  /** The place of each object that was known before, in the order of the tree. */
  readonly order: ReadonlyMap<ApiObject, number>;
  /** Objects of kinds that rules of Workload Identity look at, rendered. */
  readonly others: readonly { readonly object: ApiObject; readonly manifest: Json }[];
}

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
  const accounts: AppAccount[] = [];
  const workloads: OtherWorkload[] = [];
  const others: { object: ApiObject; manifest: Json }[] = [];
  const order = new Map<ApiObject, number>();
  for (const object of root.node.findAll()) {
    if (!ApiObject.isApiObject(object)) continue;
    if (isOurs(object)) {
      order.set(object, order.size);
      continue;
    }
    const group = groupOf(object.apiVersion);
    const isAccount = group === '' && object.kind === 'ServiceAccount';
    const isLookedAt = LOOKED_AT[group]?.includes(object.kind) === true;
    if (!isAccount && !isLookedAt && isKindWithoutPods(group, object.kind)) continue;
    const manifest: Json = object.toJson();
    const namespace = valueAt(manifest, ['metadata', 'namespace']) as string | undefined;
    if (isAccount)
      accounts.push({ object, namespace, name: String(valueAt(manifest, ['metadata', 'name'])), manifest });
    else if (isLookedAt) others.push({ object, manifest });
    else {
      const template = podTemplateOf(manifest, undefined);
      if (!template?.spec) continue;
      const label = valueAt(manifest, [...template.labels, BINDING_LABEL]);
      workloads.push({
        object,
        namespace,
        account: accountAt(manifest, [...template.spec, 'serviceAccountName']) ?? DEFAULT_ACCOUNT,
        label: typeof label === 'string' ? label : undefined,
      });
    }
  }
  return { accounts, workloads, order, others };
}

/** What a new ServiceAccount takes over from `default`, if that is in the app. */
export function contentOf(found: AppAccount | undefined): AccountContent {
  if (!found) return {};
  const { imagePullSecrets, automountServiceAccountToken } = found.manifest;
  return {
    ...(imagePullSecrets !== undefined && { imagePullSecrets }),
    ...(automountServiceAccountToken !== undefined && { automountServiceAccountToken }),
  };
}
