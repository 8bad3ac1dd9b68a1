import type { k8s } from 'cdk8s-plus-27';
import type { LoggingFormat } from '../../upstream/logging-format';

/** Amounts of cpu and memory that a container asks for, and that it gets at most. */
export interface ContainerResources {
  /**
   * The most it gets, by resource, such as `{ cpu: '200m', memory: '512Mi' }`.
   *
   * @default - no limits
   */
  readonly limits?: { readonly [resource: string]: string };

  /**
   * What it asks for, by resource.
   *
   * @default - as the limits
   */
  readonly requests?: { readonly [resource: string]: string };
}

/** What MIC and NMI have in common. Defaults are those of chart 4.1.18. */
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
   * cpu and memory. What is given replaces the default as a whole.
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
   * Taints that are tolerated.
   *
   * @default - MIC: none; NMI: all
   */
  readonly tolerations?: k8s.Toleration[];

  /**
   * Where pods prefer or need to be.
   *
   * @default - MIC: its pods avoid one another; NMI: none
   */
  readonly affinity?: k8s.Affinity;

  /**
   * Labels of the pods, beside those that the install sets itself, which cannot be changed.
   *
   * @default - none
   */
  readonly podLabels?: { readonly [key: string]: string };

  /**
   * Annotations of the pods, beside those that the install sets itself.
   *
   * @default - none
   */
  readonly podAnnotations?: { readonly [key: string]: string };

  /**
   * Level of the log, `-v`: a whole number, higher for more.
   *
   * @default 0
   */
  readonly logVerbosity?: number;

  /**
   * Format of the log, `--log-format`.
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
   * Port of the metrics, `--prometheus-port`. When given, the container declares it under the name `metrics`.
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
   * Further arguments, behind all others. Those of the controller are checked; a boolean is written `--flag=false`.
   *
   * @default - none
   */
  readonly extraArgs?: string[];

  /**
   * Further environment variables.
   *
   * @default - none
   */
  readonly extraEnv?: k8s.EnvVar[];

  /**
   * Further volumes of the pods.
   *
   * @default - none
   */
  readonly extraVolumes?: k8s.Volume[];

  /**
   * Where the controller mounts further volumes.
   *
   * @default - nowhere
   */
  readonly extraVolumeMounts?: k8s.VolumeMount[];

  /**
   * Further containers beside the controller.
   *
   * @default - none
   */
  readonly extraContainers?: k8s.Container[];
}
