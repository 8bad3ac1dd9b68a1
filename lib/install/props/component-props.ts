import type { k8s } from 'cdk8s-plus-27';
import type { LoggingFormat } from '../../upstream/logging-format';

/** Resource requests and limits of a container. */
export interface ContainerResources {
  /**
   * Limits by resource, such as `{ cpu: '200m', memory: '512Mi' }`.
   *
   * @default - no limits
   */
  readonly limits?: { readonly [resource: string]: string };

  /**
   * Requests by resource.
   *
   * @default - the limits
   */
  readonly requests?: { readonly [resource: string]: string };
}

/** Props of both MIC and NMI. Defaults are those of chart 4.1.18. */
export interface ComponentProps {
  /**
   * The image, by tag or by digest: `registry/repository:tag`, `registry/repository@sha256:…`.
   *
   * @default - mcr.microsoft.com/oss/azure/aad-pod-identity, tag v1.8.17
   */
  readonly image?: string;

  /**
   * Name of a PriorityClass.
   *
   * @default - none
   */
  readonly priorityClassName?: string;

  /**
   * CPU and memory. Replaces the whole default.
   *
   * @default - limits of 200m cpu and 1024Mi (NMI: 512Mi) memory, requests of 100m and 256Mi
   */
  readonly resources?: ContainerResources;

  /**
   * Labels that a node must have.
   *
   * @default - kubernetes.io/os: linux
   */
  readonly nodeSelector?: { readonly [label: string]: string };

  /**
   * Tolerated taints.
   *
   * @default - MIC: none; NMI: all
   */
  readonly tolerations?: k8s.Toleration[];

  /**
   * Scheduling preferences and requirements.
   *
   * @default - MIC: its pods prefer different nodes; NMI: none
   */
  readonly affinity?: k8s.Affinity;

  /**
   * Additional labels of the pods. Those of the install cannot be changed.
   *
   * @default - none
   */
  readonly podLabels?: { readonly [key: string]: string };

  /**
   * Additional annotations of the pods. Those of the install cannot be changed.
   *
   * @default - none
   */
  readonly podAnnotations?: { readonly [key: string]: string };

  /**
   * Log level, `-v`: a whole number, higher for more.
   *
   * @default 0
   */
  readonly logVerbosity?: number;

  /**
   * Log format, `--log-format`.
   *
   * @default LoggingFormat.TEXT
   */
  readonly loggingFormat?: LoggingFormat;

  /**
   * Port of the health endpoint, `--http-probe-port`.
   *
   * @default - MIC: 8080; NMI: 8085
   */
  readonly probePort?: number;

  /**
   * Port of the metrics, `--prometheus-port`. If set, the container declares it as `metrics`.
   *
   * @default - MIC: 8888, NMI: 9090, not declared
   */
  readonly prometheusPort?: number;

  /**
   * Whether the Go profiler listens on localhost:6060, `--enableProfile`.
   *
   * @default false
   */
  readonly enableProfile?: boolean;

  /**
   * Additional arguments, after all others. Only known flags are accepted; write a boolean as `--flag=false`.
   *
   * @default - none
   */
  readonly extraArgs?: string[];

  /**
   * Additional environment variables.
   *
   * @default - none
   */
  readonly extraEnv?: k8s.EnvVar[];

  /**
   * Additional volumes of the pods.
   *
   * @default - none
   */
  readonly extraVolumes?: k8s.Volume[];

  /**
   * Additional volume mounts of the controller.
   *
   * @default - none
   */
  readonly extraVolumeMounts?: k8s.VolumeMount[];

  /**
   * Additional containers of the pods.
   *
   * @default - none
   */
  readonly extraContainers?: k8s.Container[];
}
