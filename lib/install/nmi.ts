import type { ApiObject } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { CheckedApiObject } from '../synth/checked-api-object';
import { textFrom } from '../synth/lazily';
import { upstreamImage } from './image';
import { DEFAULT_NAMESPACE } from './mic';
import type { ComponentNames } from './names';
import { NMI_RULES, renderRbac } from './rbac';
import type { Wire } from './wire';

const KUBELET_CONFIG = '/etc/default/kubelet';
const XTABLES_LOCK = '/run/xtables.lock';
const PROBE_PORT = 8085;

/** What NMI is rendered from. */
export interface NmiProps {
  readonly names: ComponentNames;
  readonly namespace: string;
}

/** NMI: answers the token requests of the pods on its node. One of the two parts of `AadPodIdentity`. */
export class Nmi extends Construct {
  /** The DaemonSet, for JSON patches. */
  public readonly daemonSet: ApiObject;

  constructor(scope: Construct, id: string, { names, namespace }: NmiProps) {
    super(scope, id);
    renderRbac(this, names, namespace, NMI_RULES);
    const spec: Wire<k8s.DaemonSetSpec> = {
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      selector: { matchLabels: names.matchLabels },
      template: { metadata: { labels: names.podLabels }, spec: podSpec(names, namespace) },
    };
    this.daemonSet = new CheckedApiObject(this, 'DaemonSet', {
      gvk: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
      name: names.workload,
      namespace,
      metadata: {
        labels: names.workloadLabels,
        annotations: { description: 'Deploy components for aad-pod-identity' },
      },
      content: { spec },
    });
  }
}

/** Upstream: charts/aad-pod-identity/templates/nmi-daemonset.yaml. */
function podSpec(names: ComponentNames, namespace: string): Wire<k8s.PodSpec> {
  const lock = 'iptableslock';
  const kubelet = 'kubelet-config';
  return {
    serviceAccountName: names.serviceAccount,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ operator: 'Exists' }],
    hostNetwork: true,
    dnsPolicy: 'ClusterFirstWithHostNet',
    containers: [
      {
        name: 'nmi',
        image: upstreamImage('nmi'),
        imagePullPolicy: 'IfNotPresent',
        args: args(namespace),
        env: [
          { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
          { name: 'FORCENAMESPACED', value: 'false' },
        ],
        resources: { limits: { cpu: '200m', memory: '512Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
        // iptables needs root and these capabilities.
        securityContext: {
          runAsUser: 0,
          capabilities: { drop: ['ALL'], add: ['DAC_READ_SEARCH', 'NET_ADMIN', 'NET_RAW'] },
        },
        livenessProbe: {
          httpGet: { path: '/healthz', port: PROBE_PORT },
          initialDelaySeconds: 10,
          periodSeconds: 5,
        },
        volumeMounts: [
          { name: lock, mountPath: XTABLES_LOCK },
          { name: kubelet, mountPath: KUBELET_CONFIG, readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: lock, hostPath: { path: XTABLES_LOCK, type: 'FileOrCreate' } },
      { name: kubelet, hostPath: { path: KUBELET_CONFIG, type: 'FileOrCreate' } },
    ],
  };
}

/** Upstream: cmd/nmi/main.go. NMI knows MIC by its namespace, which follows the install. */
function args(namespace: string): string[] {
  return [
    '--node=$(NODE_NAME)',
    `--http-probe-port=${PROBE_PORT}`,
    ...(namespace !== DEFAULT_NAMESPACE ? [textFrom(namespace, (text) => `--MICNamespace=${text}`)] : []),
    '--enableScaleFeatures=true',
    '--metadata-header-required=true',
    '--operation-mode=standard',
    `--kubelet-config=${KUBELET_CONFIG}`,
  ];
}
