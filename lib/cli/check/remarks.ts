import type { CheckReport } from '../../checks/report-on';
import { ALONE, lineOf, MIXED, type SettingsRemark } from '../../simulation/settings';
import { remarksOnOverlays, remarksOnReading, type Selection } from '../selection';

/** Remarks on the manifests besides the findings, for standard error. */
export function remarksOnCheck({ checked, findings, suppressed }: CheckReport, selection: Selection): string[] {
  const { cluster, settings } = checked;
  // Findings, or the note on what is elsewhere, report these already.
  const places = [...findings, ...suppressed].map(({ finding: { file, line, column } }) => `${file}:${line}:${column}`);
  const isNew = (one: SettingsRemark) => one !== MIXED && !ALONE.includes(one) && !places.includes(one.place ?? '');
  return [
    ...[...settings.problems, ...settings.warnings].filter(isNew).map((one) => `warning: ${lineOf(one)}`),
    ...remarksOnOverlays(cluster, 'note'),
    ...remarksOnReading(cluster, selection),
    ...(cluster.manifests.objects.length === 0 ? ['note: no objects to check'] : []),
  ];
}
