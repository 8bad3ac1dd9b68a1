import type { ApiObject } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { CheckedApiObject } from '../synth/checked-api-object';
import { textFrom } from '../synth/lazily';
import { upstreamImage } from './image';
import type { ComponentNames } from './names';
import { MIC_RULES, renderRbac } from './rbac';
import type { Wire } from './wire';

/** The namespace that the controllers take when none is given. */
export const DEFAULT_NAMESPACE = 'default';

const CLOUD_CONFIG = '/etc/kubernetes/azure.json';
const PROBE_PORT = 8080;

/** SHA-256 of the chart's empty Secret template, a lone line feed: MIC does not get its credentials from a Secret. */
const CHECKSUM_WITHOUT_SECRET = '01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b';

/** What MIC is rendered from. */
export interface MicProps {
  readonly names: ComponentNames;
  readonly namespace: string;
}

/** MIC: assigns identities to nodes, for the pods that are bound to them. One of the two parts of `AadPodIdentity`. */
export class Mic extends Construct {
  /** The Deployment, for JSON patches. */
  public readonly deployment: ApiObject;

  constructor(scope: Construct, id: string, { names, namespace }: MicProps) {
    super(scope, id);
    renderRbac(this, names, namespace, MIC_RULES);
    const spec: Wire<k8s.DeploymentSpec> = {
      replicas: 2,
      selector: { matchLabels: names.matchLabels },
      template: {
        metadata: { labels: names.podLabels, annotations: { 'checksum/config': CHECKSUM_WITHOUT_SECRET } },
        spec: podSpec(names, namespace),
      },
    };
    this.deployment = new CheckedApiObject(this, 'Deployment', {
      gvk: { apiVersion: 'apps/v1', kind: 'Deployment' },
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

/** Upstream: charts/aad-pod-identity/templates/mic-deployment.yaml. */
function podSpec(names: ComponentNames, namespace: string): Wire<k8s.PodSpec> {
  const cloudConfig = 'k8s-azure-file';
  return {
    serviceAccountName: names.serviceAccount,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 1,
            podAffinityTerm: {
              labelSelector: { matchLabels: { 'app.kubernetes.io/component': 'mic' } },
              topologyKey: 'kubernetes.io/hostname',
            },
          },
        ],
      },
    },
    containers: [
      {
        name: 'mic',
        image: upstreamImage('mic'),
        imagePullPolicy: 'IfNotPresent',
        args: args(namespace),
        env: [
          { name: 'MIC_POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
          { name: 'FORCENAMESPACED', value: 'false' },
        ],
        resources: { limits: { cpu: '200m', memory: '1024Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
        // azure.json belongs to root.
        securityContext: { runAsUser: 0, readOnlyRootFilesystem: true },
        livenessProbe: {
          httpGet: { path: '/healthz', port: PROBE_PORT },
          initialDelaySeconds: 10,
          periodSeconds: 5,
        },
        volumeMounts: [{ name: cloudConfig, mountPath: CLOUD_CONFIG, readOnly: true }],
      },
    ],
    volumes: [{ name: cloudConfig, hostPath: { path: CLOUD_CONFIG } }],
  };
}

/** Upstream: cmd/mic/main.go. The leader lock follows the install, where MIC's own flag would leave it in `default`. */
function args(namespace: string): string[] {
  const args = [`--cloudconfig=${CLOUD_CONFIG}`, '--logtostderr'];
  if (namespace !== DEFAULT_NAMESPACE) args.push(textFrom(namespace, (text) => `--leader-election-namespace=${text}`));
  return args;
}
