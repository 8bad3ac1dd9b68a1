import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { plainYaml } from '../../lib/checks/facts/plain-yaml';
import { writeYaml } from '../../lib/manifests/yaml-writer';
import { unwritable, yamlSurprise } from '../../lib/synth/yaml-text';
import { ATTACK } from '../support/size';
import { type Difference, type Expected, PROGRAMS, READERS, readBy } from '../support/yaml-readers';
import { scalar } from './scalars';

/** How many times the sizes of `npm test`, which has a part only. */
const SIZE = ATTACK === 1 ? 2000 : 10_000 * ATTACK;
const TIMEOUT = 60_000 + 10_000 * ATTACK;

const refusals: { readonly [writer: string]: (text: string, isKey: boolean) => string | undefined } = {
  render: unwritable,
  synth: yamlSurprise,
};
const writers: { readonly [writer: string]: (value: object) => string } = {
  render: (value) => writeYaml(value).replace(/^---\n/, ''),
  synth: (value) => Yaml.stringify(value),
};

/** The text as a value, a key and an item, and the readings of each other document of the writers. */
const placesOf = (text: string) => ({ a: [text, { [text]: text, 'a b': text }], b: { [text]: [text] }, c: text });

describe('text is read as it was written, or refused', () => {
  const documents: Expected[] = [];
  const texts = [...new Set(fc.sample(scalar, { numRuns: SIZE * 1.5, seed: 12 }))].slice(0, SIZE);
  let programs: Map<string, Promise<Difference[]>>;

  beforeAll(() => {
    const seen = new Set<string>();
    const add = (document: string, value: unknown) => {
      if (!seen.has(document)) documents.push([document, value]);
      seen.add(document);
    };
    for (const text of texts) {
      for (const [writer, write] of Object.entries(writers)) {
        const isRefused = [true, false].some((isKey) => refusals[writer]?.(text, isKey) !== undefined);
        if (!isRefused) add(write(placesOf(text)), placesOf(text));
      }
      if (unwritable(text) === undefined) add(`fix: ${plainYaml(text)}\n`, { fix: text });
    }
    programs = new Map(
      Object.entries(PROGRAMS)
        .filter(([, { isHere }]) => isHere())
        .map(([name, program]) => [name, readBy(program, documents)]),
    );
    // They are awaited one by one.
    for (const reading of programs.values()) reading.catch(() => undefined);
  }, TIMEOUT);

  for (const [name, read] of Object.entries(READERS)) {
    test(
      name,
      () => {
        expectNone(documents.flatMap(([document, value], index) => differenceOf(index, name, read, document, value)));
      },
      TIMEOUT,
    );
  }

  for (const [name, { isHere }] of Object.entries(PROGRAMS)) {
    const run = isHere() ? test : test.skip;
    run(
      isHere() ? name : `${name}, which are not on this machine`,
      async () => expectNone(await programs.get(name)),
      TIMEOUT,
    );
  }

  test('most of it is not refused', () => {
    const accepted = texts.filter((text) => yamlSurprise(text) === undefined);
    expect(accepted.length / texts.length).toBeGreaterThan(0.6);
    expect(texts.length).toBe(SIZE);
  });

  function expectNone(differences: readonly Difference[] = []): void {
    const shown = differences.slice(0, 5).map(({ index, ...rest }) => ({ document: documents[index]?.[0], ...rest }));
    expect({ count: differences.length, shown }).toEqual({ count: 0, shown: [] });
  }
});

function differenceOf(
  index: number,
  reader: string,
  read: (document: string) => unknown,
  document: string,
  value: unknown,
): Difference[] {
  try {
    const got = read(document);
    return isDeepStrictEqual(got, value) ? [] : [{ index, reader, got: JSON.stringify(got) }];
  } catch (error) {
    return [{ index, reader, got: String(error) }];
  }
}
