import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ALL_RULES } from '../../lib/checks/all-rules';
import { command } from '../support/command';
import { readYaml } from '../support/yaml-1.1';

const CORPUS = 'test/corpus';
const EXPECTED = '.expected.yaml';
/** The file of a finding, unless it is another one. */
const FILE = 'manifests.yaml';

/** What is compared of a finding. */
interface Expected {
  readonly rule: string;
  readonly severity: string;
  readonly object: string;
  readonly path: string;
  readonly file: string;
}

interface Case {
  readonly name: string;
  readonly folder: string;
  /** What is right, or wrong, and why. */
  readonly why: string;
  readonly options: readonly string[];
  /** What standard error says, among other things. */
  readonly notes: readonly string[];
  readonly findings: readonly Expected[];
}

function casesIn(kind: 'right' | 'wrong'): Case[] {
  return readdirSync(`${CORPUS}/${kind}`)
    .filter((file) => file.endsWith(EXPECTED))
    .map((file) => {
      const [expected] = readYaml(readFileSync(`${CORPUS}/${kind}/${file}`, 'utf8')) as unknown as [Partial<Case>];
      const name = `${kind}/${file.slice(0, -EXPECTED.length)}`;
      const findings = (expected.findings ?? []).map((finding) => ({ ...finding, file: finding.file ?? FILE }));
      return { why: '', options: [], notes: [], ...expected, findings, name, folder: `${CORPUS}/${name}` };
    });
}

const RIGHT = casesIn('right');
const WRONG = casesIn('wrong');

/** Of all findings, those that are expected and found, only expected, and only found. */
const counts = { both: 0, missed: 0, false: 0 };

function count(expected: readonly Expected[], found: readonly Expected[]): void {
  const left = expected.map((one) => JSON.stringify(one));
  for (const one of found) {
    const at = left.indexOf(JSON.stringify(one));
    if (at < 0) counts.false++;
    else counts.both++;
    if (at >= 0) left.splice(at, 1);
  }
  counts.missed += left.length;
}

const inOrder = (findings: readonly Expected[]): Expected[] =>
  findings
    .map(({ rule, severity, object, path, file }) => ({ rule, severity, object, path, file }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

const ratio = (part: number, whole: number) => (whole === 0 ? 1 : part / whole).toFixed(3);

afterAll(() => {
  const { both, missed, false: wrong } = counts;
  const figures = `precision ${ratio(both, both + wrong)}, recall ${ratio(both, both + missed)}`;
  process.stdout.write(`corpus: ${RIGHT.length} right, ${WRONG.length} wrong; ${both + missed} findings; ${figures}\n`);
});

describe.each([...RIGHT, ...WRONG])('$name', ({ folder, options, notes, findings }) => {
  test('has these findings, and no other', async () => {
    const { code, out, error } = await command(['check', folder, '--format', 'json', ...options]);
    const report: { findings: Expected[] } = code === 1 ? { findings: [] } : JSON.parse(out);
    const expected = inOrder(findings);
    const found = inOrder(report.findings.map((one) => ({ ...one, file: one.file.slice(folder.length + 1) })));
    count(expected, found);
    expect({ found, refused: code === 1 ? error : '' }).toEqual({ found: expected, refused: '' });
    expect(code).toBe(findings.some(({ severity }) => severity !== 'info') ? 2 : 0);
    for (const note of notes) expect(error).toContain(note);
  });
});

describe('the corpus', () => {
  test('is large, and about half is right', () => {
    expect(RIGHT.length + WRONG.length).toBeGreaterThanOrEqual(70);
    expect(RIGHT.length).toBeGreaterThanOrEqual(WRONG.length / 2);
  });

  test('has its findings where they belong', () => {
    for (const { findings } of RIGHT) expect(findings).toEqual([]);
    for (const { findings } of WRONG) expect(findings).not.toEqual([]);
  });

  test('says why, and names rules and files that exist', () => {
    const ids = ALL_RULES.map(({ id }) => id);
    for (const { name, why, folder, findings } of [...RIGHT, ...WRONG]) {
      expect(`${name}: ${why}`).toMatch(/: .+\.$/);
      for (const { rule } of findings) expect(ids).toContain(rule);
      for (const { file } of findings) expect(existsSync(`${folder}/${file}`)).toBe(true);
    }
  });

  test('has what its README names', () => {
    const table = readFileSync(`${CORPUS}/README.md`, 'utf8').split('## What is there')[1]?.split('\n## ')[0] ?? '';
    const rows = [...table.matchAll(/^\| (?!shape|-)[^|]+\|([^|]*)\|([^|]*)\|$/gm)];
    expect(rows.length).toBeGreaterThan(15);
    for (const [, right = '', wrong = ''] of rows) {
      for (const [cell, cases] of [[right, RIGHT] as const, [wrong, WRONG] as const]) {
        for (const [, name = ''] of cell.matchAll(/`([^`]+)`/g)) {
          const pattern = new RegExp(`/${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
          expect(`${name}: ${cases.some((one) => pattern.test(one.name))}`).toBe(`${name}: true`);
        }
      }
    }
  });

  test('has no manifests without an expectation', () => {
    for (const kind of ['right', 'wrong'] as const) {
      const folders = readdirSync(`${CORPUS}/${kind}`).filter((file) => !file.endsWith(EXPECTED));
      const names = casesIn(kind).map(({ name }) => name);
      expect(folders.map((folder) => `${kind}/${folder}`).sort()).toEqual(names.sort());
    }
  });
});
