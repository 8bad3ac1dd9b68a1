import type { Change, PageAccess, PageContent, PageWorkload } from '../../page/content';
import { page } from '../../page/page';
import type { WorkloadIdentities } from '../../simulation/answer';
import { type Access, accessName } from '../../simulation/difference';
import type { GrantedIdentity } from '../../simulation/granted-identity';
import { indexed } from '../../validate/indexed';
import { ChangeReasons, type Compared, labelChangeWords } from './change-reasons';
import { changeWords, IN_ONE_STEP, inWays } from './difference-report';
import { settingsOf } from './html';
import { BYPASSES, reportOf } from './report';

type Named = Pick<WorkloadIdentities, 'kind' | 'namespace' | 'name'>;

const keyOf = ({ kind, namespace, name }: Named) => `${kind} ${namespace}/${name}`;
const BYPASS = 'bypass';

/** A difference as a page: with what stays, so that a change is seen in its place. */
export function differenceHtml(compared: Compared, from: Pick<PageContent, 'paths' | 'exclude'>): Iterable<string> {
  const reasons = new ChangeReasons(compared);
  const { difference, both, answers } = compared;
  const { gained, lost, changed, ways = [] } = difference;
  const isById = difference.ways !== undefined;
  const nameOf = ({ identity }: Pick<Access, 'identity'>) => (identity ? accessName(identity, isById) : BYPASS);
  const changes = new Map<string, Partial<PageAccess> & { readonly change: Change }>();
  const add = (workload: Named, name: string, change: Partial<PageAccess> & { readonly change: Change }) => {
    const key = `${keyOf(workload)}\n${name}`;
    const known = changes.get(key);
    const words = [known?.words, change.words].filter((text) => text !== undefined).join('; ');
    changes.set(key, { ...known, ...change, ...(words !== '' && { words }) });
  };
  for (const { identity, from, to, inOneStep, ...workload } of ways) {
    const words = `${inWays({ from, to, inOneStep })}${inOneStep ? `. ${IN_ONE_STEP}` : ''}`;
    add(workload, nameOf({ identity }), { change: 'ways', from, to, ...(inOneStep && { inOneStep }), words });
  }
  for (const one of changed) {
    const { identity, bypass } = one.before;
    const old = { ...(identity && { identity }), ...(bypass && { bypass }) };
    add(one.after, nameOf(one.after), { change: 'changed', before: old, words: changeWords(one) });
  }
  for (const one of gained) add(one, nameOf(one), { change: 'gained' });
  for (const one of lost) {
    const whyLost = reasons.whyLost(one);
    add(one, nameOf(one), { change: 'lost', ...(whyLost.length > 0 && { whyLost }) });
  }

  const [old, current] = answers.map(({ workloads }) => indexed(workloads, keyOf)) as [
    Map<string, WorkloadIdentities[]>,
    Map<string, WorkloadIdentities[]>,
  ];
  const workloads = [...new Set([...current.keys(), ...old.keys()])].map((key): PageWorkload => {
    const [was, is] = [old.get(key) ?? [], current.get(key) ?? []];
    const { kind, namespace, name, label, serviceAccount } = (is[0] ?? was[0]) as WorkloadIdentities;
    const labelChange = reasons.labelChange({ kind, namespace, name });
    const changeOf = (access: string) => changes.get(`${key}\n${access}`);
    const kept = accessesOf(is, (identity) => accessName(identity, isById), changeOf);
    const gone = accessesOf(was, (identity) => accessName(identity, isById), changeOf);
    return {
      ...{ kind, namespace, name, identities: [] },
      ...(label !== undefined && { label }),
      ...(labelChange && { labelChange, labelWords: labelChangeWords(labelChange) }),
      ...(serviceAccount !== undefined && { serviceAccount }),
      accesses: [...kept, ...gone.filter(({ change }) => change === 'lost')],
    };
  });
  const settings = both.map((one) => settingsOf(reportOf(one)));
  const content: PageContent = { kind: 'difference', ...from, settings, remarks: [], workloads };
  return page(content);
}

/** What a workload gets, with what changes about it. It may be listed several times. */
function accessesOf(
  workloads: readonly WorkloadIdentities[],
  nameOf: (identity: GrantedIdentity) => string,
  changeOf: (name: string) => (Partial<PageAccess> & { readonly change: Change }) | undefined,
): PageAccess[] {
  const seen = new Set<string>();
  const listed = new Set<string>();
  const accesses: PageAccess[] = [];
  const add = (name: string, access: PageAccess) => {
    const exact = JSON.stringify(access);
    if (listed.has(exact)) return;
    listed.add(exact);
    const change = changeOf(name);
    const isKept = change?.change === 'ways' && change.from?.includes(access.identity?.via ?? 'pod-identity');
    const shown = { ...access, ...(isKept && ({ kept: true } as const)) };
    if (change && seen.has(name)) accesses.push({ ...shown, change: change.change, also: true });
    else accesses.push({ ...shown, ...change });
    seen.add(name);
  };
  for (const { bypass, identities } of workloads) {
    if (bypass) add(BYPASS, { bypass, bypassWords: BYPASSES[bypass] });
    for (const identity of identities) add(nameOf(identity), { identity });
  }
  return accesses;
}
