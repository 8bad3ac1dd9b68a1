import type { k8s } from 'cdk8s-plus-27';
import { madeOf } from '../../synth/lazily';
import { defaultOf } from '../../upstream/flags';
import { XTABLES_LOCK } from '../../upstream/node-files';
import { ALL_TAINTS, LINUX } from '../defaults';
import type { Wire } from '../wire';
import { IPTABLES_CLEANUP_SCRIPT } from './iptables-cleanup-script';

/** Settings of the DaemonSet. */
export interface IptablesCleanupSettings {
  /** Its name, and the value of the label in its selector. */
  readonly name: string;
  readonly image: string;
  readonly nmiPort: number;
  readonly nodeSelector: { readonly [label: string]: string };
  readonly tolerations: readonly Wire<k8s.Toleration>[];
}

/** Nodes that NMI runs on. */
export const NMI_NODES = {
  nodeSelector: LINUX,
  tolerations: ALL_TAINTS,
};

/** NMI's default for `--nmi-port`. */
export const NMI_PORT = Number(defaultOf('nmi', 'nmi-port'));

export const CLEANUP_NAME = 'aad-pod-identity-iptables-cleanup';

/** The spec of the DaemonSet that removes NMI's rules. A pod becomes ready when its node is done. */
export function iptablesCleanupSpec(settings: IptablesCleanupSettings): Wire<k8s.DaemonSetSpec> {
  const { name, image, nmiPort, nodeSelector, tolerations } = settings;
  const labels = { app: name };
  const bare = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };
  const resources = { limits: { cpu: '100m', memory: '64Mi' }, requests: { cpu: '10m', memory: '16Mi' } };
  return {
    selector: { matchLabels: labels },
    // All nodes at once: nothing depends on these pods.
    updateStrategy: { rollingUpdate: { maxUnavailable: '100%' } },
    template: {
      metadata: { labels },
      spec: {
        automountServiceAccountToken: false,
        hostNetwork: true,
        nodeSelector,
        tolerations: tolerations as Wire<k8s.Toleration>[],
        terminationGracePeriodSeconds: 1,
        securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
        initContainers: [
          {
            name: 'cleanup',
            image,
            command: ['sh', '-c', IPTABLES_CLEANUP_SCRIPT],
            env: [
              { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
              { name: 'NMI_PORT', value: madeOf<number, string>(nmiPort, (port) => String(port)) },
            ],
            resources,
            // iptables needs root and these two.
            securityContext: { ...bare, runAsUser: 0, capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW'] } },
            volumeMounts: [{ name: 'iptableslock', mountPath: XTABLES_LOCK }],
          },
        ],
        containers: [
          {
            name: 'done',
            image,
            command: ['sleep', 'infinity'],
            resources,
            securityContext: { ...bare, runAsNonRoot: true, runAsUser: 65532 },
          },
        ],
        volumes: [{ name: 'iptableslock', hostPath: { path: XTABLES_LOCK, type: 'FileOrCreate' } }],
      },
    },
  };
}
