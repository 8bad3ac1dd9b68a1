import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { differenceMarkdown, differenceMermaid, differenceTable } from '../../lib/cli/assignments/difference-report';
import { markdown } from '../../lib/cli/assignments/markdown';
import { mermaid } from '../../lib/cli/assignments/mermaid';
import type { Report } from '../../lib/cli/assignments/report';
import { table } from '../../lib/cli/assignments/table';
import { UserError } from '../../lib/cli/user-error';
import type { Assignments } from '../../lib/simulation/answer';
import { differenceOf } from '../../lib/simulation/difference';
import { Mode } from '../../lib/upstream/mode';
import { jsonText } from '../../lib/validate/json-text';
import { NO_COLOURS } from '../../lib/validate/style';
import { anyCharacter } from '../support/any-character';
import { binding, deployment, identity, labelled, yaml } from '../support/cluster';
import { command } from '../support/command';
import { runs } from '../support/size';

/** More than a call takes arguments. */
const MANY = 150_000;

/** Workloads of one namespace, each with an identity of its own. */
function answer(count: number): Assignments {
  const workloads = Array.from({ length: count }, (_, i) => ({
    ...{ kind: 'Pod', namespace: 'shop', name: `w${i}`, file: 'a.yaml', line: i, excepted: false },
    identities: [{ namespace: 'shop', name: `i${i}`, binding: `shop/b${i}`, clientID: 'c' }],
  }));
  return { mode: Mode.STANDARD, forceNamespaced: false, workloads };
}

function report(count: number): Report {
  const all = answer(count);
  const workloads = all.workloads.map((one) => ({
    answer: one,
    title: `Pod ${one.name}`,
    bypass: undefined,
    notes: [],
  }));
  return { answer: all, settings: 'Standard mode', namespaces: [{ namespace: 'shop', workloads, others: [] }] };
}

function linesOf(pieces: Iterable<string>): number {
  let lines = 0;
  for (const piece of pieces) lines += piece.split('\n').length - 1;
  return lines;
}

describe('as many workloads as there may be', () => {
  const many = report(MANY);

  test('a table', () => expect(linesOf(table(many, NO_COLOURS))).toBe(MANY + 4));
  test('Markdown', () => expect(linesOf(markdown(many))).toBe(MANY + 6));
  test('JSON', () => expect(linesOf(jsonText(many.answer))).toBeGreaterThan(MANY));
  test('a graph is folded, in the time that it takes to read', () => {
    const alike = {
      ...many,
      namespaces: [
        {
          ...many.namespaces[0],
          workloads: many.namespaces[0]?.workloads.map((one) => ({
            ...one,
            answer: { ...one.answer, identities: [] },
          })),
        },
      ],
    } as Report;
    const start = performance.now();
    expect([...mermaid(alike)].join('')).toContain(`and ${MANY - 4} more`);
    expect(linesOf(mermaid(many))).toBeLessThan(20);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('a difference', () => {
    const difference = differenceOf(answer(0), answer(MANY));
    expect(linesOf(differenceTable(difference, NO_COLOURS, () => undefined))).toBe(MANY + 1);
    expect(linesOf(differenceMarkdown(difference, () => undefined))).toBe(MANY + 6);
    expect(linesOf(differenceMermaid(difference))).toBeLessThan(500);
    expect([...differenceMermaid(difference)].join('')).toMatch(/150000 gained, 0 lost; \d+ not drawn/);
  });

  test('as many problems', () => {
    expect(new UserError(Array.from({ length: MANY }, () => 'x')).message.split('\n')).toHaveLength(MANY);
  });
});

test('workloads that are assigned the same share what they are assigned', async () => {
  const identities = Array.from({ length: 200 }, (_, i) => [
    identity('shop', `i${i}`),
    binding('shop', `b${i}`, `i${i}`, 's'),
  ]);
  const workloads = Array.from({ length: 200 }, (_, i) => deployment('shop', `w${i}`, labelled('s')));
  const input = yaml(...identities.flat(), ...workloads);
  const [json, text] = await Promise.all(
    ['json', 'table'].map((format) => command(['assignments', '-', '--format', format], input)),
  );
  expect(
    JSON.parse(json?.out ?? '').workloads.flatMap(({ identities }: { identities: [] }) => identities),
  ).toHaveLength(40_000);
  expect(text?.out.split('\n')).toHaveLength(40_000 + 5);
});

test('pieces of JSON are what JSON.stringify writes, but for what is not seen', () => {
  const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 4, stringUnit: anyCharacter }),
      fc.integer({ min: 0, max: 300 }),
      (value, length) => {
        const long = { a: Array.from({ length }, () => value), b: value, c: {}, d: [] };
        const text = [...jsonText(long)].join('');
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(long)));
        expect(text.replaceAll('\n', '').match(unseen)).toBe(null);
        if (!JSON.stringify(long).match(unseen)) expect(text).toBe(`${JSON.stringify(long, null, 2)}\n`);
      },
    ),
    { seed: 12, numRuns: runs(100) },
  );
});
