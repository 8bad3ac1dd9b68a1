import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { type Event, parseEvents } from 'js-yaml';
import { plainTree } from '../../lib/manifests/plain-tree';
import { readText } from '../../lib/manifests/read-text';
import { splitDocuments } from '../../lib/manifests/split-documents';
import { YamlText } from '../../lib/manifests/yaml';
import * as asJson from '../../lib/manifests/yaml-as-json';
import { YamlBuilder } from '../../lib/manifests/yaml-builder';
import { YamlError } from '../../lib/manifests/yaml-error';
import { goEvents } from '../../lib/manifests/yaml-go-events';
import { refuseCharacters } from '../../lib/manifests/yaml-go-reader';
import { type YamlNode, yamlTree } from '../../lib/manifests/yaml-tree';
import type { YamlValue } from '../../lib/manifests/yaml-value';
import { kubectlReader } from '../support/kubectl-reader';
import { ATTACK } from '../support/size';
import { hostileFile, pick, type Random, randomOf } from './hostile-yaml';
import { mutatedManifest, mutatedPlain, UNCHANGED, UNCHANGED_PLAIN } from './mutated-manifests';
import { nearPlain } from './near-plain';

/** What kubectl reads and we refuse on purpose, by the reason given. */
const REFUSED: { readonly [kind: string]: RegExp } = {
  // kubectl replaces what is not UTF-8, and go-yaml, Helm, Argo CD and Flux refuse it. With a byte order mark in front, a
  // field is another one.
  'bytes that are not text': /invalid UTF-8|control characters|byte order mark|carriage return/,
  // kubectl sees one only with invisible line breaks around it.
  'directives in front of a document': /directive/,
};

const canonical = (value: unknown) =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? { map: Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)) }
      : item,
  );

/** What we make of a file: the documents, or why we refuse it. */
function read(file: Uint8Array): { documents: unknown[] } | { reason: string } {
  try {
    const { documents } = new YamlText('f', readText('f', file));
    return { documents: documents.map(({ value }) => value).filter((value) => value !== null) };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return { reason: error.reason };
  }
}

/** Go takes keys of different types apart, as 1 and "1", and then one of the two at random. */
const isRandom = (file: Uint8Array) =>
  new YamlText('f', readText('f', file)).documents.some(({ duplicates }) =>
    duplicates.some(({ path }) => /^(?:true|false|[-.\d].*)$/.test(String(path.at(-1)))),
  );

/** go-yaml loses its place where a byte order mark lies across the blocks of 512 bytes in which it reads, as at 1023. */
const isTorn = (file: Uint8Array) => String(Buffer.from(file)).indexOf('\ufeff', 1) > 0;

const reader = kubectlReader();
(reader ? test : test.skip).each<[string, number, number, (random: Random) => Uint8Array, number]>([
  ['hostile', 20260731, 1000 * ATTACK, hostileFile, 0.25],
  ['mutated', 20260801, 1500 * ATTACK, (random) => Buffer.from(mutatedManifest(random)), 0.4],
  ['plain mutated', 20260802, 1500 * ATTACK, (random) => Buffer.from(mutatedPlain(random)), 0.4],
  ['nearly plain', 20260806, 500 * ATTACK, (random) => Buffer.from(nearPlain(random)), 0.3],
])(
  `%s files are taken, refused and read as by kubectl${reader ? '' : ': there is no Go here that builds test/go-yaml'}`,
  (_which, seed, count, make, leastTaken) => {
    const random = randomOf(seed);
    const files = Array.from({ length: count }, () => make(random));
    const wrong: string[] = [];
    let taken = 0;
    reader?.(files).forEach(({ documents, refusal }, i) => {
      const file = files[i] as Uint8Array;
      const ours = read(file);
      const isSame = 'documents' in ours && refusal === undefined && canonical(ours.documents) === canonical(documents);
      const isFine =
        'documents' in ours
          ? isSame || isRandom(file) || (refusal !== undefined && isTorn(file))
          : refusal !== undefined || isOnPurpose(ours.reason);
      if (isSame) taken++;
      if (isFine) return;
      const theirs = refusal ?? canonical(documents);
      wrong.push(`${Buffer.from(file).toString('latin1')}\nours: ${canonical(ours)}\nkubectl: ${theirs}`);
    });
    expect(wrong).toEqual([]);
    // The others are refused by both.
    expect(taken / count).toBeGreaterThan(leastTaken);
  },
  300_000,
);

/** What go-yaml's rules make of a document, with the places of the objects in it. */
function exactly(text: string): string {
  const closed = text.endsWith('\n') ? text : `${text}\n`;
  try {
    refuseCharacters(closed);
    const { events, unread } = goEvents(closed);
    const { value, start, starts, duplicates } = new YamlBuilder(closed, undefined).build(events);
    return JSON.stringify([value, start, placesOf(value, starts), unread, duplicates.length]);
  } catch (error) {
    return String(error);
  }
}

/** The places of the items of a list. */
function placesOf(value: unknown, starts: ReadonlyMap<YamlValue, number> | undefined) {
  const { items } = (value ?? {}) as { readonly items?: unknown };
  return Array.isArray(items) ? items.map((item) => starts?.get(item)) : [];
}

/** The events of a document that go-yaml reads. */
function eventsOf(text: string): readonly Event[] {
  try {
    return parseEvents(text, { maxDepth: 100 });
  } catch {
    return goEvents(text).events;
  }
}

/** A node with all below it. */
function nodesOf(node: YamlNode | undefined): unknown {
  if (!node) return undefined;
  const { kind, start, outerStart, end, isEmpty, inFlow, pairs, items } = node;
  const inside = pairs.map(({ key, start: from, keyEnd, value }) => [key, from, keyEnd, nodesOf(value)]);
  return [kind, start, outerStart, end, isEmpty, inFlow, inside, items.map(nodesOf)];
}

test.each<[string, number, number, (random: Random) => string, number]>([
  ['hostile', 20260803, 2000 * ATTACK, (random) => String(Buffer.from(hostileFile(random))), 0.001],
  ['mutated', 20260804, 2000 * ATTACK, mutatedManifest, 0.1],
  ['plain mutated', 20260805, 4000 * ATTACK, mutatedPlain, 0.25],
  ['nearly plain', 20260807, 1000 * ATTACK, nearPlain, 0.15],
])(
  '%s documents that are read as JSON are read exactly',
  (_which, seed, count, make, leastRead) => {
    const random = randomOf(seed);
    const wrong: string[] = [];
    let [read, all] = [0, 0];
    for (let i = 0; i < count; i++) {
      const parts = partsOf(make(random)).filter(({ form }) => form === 'lines');
      const documents = asJson.readAsJson(parts.map(({ text }) => text));
      for (const [j, { text }] of parts.entries()) {
        all++;
        const plain = documents[j];
        if (!plain) continue;
        read++;
        const { value, start, starts } = plain;
        // The order of keys, too.
        const ours = JSON.stringify([value, start, placesOf(value, starts), undefined, 0]);
        const exact = exactly(text);
        if (ours !== exact) wrong.push(`${text}\nours: ${ours}\ngo-yaml: ${exact}`);
        const [found, known] = [plainTree(text), yamlTree(text, eventsOf(text))].map((tree) =>
          JSON.stringify(nodesOf(tree)),
        );
        if (found !== known) wrong.push(`${text}\nnodes: ${found}\nby a parser: ${known}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(read / all).toBeGreaterThan(leastRead);
  },
  300_000,
);

/** Small manifests in the shapes of real repositories. */
const CORPUS = readdirSync('test/corpus', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.ya?ml$/.test(file))
  .sort()
  .map((file) => readFileSync(join('test/corpus', file), 'utf8'))
  .filter(({ length }) => length < 1300);
const CHARACTERS = [...'\t :#-"\'\n[},&*!|>?%@\\\r\x85\u2028\ufeff\xa0é~0._=<\0ye/+'];

/** One of them with one character more, less or other. */
function withOneCharacter(random: Random): string {
  const text = pick(random, CORPUS);
  const at = Math.floor(random() * (text.length + 1));
  const [instead, end] = [random() < 0.75 ? pick(random, CHARACTERS) : '', random() < 0.5 ? at : at + 1];
  return text.slice(0, at) + instead + text.slice(instead === '' ? at + 1 : end);
}

afterEach(() => {
  jest.restoreAllMocks();
});

/** All that others see of a file: values, places of all fields, lines with secrets hidden, and what is refused and why. */
function seen(text: string): string[] {
  try {
    return new YamlText('f', text).documents.map((document) => {
      const { value, start, unread, duplicates, isJson, part } = document;
      const paths = pathsIn(value, []);
      const places = paths.map((path) => document.positionOf(path));
      const { items } = (value ?? {}) as { readonly items?: unknown };
      const starts = Array.isArray(items) ? items.map((item) => document.startOf(item)) : [];
      const middle = places[places.length >> 1];
      const excerpt = middle && document.excerptAt(middle);
      return JSON.stringify([value, start, unread, duplicates, isJson, part, places, starts, excerpt]);
    });
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return [error.message];
  }
}

function pathsIn(value: unknown, path: readonly (string | number)[]): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Array.isArray(value) ? value.map((item, i) => [i, item] as const) : Object.entries(value);
  return [path, ...below.flatMap(([key, item]) => pathsIn(item, [...path, key]))];
}

test.each<[string, number, (random: Random) => string]>([
  ['mutated', 20260808, mutatedManifest],
  ['plain mutated', 20260809, mutatedPlain],
  ['nearly plain', 20260810, nearPlain],
  ['almost real', 20260811, withOneCharacter],
])(
  '%s files look the same when none of their documents is read as JSON',
  (_which, seed, make) => {
    const random = randomOf(seed);
    const texts = Array.from({ length: 200 * ATTACK }, () => make(random));
    const fast = texts.map(seen);
    const read = jest.spyOn(asJson, 'readAsJson');
    read.mockImplementation((parts) => parts.map(() => undefined));
    const exact = texts.map(seen);
    expect(read).toHaveBeenCalled();
    texts.forEach((text, i) => {
      if (fast[i]?.join() !== exact[i]?.join()) expect({ text, seen: fast[i] }).toEqual({ text, seen: exact[i] });
    });
  },
  300_000,
);

function partsOf(text: string) {
  try {
    return splitDocuments(text);
  } catch {
    return [];
  }
}

test('manifests as most are become JSON', () => {
  const parts = UNCHANGED_PLAIN.flatMap(splitDocuments);
  expect(asJson.readAsJson(parts.map(({ text }) => text)).includes(undefined)).toBe(false);
});

test('the manifests that are mutated are read', () => {
  expect(UNCHANGED.map((text) => 'documents' in read(Buffer.from(text)))).toEqual(UNCHANGED.map(() => true));
});

const isOnPurpose = (reason: string) => Object.values(REFUSED).some((kind) => kind.test(reason));
