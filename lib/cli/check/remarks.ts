import type { CheckReport } from '../../checks/report-on';
import { MIXED } from '../../simulation/settings';
import { remarksOnReading, type Selection } from '../selection';

/** Remarks on the manifests besides the findings, for standard error. */
export function remarksOnCheck({ checked, findings, suppressed }: CheckReport, selection: Selection): string[] {
  const { cluster, settings } = checked;
  const places = [...findings, ...suppressed].map(
    ({ finding: { file, line, column } }) => `${file}:${line}:${column}: `,
  );
  // Findings report these already.
  const isNew = (line: string) => line !== MIXED && !places.some((place) => line.startsWith(place));
  return [
    ...[...settings.problems, ...settings.warnings].filter(isNew).map((line) => `warning: ${line}`),
    ...remarksOnReading(cluster, selection),
    ...(cluster.manifests.objects.length === 0 ? ['note: no objects to check'] : []),
  ];
}
