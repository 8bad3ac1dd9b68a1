import type { Workload } from '../../simulation/workload';

/** Names beyond so many replicas are not looked at. */
const MOST = 100;

/** The names of a workload's pods, if none of them has a random part. */
export function podNamesOf({ manifest, kind, name }: Workload): string[] {
  if (kind === 'Pod') return typeof manifest.metadata.name === 'string' ? [name] : [];
  if (kind !== 'StatefulSet') return [];
  const number = (path: string[], byDefault: number) => {
    const value = manifest.at(path);
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : byDefault;
  };
  const first = number(['spec', 'ordinals', 'start'], 0);
  const replicas = Math.min(number(['spec', 'replicas'], 1), MOST);
  return Array.from({ length: replicas }, (_, i) => `${name}-${first + i}`);
}
