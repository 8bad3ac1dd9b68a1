import type { ApiObject } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { mergedWith } from '../../synth/lazily';
import { XTABLES_LOCK } from '../../upstream/node-files';
import { orderOf } from '../flags';
import type { Wire } from '../wire';
import { type ControllerSettings, type InstallContext, podSpec, renderWorkload } from './controller';
import { type RbacObjects, type RbacSettings, renderRbac } from './rbac';

/** Decided settings of NMI. */
export interface NmiSettings extends ControllerSettings {
  readonly updateStrategy: Wire<k8s.DaemonSetUpdateStrategy> | undefined;
  /** File of the node that names the network plugin; undefined before 1.7.0. */
  readonly kubeletConfig: string | undefined;
  /** Whether it gets `HOST_IP`. */
  readonly hostIp: boolean;
}

/** NMI answers the token requests of the pods on its node. Part of `AadPodIdentity`. */
export class Nmi extends Construct {
  /**
   * Made by `AadPodIdentity`.
   *
   * @internal
   * @jsii ignore
   */
  public static of(
    scope: Construct,
    id: string,
    settings: NmiSettings,
    context: InstallContext,
    rbac: RbacSettings,
  ): Nmi {
    return new Nmi(scope, id, settings, context, rbac);
  }

  /** The DaemonSet, for JSON patches. */
  public readonly daemonSet: ApiObject;
  /** The ServiceAccount; undefined without RBAC. */
  public readonly serviceAccount: ApiObject | undefined;
  /** The ClusterRole; undefined without RBAC. */
  public readonly clusterRole: ApiObject | undefined;
  /** The ClusterRoleBinding; undefined without RBAC. */
  public readonly clusterRoleBinding: ApiObject | undefined;

  private constructor(
    scope: Construct,
    id: string,
    settings: NmiSettings,
    context: InstallContext,
    rbac: RbacSettings,
  ) {
    super(scope, id);
    const { namespace, distribution } = context;
    const names = distribution.nmi;
    const objects: RbacObjects = context.rbac ? renderRbac(this, 'nmi', names, context, rbac) : {};
    this.serviceAccount = objects.serviceAccount;
    this.clusterRole = objects.clusterRole;
    this.clusterRoleBinding = objects.clusterRoleBinding;
    const own = settings.updateStrategy ? { updateStrategy: settings.updateStrategy } : {};
    const annotations = mergedWith({}, settings.podAnnotations);
    const pod = nmiPod(settings, context);
    this.daemonSet = renderWorkload(this, 'DaemonSet', namespace, names, own, settings, annotations, pod);
  }
}

/** Upstream: charts/aad-pod-identity/templates/nmi-daemonset.yaml. */
function nmiPod(settings: NmiSettings, context: InstallContext): Wire<k8s.PodSpec> {
  const { kubeletConfig, hostIp } = settings;
  const { distribution } = context;
  const env: Wire<k8s.EnvVar>[] = [];
  if (hostIp) env.push({ name: 'HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } });
  env.push({ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } });
  const type = 'FileOrCreate';
  return podSpec(context, distribution.nmi, settings, {
    name: 'nmi',
    env,
    nodePaths: [
      { name: 'iptableslock', path: XTABLES_LOCK, type },
      ...(kubeletConfig === undefined ? [] : [{ name: 'kubelet-config', path: kubeletConfig, type, readOnly: true }]),
    ],
    order: [
      ...distribution.firstNmiFlags,
      ...orderOf('nmi').filter((flag) => !distribution.firstNmiFlags.includes(flag)),
    ],
    // iptables needs root and these capabilities.
    securityContext: {
      runAsUser: 0,
      capabilities: { drop: ['ALL'], add: ['DAC_READ_SEARCH', 'NET_ADMIN', 'NET_RAW'] },
    },
    spec: { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' },
  });
}
