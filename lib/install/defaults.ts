import { defaultOf } from '../upstream/flags';

// Defaults of an install (charts/aad-pod-identity/values.yaml and templates).

/** Label of the chart's objects: `mic` or `nmi`. */
export const COMPONENT_LABEL = 'app.kubernetes.io/component';
export const MIC_LABELS = { [COMPONENT_LABEL]: 'mic' };

/** Annotation of MIC's pods: they restart when the Secret changes. */
export const CHECKSUM_ANNOTATION = 'checksum/config';

/** Neither controller runs on Windows. */
export const LINUX = { 'kubernetes.io/os': 'linux' };

/** NMI runs on every node. */
export const ALL_TAINTS = [{ operator: 'Exists' }];

export const MIC_REPLICAS = 2;

export const MIC_AFFINITY = {
  podAntiAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      {
        weight: 1,
        podAffinityTerm: { labelSelector: { matchLabels: MIC_LABELS }, topologyKey: 'kubernetes.io/hostname' },
      },
    ],
  },
};

export const MAX_UNAVAILABLE_NMI = 1;

/** Memory limits. */
export const MIC_MEMORY = '1024Mi';
export const NMI_MEMORY = '512Mi';

/** Resources of a controller. */
export function resourcesWith(memory: string) {
  return { limits: { cpu: '200m', memory }, requests: { cpu: '100m', memory: '256Mi' } };
}

export const MIC_PROBE_PORT = Number(defaultOf('mic', 'http-probe-port'));
/** Not NMI's own default. */
export const NMI_PROBE_PORT = 8085;

/** Flags of NMI that are given even if nothing asks for them. */
export const NMI_FLAG_DEFAULTS = {
  '--http-probe-port': String(NMI_PROBE_PORT),
  '--enableScaleFeatures': 'true',
  '--metadata-header-required': 'true',
};
