import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { YamlText } from '../../lib/manifests/yaml';
import { ATTACK } from '../support/size';
import { CONSTRUCTS, TARGETS } from './program-targets';
import { HOSTILE_KEYS, HOSTILE_VALUES, MARK } from './program-values';

// ATTACK multiplies the number of runs.
const TIMEOUT = 20_000 + 10_000 * ATTACK;

/** Each line of a message of ours: where, the field, the value, what is allowed. */
const OURS =
  /^(\S.*?: )?\S.*: ((got|invalid (label |annotation )?key) .+; allowed|unknown field .+; known fields): .+$/;
/** Of values as a whole, and of files. */
const OURS_TOO =
  /: got .+; values are |: [^:]+\. Expected the output of |: a folder|: cannot be read|expected a chart or an app, got /;
/** Messages of the engine and its libraries. */
const ENGINE =
  /is not a |Cannot |cannot (read|convert|be invoked)|not iterable|call stack|circular|Invalid (value|time|array)|thrown by the program|Reduce of|\[native|proxy that has been revoked|Failed serializing|must be of type|\n\s+at /;

let outdir: string;
beforeAll(() => {
  outdir = mkdtempSync(join(tmpdir(), 'attack-'));
});
afterAll(() => rmSync(outdir, { recursive: true }));
beforeEach(() => void jest.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => void jest.restoreAllMocks());

/** What was written, or why nothing was. */
function attempt(call: (chart: Chart) => unknown): { yaml: string } | { message: string } {
  for (const file of readdirSync(outdir)) rmSync(join(outdir, file));
  const app = new App({ outdir });
  const chart = new Chart(app, 'chart', { namespace: 'shop' });
  let written: object[];
  try {
    call(chart);
    app.synth();
    written = chart.toJson();
  } catch (error) {
    expect(readdirSync(outdir)).toEqual([]);
    const { message } = error as Error;
    expect(message).not.toMatch(ENGINE);
    expect(message.split('\n').filter((line) => !OURS.test(line) && !OURS_TOO.test(line))).toEqual([]);
    expect(['Error', 'ProblemsError']).toContain((error as Error).constructor.name);
    return { message };
  }
  const yaml = readFileSync(join(outdir, 'chart.k8s.yaml'), 'utf8');
  if (written.length > 0) {
    const read = new YamlText('chart.k8s.yaml', yaml).documents.map(({ value }) => value);
    expect(spelled(read)).toBe(spelled(written));
  }
  return { yaml };
}

/** A value with every key that it has, whatever the key is. */
function spelled(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spelled).join()}]`;
  if (typeof value !== 'object' || value === null) return value === undefined ? 'null' : JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${spelled((value as { [key: string]: unknown })[key])}`).join()}}`;
}

/** The places in a tree: ways to its parts. */
function placesIn(tree: unknown, way: readonly string[] = []): (readonly string[])[] {
  if (typeof tree !== 'object' || tree === null) return [way];
  const prototype = Object.getPrototypeOf(tree);
  if (!Array.isArray(tree) && prototype !== Object.prototype) return [way];
  return [way, ...Object.entries(tree).flatMap(([key, part]) => placesIn(part, [...way, key]))];
}

function put(tree: { [key: string]: unknown }, way: readonly string[], value: unknown): void {
  let part = tree;
  for (const key of way.slice(0, -1)) part = part[key] as typeof tree;
  const last = way.at(-1) ?? '';
  Object.defineProperty(part, last, { value, configurable: true, enumerable: true, writable: true });
}

interface Change {
  readonly place: number;
  readonly value: string;
  readonly key?: string | undefined;
}

/** What a target is given, with parts that are changed. */
function changed(given: { [key: string]: unknown }, changes: readonly Change[]): string[] {
  const places = placesIn(given).filter((way) => way.length > 0);
  const ways = changes.map(({ place, key }) => {
    const way = places[place % places.length] ?? [];
    const there = way.reduce<unknown>((part, name) => (part as { [name: string]: unknown })[name], given);
    const isMap = typeof there === 'object' && there !== null && Object.getPrototypeOf(there) === Object.prototype;
    return key !== undefined && isMap ? [...way, key] : way;
  });
  // The deepest first: the others may replace what it is in.
  const order = ways.map((_, i) => i).sort((a, b) => (ways[b]?.length ?? 0) - (ways[a]?.length ?? 0));
  return order.map((i) => {
    const [way = [], value = ''] = [ways[i], changes[i]?.value];
    put(given, way, HOSTILE_VALUES[value]?.());
    return `${way.join('.')} = ${value}`;
  });
}

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(10_000),
  value: fc.constantFrom(...Object.keys(HOSTILE_VALUES)),
  key: fc.option(fc.constantFrom(...HOSTILE_KEYS), { nil: undefined, freq: 4 }),
});

describe.each(Object.entries(TARGETS))('%s', (_name, { given, call, writes }) => {
  test('as it is meant', () => {
    const message = attempt((chart) => call(chart, given()));
    if (writes) expect(message).toHaveProperty('yaml');
  });

  test(
    'with hostile parts: refused by name, or written as given',
    () => {
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
          const parts = given();
          const where = changed(parts, changes);
          const result = attempt((chart) => call(chart, parts));
          const isText = changes.every(({ value }) => ['good text', 'a map', 'a Lazy of text'].includes(value));
          const isWritten = writes && isText && !where.some((way) => way.startsWith('id '));
          if (isWritten && 'yaml' in result) expect([where, result.yaml.includes(MARK)]).toEqual([where, true]);
        }),
        { seed: 12, numRuns: 8 * ATTACK },
      );
    },
    TIMEOUT,
  );
});

describe.each(Object.entries(CONSTRUCTS))('%s', (_name, make) => {
  const scopes: { readonly [name: string]: (chart: Chart) => unknown } = {
    ...HOSTILE_VALUES,
    'an app': ({ node }) => node.root,
    'a construct of an app': ({ node }) => new Construct(node.root as App, 'free'),
    'a chart without an app': () => new Chart(undefined as never, 'alone'),
    'a closed construct': (chart) => new Proxy(chart, { get: () => 5 }),
  };

  test('in something that is no chart: refused by name', () => {
    const made = Object.entries(scopes).filter(([, scope]) => {
      const result = attempt((chart) => make(scope(chart) as never, 'x' as never));
      return 'yaml' in result;
    });
    expect(made.map(([name]) => name)).toEqual(['a chart without an app']);
  });

  test('under an id that is no text: refused by name', () => {
    const made = Object.entries(HOSTILE_VALUES).filter(([, id]) => {
      const result = attempt((chart) => make(chart as never, id() as never));
      return 'yaml' in result && typeof id() !== 'string';
    });
    expect(made.map(([name]) => name)).toEqual([]);
  });

  test.each(['constructor', '__proto__', 'toString'])('called %s', (id) => {
    expect(attempt((chart) => make(chart as never, id as never))).toHaveProperty('yaml');
  });
});
