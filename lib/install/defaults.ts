import type { Program } from '../upstream/flag';
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

/** Defaults that differ between MIC and NMI. */
export const CONTROLLERS = {
  mic: { memory: '1024Mi', probePort: Number(defaultOf('mic', 'http-probe-port')), tolerations: undefined },
  // Not NMI's own default of the port.
  nmi: { memory: '512Mi', probePort: 8085, tolerations: ALL_TAINTS },
};

/** Resources of a controller. */
export function resourcesOf(component: Program) {
  const { memory } = CONTROLLERS[component];
  return { limits: { cpu: '200m', memory }, requests: { cpu: '100m', memory: '256Mi' } };
}

/** Flags of NMI that are given even if nothing asks for them. */
export const NMI_FLAG_DEFAULTS = {
  '--http-probe-port': String(CONTROLLERS.nmi.probePort),
  '--enableScaleFeatures': 'true',
  '--metadata-header-required': 'true',
};
