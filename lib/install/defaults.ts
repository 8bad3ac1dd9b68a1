// Figures that the chart and the typed props share where nothing else is said.

/** Neither controller runs on Windows. */
export const LINUX = { 'kubernetes.io/os': 'linux' };

/** The most memory of each controller. */
export const MIC_MEMORY = '1024Mi';
export const NMI_MEMORY = '512Mi';

/** Resources of a controller. */
export function resourcesWith(memory: string) {
  return { limits: { cpu: '200m', memory }, requests: { cpu: '100m', memory: '256Mi' } };
}
