import type { PageContent, PageSettings, PageWorkload } from '../../page/content';
import { page } from '../../page/page';
import type { Simulation } from '../../simulation/simulation';
import { type Report, reportOf } from './report';

/** The answer as a page. */
export function html(simulation: Simulation, from: Pick<PageContent, 'paths' | 'exclude'>): Iterable<string> {
  const report = reportOf(simulation);
  return page({
    ...{ kind: 'assignments', ...from },
    settings: [settingsOf(report)],
    remarks: [],
    workloads: workloadsOf(report),
  });
}

/** Settings of the controllers, for a page. */
export function settingsOf({ answer, settings }: Report): PageSettings {
  const { mode, forceNamespaced, incomplete } = answer;
  return { mode, forceNamespaced, words: settings, ...(incomplete && { incomplete }) };
}

/** The workloads of an answer, as read, with what the table says about them. */
export function workloadsOf({ answer, namespaces, withoutClientId }: Report): PageWorkload[] {
  const reported = new Map(namespaces.flatMap(({ workloads }) => workloads).map((one) => [one.answer, one]));
  return answer.workloads.map((workload) => {
    const { bypass, notes = [] } = reported.get(workload) ?? {};
    const identities = workload.identities.map((one) => {
      const clientWords = withoutClientId?.(one);
      return clientWords === undefined ? one : { ...one, clientWords };
    });
    return {
      ...workload,
      identities,
      ...(bypass !== undefined && { bypassWords: bypass }),
      ...(notes.length > 0 && { notes }),
    };
  });
}
