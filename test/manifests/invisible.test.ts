import { describe, expect, test } from '@jest/globals';
import { check, Manifests } from '../../lib';
import { command } from '../support/command';

const object = (name: string, comment = '') =>
  `${comment}apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: shop\n`;
const found = (text: string) =>
  check(Manifests.fromText('f.yaml', text))
    .filter(({ rule }) => rule === 'invisible-character')
    .map(({ line, column, object: title, message }) => `${line}:${column} ${title} ${message.split(':')[0]}`);

describe('invisible characters', () => {
  test.each([
    ['\u202e', 'U+202E (right-to-left override)'],
    ['\u2066', 'U+2066 (left-to-right isolate)'],
    ['\u200b', 'U+200B (zero width space)'],
    ['\u200d', 'U+200D (zero width joiner)'],
    ['\u00ad', 'U+00AD (soft hyphen)'],
    ['\ufeff', 'U+FEFF (byte order mark)'],
    ['\u2028', 'U+2028 (line separator)'],
    ['\u2029', 'U+2029 (paragraph separator)'],
    ['\x85', 'U+0085 (next line)'],
    ['\r', 'U+000D (carriage return)'],
    ['\ufe0f', 'U+FE0F (variation selector)'],
    ['\u{e0041}', 'U+E0041'],
  ])('%j is found and named', (character, name) => {
    expect(found(`# x${character}# y\n${object('a')}`)).toEqual([`1:4 ConfigMap shop/a Invisible character ${name}`]);
  });

  test.each(['é', '☀️', '👨‍👩‍👧', '👍🏽', '1️⃣', 'שלום', '日本語', '\u00a0', 'a\\u202eb', 'x\r'])(
    '%j is visible',
    (text) => {
      expect(found(`${object('a')}# ${text}\n`)).toEqual([]);
    },
  );

  test('one for each object and character, with the first place', () => {
    const text = [object('a', '# \u202e\u202e\n'), object('b', '# \u202e\u200b \u202e\n'), `# \u202e\n`].join('---\n');
    expect(found(text)).toEqual([
      '1:3 ConfigMap shop/a Invisible character U+202E (right-to-left override), and 1 more after it',
      '8:3 ConfigMap shop/b Invisible character U+202E (right-to-left override), and 2 more after it',
      '8:4 ConfigMap shop/b Invisible character U+200B (zero width space)',
    ]);
  });

  test('in a List, the object is the item that contains it', () => {
    const items = ['a', 'b'].map((name) => `  - ${object(name, '').replaceAll('\n', '\n    ').trimEnd()}\n`);
    const text = `apiVersion: v1\nkind: List\nitems:\n${items.join('    # \u200b\n')}`;
    expect(found(text)).toEqual(['9:7 ConfigMap shop/a Invisible character U+200B (zero width space)']);
  });

  test('many characters give one finding', () => {
    expect(found(`${object('a')}# ${'\u200b'.repeat(1_000_000)}\n`)).toEqual([
      '6:3 ConfigMap shop/a Invisible character U+200B (zero width space), and 999999 more after it',
    ]);
  });
});

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: orders
  namespace: shop
  labels:
    aadpodidbinding: reader
`;
const HIDDEN = `${POD}# \u2028---\u2028kind: x\n---\n# \u202e\u202e\nno: object\n`;

test('assignments warns, once for each file and character, and reads as kubectl does', async () => {
  const { code, error } = await command(['assignments', '-'], HIDDEN);
  expect(code).toBe(0);
  const effect = 'kubectl ends the line here, and most editors do not, so a comment may contain fields';
  expect(error.split('\n').filter((line) => line.startsWith('warning'))).toEqual([
    `warning: <stdin>:8:3: invisible character U+2028 (line separator), and 1 more after it: ${effect}. Delete it, or write it as an escape in double quotes`,
    expect.stringMatching(
      /^warning: <stdin>:10:3: invisible character U\+202E \(right-to-left override\), and 1 more after it: /,
    ),
    'warning: <stdin>:8:8: text after the end of a document, without ---, is ignored, as kubectl does',
  ]);
});

test('a label behind a hidden line end is the one that counts', async () => {
  const hidden = POD.replace('aadpodidbinding: reader', '# reader\u2028    aadpodidbinding: admin');
  const { out } = await command(['assignments', '-', '--format', 'json'], hidden);
  expect(JSON.parse(out).workloads).toEqual([expect.objectContaining({ name: 'orders', label: 'admin' })]);
});

test('check exits with 2, and prints the place', async () => {
  const { code, out } = await command(['check', '-', '--format', 'json'], object('a', '# \u202e\n'));
  expect(code).toBe(2);
  expect(JSON.parse(out).findings).toEqual([
    expect.objectContaining({ rule: 'invisible-character', line: 1, path: '', severity: 'warning' }),
  ]);
});

test('a refusal behind a hidden end of line names the character', async () => {
  const { code, error } = await command(['assignments', '-'], 'kind: Pod\nmetadata: { name: [a # \u2028b: c }\n');
  expect(code).toBe(1);
  expect(error).toMatch(/^<stdin>:\d+:\d+: .+; kubectl ends a line at the invisible character U\+2028 in 2:24\n$/);
});
