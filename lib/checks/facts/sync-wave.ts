import { type Manifest, mapOf } from '../../manifests/manifest';

const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';
const HOOK = 'helm.sh/hook';

/** The wave in which Argo CD applies an object; the default is 0. */
export function waveOf({ metadata }: Manifest): number {
  const annotations = mapOf(metadata.annotations);
  // Helm and Argo CD apply the crds of a chart, and such hooks, before everything.
  const hook = String(annotations[HOOK] ?? '');
  if (/(?:^|,\s*)(?:crd-install|pre-install)(?:,|$)/.test(hook)) return Number.NEGATIVE_INFINITY;
  return Number(annotations[SYNC_WAVE] ?? 0) || 0;
}

/** Whether an object says its wave. */
export const hasWave = ({ metadata }: Manifest): boolean => Object.hasOwn(mapOf(metadata.annotations), SYNC_WAVE);

/** An example in a wave. */
export const inWave = (example: string, wave: number): string =>
  example.replace('metadata:\n', `metadata:\n  annotations:\n    ${SYNC_WAVE}: "${wave}"\n`);
