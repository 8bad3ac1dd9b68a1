import type { Plan } from '../../migration/plan';
import type {
  PageCompanion,
  PageContent,
  PageCredentials,
  PageIdentity,
  PagePlan,
  PageWorkload,
} from '../../page/content';
import { page } from '../../page/page';
import type { Simulation } from '../../simulation/simulation';
import { settingsOf } from '../assignments/html';
import { reportOf } from '../assignments/report';
import { planJson } from './plan-json';

/** What `--format json` says about a workload. */
type PlannedJson = Omit<PageWorkload, 'step' | 'identities'> &
  NonNullable<PageWorkload['step']> & { readonly identities: readonly PageIdentity[] };

type PlanJson = Omit<PagePlan, 'identities' | 'companions'> & {
  readonly workloads: Iterable<PlannedJson>;
  readonly identities: Iterable<PageCredentials>;
  readonly companions: readonly PageCompanion[];
};

/** The plan as a page: each workload with its next stage, and below the map what `--format json` has besides. */
export function planHtml(
  plan: Plan,
  simulation: Simulation,
  from: Pick<PageContent, 'paths' | 'exclude'>,
): Iterable<string> {
  const { workloads, identities, ...others } = planJson(plan) as PlanJson;
  return page({
    ...{ kind: 'plan', ...from },
    settings: [settingsOf(reportOf(simulation))],
    remarks: [],
    workloads: [...workloads].map(workloadOf),
    plan: { ...others, identities: [...identities] },
  });
}

function workloadOf({ stage, next, why, accountOrigin, subject, clientID, blockers, remarks, ...one }: PlannedJson) {
  const optional = { stage, next, accountOrigin, subject, clientID };
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { ...one, step: { ...known, why, blockers, remarks } };
}
