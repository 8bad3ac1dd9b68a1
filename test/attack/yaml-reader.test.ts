import { expect, test } from '@jest/globals';
import { readText } from '../../lib/manifests/read-text';
import { splitDocuments } from '../../lib/manifests/split-documents';
import { YamlText } from '../../lib/manifests/yaml';
import { readAsJson } from '../../lib/manifests/yaml-as-json';
import { YamlBuilder } from '../../lib/manifests/yaml-builder';
import { YamlError } from '../../lib/manifests/yaml-error';
import { goEvents } from '../../lib/manifests/yaml-go-events';
import { refuseCharacters } from '../../lib/manifests/yaml-go-reader';
import type { YamlValue } from '../../lib/manifests/yaml-value';
import { kubectlReader } from '../support/kubectl-reader';
import { ATTACK } from '../support/size';
import { hostileFile, type Random, randomOf } from './hostile-yaml';
import { mutatedManifest, mutatedPlain, UNCHANGED, UNCHANGED_PLAIN } from './mutated-manifests';

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

const reader = kubectlReader();
(reader ? test : test.skip).each<[string, number, number, (random: Random) => Uint8Array, number]>([
  ['hostile', 20260731, 1000 * ATTACK, hostileFile, 0.25],
  ['mutated', 20260801, 1500 * ATTACK, (random) => Buffer.from(mutatedManifest(random)), 0.4],
  ['plain mutated', 20260802, 1500 * ATTACK, (random) => Buffer.from(mutatedPlain(random)), 0.4],
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
      const isFine = 'documents' in ours ? isSame || isRandom(file) : refusal !== undefined || isOnPurpose(ours.reason);
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

test.each<[string, number, number, (random: Random) => string, number]>([
  ['hostile', 20260803, 2000 * ATTACK, (random) => String(Buffer.from(hostileFile(random))), 0.001],
  ['mutated', 20260804, 2000 * ATTACK, mutatedManifest, 0.1],
  ['plain mutated', 20260805, 4000 * ATTACK, mutatedPlain, 0.25],
])(
  '%s documents that are read as JSON are read exactly',
  (_which, seed, count, make, leastRead) => {
    const random = randomOf(seed);
    const wrong: string[] = [];
    let [read, all] = [0, 0];
    for (let i = 0; i < count; i++) {
      const parts = partsOf(make(random)).filter(({ form }) => form === 'lines');
      const documents = readAsJson(parts.map(({ text }) => text));
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
      }
    }
    expect(wrong).toEqual([]);
    expect(read / all).toBeGreaterThan(leastRead);
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
  expect(readAsJson(parts.map(({ text }) => text)).includes(undefined)).toBe(false);
});

test('the manifests that are mutated are read', () => {
  expect(UNCHANGED.map((text) => 'documents' in read(Buffer.from(text)))).toEqual(UNCHANGED.map(() => true));
});

const isOnPurpose = (reason: string) => Object.values(REFUSED).some((kind) => kind.test(reason));
