import type { CheckReport } from '../../checks/report-on';
import { MIXED } from '../../simulation/settings';
import { remarksOnReading, type Selection } from '../selection';

/** What is to be said about the manifests besides the findings: on standard error. */
export function remarksOnCheck({ checked, findings, suppressed }: CheckReport, selection: Selection): string[] {
  const { cluster, settings } = checked;
  const places = [...findings, ...suppressed].map(
    ({ finding: { file, line, column } }) => `${file}:${line}:${column}: `,
  );
  // What a rule tells is told.
  const isNews = (line: string) => line !== MIXED && !places.some((place) => line.startsWith(place));
  return [
    ...[...settings.problems, ...settings.warnings].filter(isNews).map((line) => `warning: ${line}`),
    ...remarksOnReading(cluster, selection),
    ...(cluster.manifests.objects.length === 0 ? ['note: there is no object to check'] : []),
  ];
}
