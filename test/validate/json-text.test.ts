import { expect, jest, test } from '@jest/globals';
import { jsonText } from '../../lib/validate/json-text';

const text = (value: unknown): string => [...jsonText(value)].join('');
const same = (value: unknown): void => expect(text(value)).toBe(`${JSON.stringify(value, null, 2)}\n`);
/** A value with `count` others, in lists and maps. */
const nested = (count: number, depth: number): unknown =>
  depth === 0
    ? count
    : depth % 2 === 0
      ? Array.from({ length: count }, (_, i) => nested(i, depth - 1))
      : Object.fromEntries(Array.from({ length: count }, (_, i) => [`key ${i}\n"`, nested(i, depth - 1)]));

test.each([
  ['nothing', null],
  ['a string', 'a\n"b"'],
  ['empty ones', { list: [], map: {}, lists: [[], [{}]] }],
  ['a list of many strings', Array.from({ length: 1000 }, (_, i) => `item ${i}`)],
  ['a map with a long list', { before: 1, list: Array.from({ length: 500 }, (_, i) => ({ i, a: [i] })), after: [2] }],
  ['long items between short ones', [1, nested(15, 3), 2, 3, nested(15, 3), nested(15, 3), 'end']],
  ['many levels', nested(9, 5)],
  ['a long list with gaps', Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? i : undefined))],
  ['members that are undefined', { a: undefined, b: Array.from({ length: 300 }, () => ({ c: undefined, d: 1 })) }],
])('%s: as JSON.stringify writes it', (_what, value) => same(value));

test('an iterable is a list, item by item', () => {
  function* items(count: number): Iterable<object> {
    for (let i = 0; i < count; i++) yield { i, more: ['a', 'b'] };
  }
  for (const count of [0, 1, 70, 1000]) {
    expect(text({ all: items(count), end: true })).toBe(
      `${JSON.stringify({ all: [...items(count)], end: true }, null, 2)}\n`,
    );
  }
});

test('items of an iterable that together are too long for a string are written one by one', () => {
  function* items(): Iterable<object> {
    for (let i = 0; i < 50; i++) yield { i, text: 'x'.repeat(400), more: [i, { i }] };
  }
  const expected = `${JSON.stringify({ all: [...items()] }, null, 2)}\n`;
  const { stringify } = JSON;
  const limited = jest.spyOn(JSON, 'stringify').mockImplementation((...args: Parameters<typeof stringify>) => {
    const made = stringify(...args);
    if (made.length > 5000) throw new RangeError('Invalid string length');
    return made;
  });
  try {
    expect(text({ all: items() })).toBe(expected);
  } finally {
    limited.mockRestore();
  }
});

test('what cannot be seen is escaped, and the value stays', () => {
  const value = { 'a\u202eb': ['\u200b', '\u00a0', 'é'], many: Array.from({ length: 300 }, () => '\ufeff') };
  const written = text(value);
  expect(written).toMatch(/^[\n -~é]*$/);
  expect(written).toContain('"a\\u202eb"');
  expect(JSON.parse(written)).toEqual(value);
});

test('no piece is the whole', () => {
  const longest = Math.max(...[...jsonText(nested(40, 3))].map(({ length }) => length));
  expect(longest).toBeLessThan(20_000);
});
