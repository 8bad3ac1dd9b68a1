import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Assignments } from '../../lib/simulation/answer';
import type { Difference } from '../../lib/simulation/difference';
import { browserTest, smokeTest } from '../support/browser-test';
import { command } from '../support/command';
import { ISSUER, listed } from '../support/federation';
import { Folder } from '../support/folder';
import { type Read, type ReadAccess, readPage } from '../support/page-reader';
import { Pages } from '../support/pages';
import { PARITY } from '../support/parity';
import { workload } from '../support/shop-cluster';
import { TEAMS } from '../support/teams';

const pages = new Pages();
const at = (name: string) => join(pages.folder, name);
/** Undefined when there is no answer: then there is no page either. */
const jsonOf = async <T>(args: readonly string[]): Promise<T | undefined> => {
  const { code, out } = await command([...args, '--format', 'json']);
  if (code !== 1) return JSON.parse(out) as T;
  expect(await command([...args, '--format', 'html'])).toMatchObject({ code: 1, out: '' });
  return undefined;
};
const readOf = async (args: readonly string[]): Promise<Read> => readPage(await pages.open(args));
const sorted = (all: Iterable<unknown>) => [...all].map((one) => canonical(one)).sort();
/** With the names of fields in order, so that only the content counts. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

/** The workloads that a page shows, as in the JSON. */
const workloadsIn = ({ workloads }: Read) =>
  workloads.map(({ fields, accesses }) => ({
    excepted: false,
    ...fields,
    identities: accesses.flatMap(({ identity }) => identity ?? []),
  }));

async function expectAssignments(args: readonly string[]): Promise<void> {
  const json = await jsonOf<Assignments>(['assignments', ...args]);
  if (!json) return;
  const { workloads, ...settings } = json;
  const read = await readOf(['assignments', ...args]);
  expect(sorted(workloadsIn(read))).toEqual(sorted(workloads));
  expect(read.settings).toEqual([settings]);
}

const accessesIn = (read: Read) =>
  read.workloads.flatMap(({ fields: { kind, namespace, name }, accesses }) =>
    accesses.map((access) => ({ workload: { kind, namespace, name }, access })),
  );
const whatOf = ({ identity, bypass }: Pick<ReadAccess, 'identity' | 'bypass'>) => ({
  ...(identity && { identity }),
  ...(bypass !== undefined && { bypass }),
});

async function expectDifference(args: readonly string[]): Promise<Difference | undefined> {
  const json = await jsonOf<Difference>(['assignments', '--diff', ...args]);
  if (!json) return undefined;
  const read = await readOf(['assignments', '--diff', ...args]);
  const all = accessesIn(read).filter(({ access }) => !access.also);
  const having = (change: string) =>
    all
      .filter(({ access }) => access.change === change)
      .map(({ workload, access }) => ({ ...workload, ...whatOf(access) }));
  expect(sorted(having('gained'))).toEqual(sorted(json.gained));
  expect(sorted(having('lost'))).toEqual(sorted(json.lost));
  const changed = all.filter(({ access }) => access.before);
  expect(
    sorted(
      changed.map(({ workload, access }) => ({
        before: { ...workload, ...access.before },
        after: { ...workload, ...whatOf(access) },
      })),
    ),
  ).toEqual(sorted(json.changed));
  const moved = all.flatMap(({ workload, access: { identity, from, to, inOneStep } }) =>
    from ? [{ ...workload, identity, from, to, ...(inOneStep && { inOneStep }) }] : [],
  );
  expect(sorted(moved)).toEqual(sorted(json.ways ?? []));
  expect(read.settings).toEqual([json.before, json.after]);
  return json;
}

interface Severe {
  readonly severity: string;
}
/** The order of the page. */
const worstFirst = (findings: readonly Severe[]) =>
  ['error', 'warning', 'info'].flatMap((severity) => findings.filter((one) => one.severity === severity));

async function expectFindings(args: readonly string[]): Promise<number> {
  const json = await jsonOf<{ findings: Severe[]; suppressed?: Severe[] }>(['check', ...args]);
  if (!json) return 0;
  const { findings, suppressed = [] } = json;
  const read = await readOf(['check', ...args]);
  expect(read.findings).toEqual(worstFirst(findings));
  expect(read.suppressed).toEqual(worstFirst(suppressed));
  return findings.length;
}

const isRecorded = existsSync(PARITY);
/** What of a plan is said at its workloads, and in its sections. */
interface PlanRead {
  readonly workloads: readonly object[];
  readonly identities: readonly object[];
  readonly companions: readonly { readonly changes: readonly { readonly field: string; readonly value: unknown }[] }[];
  readonly openEnds: readonly object[];
  readonly phases: readonly object[];
}

async function expectPlan(args: readonly string[]): Promise<PlanRead | undefined> {
  const json = await jsonOf<PlanRead & { readonly blocked: boolean }>(['migrate', 'plan', ...args]);
  if (!json) return undefined;
  const read = await readOf(['migrate', 'plan', ...args]);
  const { workloads, blocked: _, companions, ...others } = json;
  const planned = read.workloads.map(({ fields: { defaultClientID, ...fields }, blockers, remarks, accesses }) => ({
    ...{ ...fields, blockers, remarks },
    ...(defaultClientID !== undefined && { clientID: defaultClientID }),
    identities: accesses.flatMap(({ identity }) => identity ?? []),
  }));
  expect(sorted(planned)).toEqual(sorted(workloads));
  const asText = companions.map((one) => ({
    ...one,
    changes: one.changes.map(({ field, value }) => ({ field, value: String(value) })),
  }));
  expect(read.plan).toEqual({ ...others, companions: asText });
  return json;
}

const recordedTest = (name: string, run: () => Promise<void>, make = browserTest) => {
  if (isRecorded) make(name, run, 600_000);
  else test.skip(`${name}: the recorded clusters are not on this machine`, run);
};

const FAMILIES = ['assignments', 'tokens', 'webhook'] as const;
const filesOf = (family: string) =>
  existsSync(join(PARITY, family))
    ? readdirSync(join(PARITY, family))
        .sort()
        .map((name) => join(PARITY, family, name, 'cluster.yaml'))
    : [];

describe('the page says what the JSON says', () => {
  describe.each(FAMILIES)('of %s', (family) => {
    const files = filesOf(family);

    recordedTest('about each recorded cluster', async () => {
      for (const file of files) {
        for (const options of family === 'webhook' ? [[]] : [[], ['--force-namespaced'], ['--mode', 'managed']]) {
          await expectAssignments([file, ...options]);
        }
      }
    });

    // Those of the webhook have objects that the API server refuses.
    if (family !== 'webhook') {
      recordedTest('about all of them as one cluster', async () => expectAssignments(files), smokeTest);
    }

    recordedTest('about what changes when objects are left out', async () => {
      const json = [];
      for (const [i, file] of files.entries()) {
        const [old, current] = [0, 1].map((part) => {
          const kept = readFileSync(file, 'utf8')
            .split(/^---$/m)
            .filter((_, n) => (n + i) % 4 !== part);
          const path = join(pages.folder, `${part}.yaml`);
          writeFileSync(path, kept.join('---\n'));
          return path;
        }) as [string, string];
        json.push((await expectDifference([old, current])) ?? { gained: [], lost: [] });
      }
      expect(json.reduce((sum, { gained, lost }) => sum + gained.length + lost.length, 0)).toBeGreaterThan(0);
    });

    recordedTest('about their findings', async () => {
      let count = 0;
      for (const file of files) count += await expectFindings([file, '--whole-cluster', '--list-suppressed']);
      expect(count).toBeGreaterThan(0);
    });

    recordedTest('about their plans', async () => {
      const planned = [];
      for (const file of files) planned.push((await expectPlan([file]))?.workloads ?? []);
      expect(planned.flat().length).toBeGreaterThan(0);
    });
  });

  smokeTest('about the plan of a repository, with all that a plan can have', async () => {
    const [basket] = /\/subscriptions\S+/.exec(TEAMS['checkout/identities.yaml'] ?? '') ?? [];
    const credentials = [
      listed('system:serviceaccount:checkout:basket', basket as string, { name: 'new' }),
      listed('system:serviceaccount:checkout:old', basket as string, { name: 'old' }),
    ];
    const folder = new Folder({
      ...TEAMS,
      'base/kustomization.yaml': 'resources: [web.yaml]\nnamePrefix: a-\n',
      'base/web.yaml': '',
      'other/none.yaml': workload('Deployment', 'shop', 'none', 'tier: back'),
    });
    const known = at('credentials.txt');
    writeFileSync(known, JSON.stringify(credentials));
    try {
      const json = await expectPlan([folder.path, '--federated', known, '--issuer', ISSUER]);
      if (!json) throw new Error('no plan');
      const { workloads, identities, companions, openEnds, phases } = json;
      expect([workloads, identities, companions, openEnds, phases].map(({ length }) => length)).toEqual([
        4, 4, 2, 1, 7,
      ]);
      expect(identities).toContainEqual(
        expect.objectContaining({ needed: [expect.objectContaining({ known: true })] }),
      );
      expect(json).toMatchObject({ others: 2 });
    } finally {
      folder.remove();
    }
  });
});
