import type { PlacedFinding } from '../../checks/finding';
import type { CheckReport } from '../../checks/report-on';
import { fieldsOf } from '../../checks/reports/json-report';
import { ManifestError } from '../../manifests/manifest-error';
import type { PageFinding, PageWorkload } from '../../page/content';
import { page } from '../../page/page';
import type { Simulation } from '../../simulation/simulation';
import type { Workload } from '../../simulation/workload';
import { settingsOf, workloadsOf } from '../assignments/html';
import { reportOf } from '../assignments/report';

/** What a page of findings shows besides them. */
export interface CheckPage {
  readonly paths: readonly string[];
  readonly exclude: readonly string[] | undefined;
  readonly listsSuppressed: boolean;
  /** The manifests as they are: the checks read misspelt fields as they were meant. */
  readonly simulate: () => Simulation;
}

/** Findings as a page, each at its object on the map of who gets which identity. */
export function checkHtml(
  report: CheckReport,
  { paths, exclude, listsSuppressed, simulate }: CheckPage,
): Iterable<string> {
  const { findings, suppressed, note } = report;
  const { simulation, problems } = simulationOrProblems(simulate);
  const answer = simulation && reportOf(simulation);
  return page({
    ...{ kind: 'check', paths, exclude },
    settings: answer ? [settingsOf(answer)] : [],
    remarks: [...problems, ...(note === undefined ? [] : [note])],
    workloads: answer && simulation ? withRelated(workloadsOf(answer), simulation, findings) : [],
    findings: [
      ...findings.map((one) => findingOf(one)),
      ...(listsSuppressed ? suppressed.map((one) => findingOf(one, one.reason)) : []),
    ],
  });
}

/** Without an answer, findings are still findings. */
function simulationOrProblems(simulate: () => Simulation) {
  try {
    return { simulation: simulate(), problems: [] };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return { simulation: undefined, problems: error.problems.map((problem) => `No map of who gets what: ${problem}`) };
  }
}

/** With the bindings and identities that have no effect for a workload, when there are findings at them. */
function withRelated(
  workloads: readonly PageWorkload[],
  simulation: Simulation,
  findings: readonly PlacedFinding[],
): PageWorkload[] {
  const objects = new Set(findings.map(({ finding }) => finding.object));
  return workloads.map((workload, i) => {
    const skipped = simulation.skippedOf(simulation.cluster.workloads[i] as Workload);
    const titles = skipped.flatMap(({ binding, identity }) => [binding, identity].map((one) => one?.manifest.title));
    const related = [...new Set(titles)].filter((title) => title !== undefined && objects.has(title)) as string[];
    return related.length > 0 ? { ...workload, related } : workload;
  });
}

function findingOf({ finding, field, excerpt, fixAt }: PlacedFinding, reason?: string): PageFinding {
  return {
    ...fieldsOf(finding),
    field,
    ...(finding.fix !== undefined && { suggestionAt: fixAt }),
    ...(excerpt && { excerpt }),
    ...(reason !== undefined && { reason }),
  };
}
