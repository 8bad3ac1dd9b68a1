import type { ApiObject } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { mergedWith } from '../../synth/lazily';
import { CUSTOM_CLOUD_VARIABLE, MIC_NAMESPACE_VARIABLE } from '../../upstream/variables';
import type { CloudCredentials, SecretData } from '../cloud-credentials';
import { CHECKSUM_ANNOTATION } from '../defaults';
import { orderOf } from '../flags';
import type { Wire } from '../wire';
import { type ControllerSettings, type InstallContext, podSpec, render, renderWorkload } from './controller';
import { type RbacObjects, type RbacSettings, renderRbac } from './rbac';
import { checksumOf } from './secret-checksum';

/** Decided settings of MIC. */
export interface MicSettings extends ControllerSettings {
  readonly replicas: number | undefined;
  readonly topologySpreadConstraints: Wire<k8s.TopologySpreadConstraint>[] | undefined;
  /** File of the node with the credentials. */
  readonly cloudConfig: string | undefined;
  readonly customCloudConfig: string | undefined;
  readonly credentials: CloudCredentials | undefined;
}

/** MIC assigns identities to nodes, for the pods that are bound to them. Part of `AadPodIdentity`. */
export class Mic extends Construct {
  /**
   * Made by `AadPodIdentity`.
   *
   * @internal
   * @jsii ignore
   */
  public static of(
    scope: Construct,
    id: string,
    settings: MicSettings,
    context: InstallContext,
    rbac: RbacSettings,
  ): Mic {
    return new Mic(scope, id, settings, context, rbac);
  }

  /** The Deployment, for JSON patches. */
  public readonly deployment: ApiObject;
  /** The ServiceAccount; undefined without RBAC. */
  public readonly serviceAccount: ApiObject | undefined;
  /** The ClusterRole; undefined without RBAC. */
  public readonly clusterRole: ApiObject | undefined;
  /** The ClusterRoleBinding; undefined without RBAC. */
  public readonly clusterRoleBinding: ApiObject | undefined;
  /** The Secret with the credentials, if they are rendered. */
  public readonly secret: ApiObject | undefined;

  private constructor(
    scope: Construct,
    id: string,
    settings: MicSettings,
    context: InstallContext,
    rbac: RbacSettings,
  ) {
    super(scope, id);
    const { namespace, distribution } = context;
    const names = distribution.mic;
    const objects: RbacObjects = context.rbac ? renderRbac(this, 'mic', names, context, rbac) : {};
    this.serviceAccount = objects.serviceAccount;
    this.clusterRole = objects.clusterRole;
    this.clusterRoleBinding = objects.clusterRoleBinding;
    const data = settings.credentials?.data && encoded(settings.credentials.data);
    const secret = { name: distribution.secret, namespace, labels: names.labels };
    if (data) this.secret = render(this, 'v1', 'Secret', secret, { data });
    const annotations = mergedWith(
      { ...(distribution.checksum && { [CHECKSUM_ANNOTATION]: checksumOf(secret, data) }) },
      settings.podAnnotations,
    );
    const own = settings.replicas === undefined ? {} : { replicas: settings.replicas };
    const pod = micPod(settings, context);
    this.deployment = renderWorkload(this, 'Deployment', namespace, names, own, settings, annotations, pod);
  }
}

function encoded(data: SecretData): SecretData {
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
}

/** Upstream: charts/aad-pod-identity/templates/mic-deployment.yaml. */
function micPod(settings: MicSettings, context: InstallContext): Wire<k8s.PodSpec> {
  const { cloudConfig, customCloudConfig, credentials, topologySpreadConstraints } = settings;
  const { distribution } = context;
  const laterEnv: Wire<k8s.EnvVar>[] = credentials?.env(distribution.secret) ?? [];
  if (customCloudConfig !== undefined) laterEnv.push({ name: CUSTOM_CLOUD_VARIABLE, value: customCloudConfig });
  const nodePaths = Object.entries(distribution.nodeFiles).map(([name, path]) => ({ name, path, readOnly: true }));
  if (cloudConfig !== undefined) nodePaths.push({ name: 'k8s-azure-file', path: cloudConfig, readOnly: true });
  if (customCloudConfig !== undefined) {
    nodePaths.push({ name: 'custom-env-file', path: customCloudConfig, readOnly: true });
  }
  return podSpec(context, distribution.mic, settings, {
    name: 'mic',
    env: [{ name: MIC_NAMESPACE_VARIABLE, valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
    laterEnv,
    nodePaths,
    order: orderOf('mic'),
    securityContext: {
      // Only root can read azure.json.
      ...((cloudConfig !== undefined || distribution.alwaysRoot) && { runAsUser: 0 }),
      readOnlyRootFilesystem: true,
    },
    spec: topologySpreadConstraints ? { topologySpreadConstraints } : {},
  });
}
