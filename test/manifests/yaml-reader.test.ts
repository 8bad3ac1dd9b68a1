import { describe, expect, test } from '@jest/globals';
import { Lines } from '../../lib/manifests/position';
import { YamlText } from '../../lib/manifests/yaml';
import { YamlError } from '../../lib/manifests/yaml-error';

const values = (text: string) => new YamlText('f.yaml', text).documents.map(({ value }) => value);

describe('reading YAML as go-yaml does', () => {
  test.each<[string, string, unknown[]]>([
    [
      'plain scalars',
      'a: yes\nb: 0o17\nc: 1_000\nd: 2024-01-01\ne: ~\nf: 1e3',
      [{ a: true, b: 15, c: 1000, d: '2024-01-01', e: null, f: 1000 }],
    ],
    ['quoted scalars', 'a: "yes"\nb: \'0o17\'\nc: "x\\u00e9"', [{ a: 'yes', b: '0o17', c: 'xé' }]],
    ['blocks', 'a: |\n  x\n  y\nb: >-\n  x\n  y\n', [{ a: 'x\ny\n', b: 'x y' }]],
    ['keys that are no text', 'yes: 1\n2: a\n1.5: b', [{ true: 1, 2: 'a', 1.5: 'b' }]],
    ['documents', 'a: 1\n---\n# nothing\n---\nb: 2\n...\n', [{ a: 1 }, null, { b: 2 }]],
    ['directives', '%YAML 1.1\n---\na: 1\n...\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['JSON', '{"a": [1, true, null, "x\\/"], "b": {}}', [{ a: [1, true, null, 'x/'], b: {} }]],
    ['anchors', 'a: &x [1]\nb: *x\nc: &y yes\n*y : z', [{ a: [1], b: [1], c: true, true: 'z' }]],
    [
      'merge keys, which the text overrides',
      'a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}',
      [{ a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
    ],
    ['merge keys that stand behind', 'a: &x {b: 1}\nd: {b: 2, <<: *x}', [{ a: { b: 1 }, d: { b: 1 } }]],
    ['merged lists, the first wins', 'a: {<<: [{b: 1}, {b: 2, c: 3}]}', [{ a: { b: 1, c: 3 } }]],
    ['tags', 'a: !!str 5\nb: !!int "5"\nc: !!binary aGk=\nd: !Other yes', [{ a: '5', b: 5, c: 'hi', d: true }]],
    ['the key __proto__', '__proto__: {a: 1}', [JSON.parse('{"__proto__": {"a": 1}}')]],
    ['a byte order mark, and lines of Windows', '\ufeffa: 1\r\nb: x\r\n', [{ a: 1, b: 'x' }]],
    ['nothing', '', []],
  ])('%s', (_what, text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  test.each([
    ['a list that does not end', 'a: [1', 'f.yaml:1:6: unexpected end of the stream within a flow collection'],
    ['a key that is there twice', 'x: 1\n---\na: 1\nb:\n  c: 1\n  c: 2', 'f.yaml:6:3: the key "c" is there twice'],
    ['a key that two texts make', '1: a\n"1": b', 'f.yaml:2:1: the key "1" is there twice'],
    ['an anchor that is not there', 'a: *x', 'f.yaml:1:4: there is no anchor x'],
    ['an anchor of another document', 'a: &x 1\n---\nb: *x', 'f.yaml:3:4: there is no anchor x'],
    ['an anchor in itself', 'a: &x\n  - *x', 'f.yaml:2:5: the anchor x contains itself'],
    ['a list as a key', '? [a]\n: b', 'f.yaml:1:3: a list or a map is no key'],
    ['null as a key', '~: b', 'f.yaml:1:1: null is no key'],
    ['a number that JSON has not', 'a: .inf', 'f.yaml:1:4: .inf is no number of JSON'],
    ['a merged list of texts', '<<: [a]', 'f.yaml:1:5: << merges maps only'],
    ['a tab as indentation', 'a:\n\tb: 1', 'f.yaml:2:1: tab characters'],
    ['a wrong tag', 'a: !!int x', 'f.yaml:1:10: "x" is no !!int'],
    ['depth', '['.repeat(10_000), 'f.yaml:1:500: nesting exceeded maxDepth (500)'],
  ])('refuses %s, with the place', (_what, text, message) => {
    expect(() => values(text)).toThrow(YamlError);
    expect(() => values(text)).toThrow(message);
  });

  test('refuses an alias bomb before it goes off', () => {
    const levels = 'abcdefghij'.split('').map((name, i, all) => {
      const item = i === 0 ? 'x' : `*${all[i - 1]}`;
      return `${name}: &${name} [${Array(9).fill(item).join(', ')}]`;
    });
    expect(() => values(levels.join('\n'))).toThrow('f.yaml:7:8: its aliases stand for more than 1000000 values');
  });

  const text = [
    '# a comment',
    'kind: A',
    '---',
    'kind: B',
    'spec:',
    '  list:',
    '    - x',
    '    - name: y',
    '      "v": z',
    '  flow: {a: [1, 2]}',
  ];
  const [, second] = new YamlText('f.yaml', text.join('\n')).documents;
  test.each<[(string | number)[], number, number]>([
    [['kind'], 4, 1],
    [['spec', 'list', 1], 8, 7],
    [['spec', 'list', 1, 'v'], 9, 7],
    [['spec', 'flow', 'a', 1], 10, 17],
    [['spec', 'list', 7, 'v'], 6, 3],
    [['spec', 'other'], 5, 1],
    [['other'], 4, 1],
    [[], 4, 1],
  ])('knows where %j is, or what is nearest above it', (path, line, column) => {
    expect(second?.positionOf(path)).toEqual({ line, column });
  });
});

test.each([
  ['behind another', 'a: 1\n---\nb: 1\ntarget: 2\n'],
  ['on the line of its separator', 'a: 1\n--- {b: 1, target: 2}\n---\nc: 3\n'],
  ['indented', 'a: 1\n---\n\n# a comment\n  b: 1\n  target: 2\n'],
  ['behind an end', 'a: 1\n...\n# a comment\nb: 1\ntarget: 2\n'],
  ['before an end', 'a: 1\n---\nb: 1\ntarget: 2\n...\n---\nc: 3\n'],
  ['with a directive', 'a: 1\n---\nb: 1\n...\n%YAML 1.1\n---\ntarget: 2\n'],
  ['with a tag and anchors', '---\na: 1\n--- !!map\nb: &x [1]\nc: *x\ntarget: 2\n'],
  ['in windows lines', 'a: 1\r\n---\r\nb: 1\r\ntarget: 2\r\n'],
  ['of JSON', '{"a": 1}\n---\n{\n"b": 1, "target": 2}\n'],
  ['with separators in text', "a: 1\n---\nb: |\n  ---\n  x\n'target': 2\n"],
])('the place of a field in a document %s', (_which, text) => {
  const { documents } = new YamlText('a.yaml', text);
  const [document] = documents.filter(({ value }) => Object.hasOwn(value as object, 'target'));
  const offset = text.search(/["']?target/);
  expect(document?.positionOf(['target'])).toEqual(new Lines(text).positionOf(offset));
});
