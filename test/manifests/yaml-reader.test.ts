import { describe, expect, test } from '@jest/globals';
import { Lines } from '../../lib/manifests/position';
import { YamlText } from '../../lib/manifests/yaml';
import { readAsJson } from '../../lib/manifests/yaml-as-json';
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
    ['what is behind an end not', 'a: 1\n...\nb: 2\n---\nc: 3\n', [{ a: 1 }, { c: 3 }]],
    ['separators with comments', '--- # x\na: 1\n---\u2028# x\nb: 2\n--- \t\nc: 3', [{ a: 1 }, { b: 2 }, { c: 3 }]],
    ['separators that are no lines of kubectl not', 'a: 1\u2028---\u2028b: 2\n---\nc: 3', [{ a: 1 }, { c: 3 }]],
    [
      'line ends that editors do not show',
      'a: b # c\u2028d: e\x85f: g # h\u2029i: j',
      [{ a: 'b', d: 'e', f: 'g', i: 'j' }],
    ],
    ['next lines in text as line feeds', 'a: |\n  x\x85  y\n', [{ a: 'x\ny\n' }]],
    ['lines of JSON in JSON as they are', '{"a": "x\u2028\x85y"}', [{ a: 'x\u2028\x85y' }]],
    ['JSON behind JSON', '{"a": 1} {"b": 2}\n\n{"c": 3}', [{ a: 1 }, { b: 2 }, { c: 3 }]],
    ['YAML behind JSON', '{"a": 1}\nb: 2\n---\nc: 3', [{ a: 1 }, { b: 2 }, { c: 3 }]],
    [
      'halves of surrogate pairs in JSON',
      '{"a": "\\ud800x", "b": "\\ud83d\\ude00"}',
      [{ a: '\ufffdx', b: '\u{1f600}' }],
    ],
    [
      'numbers as keys',
      '9007199254740993: a\n1e6: b\n1234567.8: c\n0x10: d\n0.1: e',
      [{ '9007199254740993': 'a', '1e+06': 'b', '1.2345678e+06': 'c', 16: 'd', 0.1: 'e' }],
    ],
    ['an anchor that is there twice', 'a: &x 1\nb: *x\nc: &x [&x 2]\nd: *x', [{ a: 1, b: 1, c: [2], d: 2 }]],
    ['JSON', '{"a": [1, true, null, "x\\/"], "b": {}}', [{ a: [1, true, null, 'x/'], b: {} }]],
    ['anchors', 'a: &x [1]\nb: *x\nc: &y yes\n*y : z', [{ a: [1], b: [1], c: true, true: 'z' }]],
    [
      'merge keys, which the text overrides',
      'a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}',
      [{ a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
    ],
    ['merge keys that stand behind', 'a: &x {b: 1}\nd: {b: 2, <<: *x}', [{ a: { b: 1 }, d: { b: 1 } }]],
    ['merged lists, the first wins', 'a: {<<: [{b: 1}, {b: 2, c: 3}]}', [{ a: { b: 1, c: 3 } }]],
    [
      'tags',
      'a: !!str 5\nb: !!int "5"\nc: !!binary aGk=\nd: !Other yes\ne: ! on\nf: !!float 5',
      [{ a: '5', b: 5, c: 'hi', d: 'yes', e: 'on', f: 5 }],
    ],
    ['merge keys in quotes with a tag', '{! "<<": {a: 1}, !!merge <<: {b: 2}, "<<": 3}', [{ a: 1, b: 2, '<<': 3 }]],
    [
      'a bracket at the indentation of its key',
      'a:\n  b: [\n    c\n  ]\n  d: {\n  e: 1\n}',
      [{ a: { b: ['c'], d: { e: 1 } } }],
    ],
    ['of equal keys the last one', 'a: 1\nb: {c: 1, c: 2}\na: 3', [{ a: 3, b: { c: 2 } }]],
    ['of equal keys the last one, where it repeals a number that JSON has not', 'a: .inf\na: 1', [{ a: 1 }]],
    [
      'numbers that only keys can be',
      '.inf: a\n-.inf: b\n.nan: c\n&x 5: d\n*x : e',
      [{ '.inf': 'a', '-.inf': 'b', '.nan': 'c', 5: 'e' }],
    ],
    ['bytes that are no text, replaced one by one', 'a: !!binary 4oL/', [{ a: '\ufffd\ufffd\ufffd' }]],
    ['a tab behind a list in brackets', 'a: [1,\n\t2]\t# b\nc: d', [{ a: [1, 2], c: 'd' }]],
    ['a question mark in brackets as a key', 'a: [? b : c]', [{ a: [{ b: 'c' }] }]],
    ['a second tag not', '!a !b c', ['']],
    ['a list before a colon as go-yaml does', '[]: a', [[]]],
    ['line separators in a text', 'a: "x\u2028 y"', [{ a: 'x\u2028y' }]],
    ['a directive before a hidden line end', '%YAML 1.1\x85---\x85a: 1', [{ a: 1 }]],
    ['carriage returns as line ends', 'a: |\r  x\r\r  y\r', [{ a: 'x\n\ny\n' }]],
    ['the key __proto__', '__proto__: {a: 1}', [JSON.parse('{"__proto__": {"a": 1}}')]],
    ['a byte order mark, and lines of Windows', '\ufeffa: 1\r\nb: x\r\n', [{ a: 1, b: 'x' }]],
    ['nothing', '', []],
  ])('%s', (_what, text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  test.each([
    ['a list that does not end', 'a: [1', 'f.yaml:1:6: unexpected end of the stream within a flow collection'],
    ['an anchor that is not there', 'a: *x', 'f.yaml:1:4: unknown anchor x'],
    ['an anchor of another document', 'a: &x 1\n---\nb: *x', 'f.yaml:3:4: unknown anchor x'],
    ['an anchor in itself', 'a: &x\n  - *x', 'f.yaml:2:5: the anchor x contains itself'],
    ['a list as a key', '? [a]\n: b', 'f.yaml:1:3: a list or a map cannot be a key'],
    ['null as a key', '~: b', 'f.yaml:1:1: null cannot be a key'],
    ['a number that JSON has not', 'a: .inf', 'f.yaml:1:4: .inf is not a number in JSON'],
    ['a merged list of texts', '<<: [a]', 'f.yaml:1:5: << can merge only maps'],
    ['a tab as indentation', 'a:\n\tb: 1', 'f.yaml:2:1: tab characters'],
    ['a wrong tag', 'a: !!int x', 'f.yaml:1:10: "x" is not a valid !!int'],
    ['another one', 'a: !!null x', 'f.yaml:1:11: "x" is not a valid !!null'],
    [
      'a tag behind a separator',
      'a: 1\n--- !!map\nb: 2',
      'f.yaml:2:1: a line that begins with --- ends a document: kubectl refuses "!!map" after it',
    ],
    [
      'content behind a separator',
      '--- {a: 1}',
      'f.yaml:1:1: a line that begins with --- ends a document: kubectl refuses "{a: 1}" after it',
    ],
    ['a line that begins as a separator', 'a: 1\n----- x', 'kubectl refuses "-- x" after it'],
    ['a directive', '%YAML 1.2\n---\na: 1', 'f.yaml:2:1: directives end mark is expected'],
    ['an end without a document', '...\na: 1', 'f.yaml:1:1: a document end marker (...) before any document'],
    ['control characters in a comment', 'a: 1 # \x01', 'f.yaml:1:8: control characters are not allowed'],
    ['an escape of JSON', 'a: "x\\/y"', 'f.yaml:1:4: the escape \\/ is valid only in JSON'],
    ['half a surrogate pair', 'a: "\\ud83d\\ude00"', 'the escape \\ud83d is valid only in JSON'],
    ['text behind JSON', '{"a": 1}{"b": 2} c: 3', 'f.yaml:1:18: neither JSON nor YAML that kubectl reads after JSON'],
    ['a tab behind a dash', 'a:\n  -\tb', 'f.yaml:2:4: a tab, where only spaces are allowed'],
    [
      'a question mark in flow style',
      'a: [b?c]',
      'f.yaml:1:5: YAML readers interpret : and ? in flow style differently. Put the value in quotes',
    ],
    ['a key that go-yaml does not look for', `${'k'.repeat(1025)}: 1`, 'f.yaml:1:1: a key longer than 1024 characters'],
    ['a map on the line of its key', 'a: &x b: c', 'a colon inside a value. Put the value in quotes'],
    ['an anchor that is open', 'a: &x 1\nb: &x\n  - *x', 'f.yaml:3:5: the anchor x contains itself'],
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
    expect(() => values(levels.join('\n'))).toThrow('f.yaml:4:20: aliases expand to more than 99 % of the values');
  });

  test('knows where equal keys are, and takes fields from the last one', () => {
    const [document] = new YamlText('f.yaml', 'a:\n  - b: 1\n    "c": 2\n    c: {d: 3}\n    c:\n      d: 4\n')
      .documents;
    expect(document?.duplicates).toEqual([
      { path: ['a', 0, 'c'], first: { line: 3, column: 5 }, last: { line: 5, column: 5 } },
    ]);
    expect(document?.positionOf(['a', 0, 'c', 'd'])).toEqual({ line: 6, column: 7 });
  });

  test.each([
    ['a: [\n1\n]\n...\n# c\n\nb: 2\n', { line: 7, column: 1 }],
    ['a: [\n1\n]\n...\n# c\n\n... # d\n', undefined],
    ['[]: a\n', { line: 1, column: 3 }],
  ])('knows from where on %j is not read', (text, unread) => {
    expect(new YamlText('f.yaml', text).documents[0]?.unread).toEqual(unread);
  });

  test('a key of << and one of the map are no equal keys', () => {
    const [document] = new YamlText('f.yaml', 'a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n').documents;
    expect(document?.duplicates).toEqual([]);
  });

  test('fields of a document that js-yaml refuses have their places', () => {
    const [document] = new YamlText('f.yaml', 'a:\n  b: [\n    x\n  ]\n  c: 1\n').documents;
    expect(document?.positionOf(['a', 'b', 0])).toEqual({ line: 3, column: 5 });
    expect(document?.positionOf(['a', 'c'])).toEqual({ line: 5, column: 3 });
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
  ['behind JSON', '{"a": 1}\n{"b": 1, "target": 2}\n'],
  ['behind a hidden line end', 'a: 1\n---\nb: 1 # x\u2028target: 2\n'],
  ['indented', 'a: 1\n---\n\n# a comment\n  b: 1\n  target: 2\n'],
  ['behind an end', 'a: 1\n...\n---\n# a comment\nb: 1\ntarget: 2\n'],
  ['before an end', 'a: 1\n---\nb: 1\ntarget: 2\n...\n---\nc: 3\n'],
  ['with a tag and anchors', '---\na: 1\n---\n!!map\nb: &x [1]\nc: *x\ntarget: 2\n'],
  ['in windows lines', 'a: 1\r\n---\r\nb: 1\r\ntarget: 2\r\n'],
  ['of JSON', '{"a": 1}\n---\n{\n"b": 1, "target": 2}\n'],
  ['with separators in text', "a: 1\n---\nb: |\n  ---\n  x\n'target': 2\n"],
])('the place of a field in a document %s', (_which, text) => {
  const { documents } = new YamlText('a.yaml', text);
  const [document] = documents.filter(({ value }) => Object.hasOwn(value as object, 'target'));
  const offset = text.search(/["']?target/);
  expect(document?.positionOf(['target'])).toEqual(new Lines(text).positionOf(offset));
});

test('a long key is read behind "? ", as both writers write it, and refused without, as by Go', () => {
  const key = 'k'.repeat(1025);
  const read = (text: string) => new YamlText('x.yaml', text).documents[0]?.value;
  expect(read(`a:\n  ? ${key}\n  : v\n`)).toEqual({ a: { [key]: 'v' } });
  expect(read(`a:\n  ${key.slice(1)}: v\n`)).toEqual({ a: { [key.slice(1)]: 'v' } });
  expect(() => read(`a:\n  ${key}: v\n`)).toThrow('x.yaml:2:3: a key longer than 1024 characters');
});

test('a key with the hash of `items` is another key', () => {
  const text = 'fwmgbqes:\n- kind: Pod\n';
  expect(readAsJson([text])[0]?.starts).toBeUndefined();
  expect(values(text)).toEqual([{ fwmgbqes: [{ kind: 'Pod' }] }]);
  expect(values(`${text}items:\n- kind: Pod\n`)).toEqual([{ fwmgbqes: [{ kind: 'Pod' }], items: [{ kind: 'Pod' }] }]);
});

test('JSON is made of maps with few keys: each one is compared with all before it', () => {
  const map = (keys: number) => `data:\n${Array.from({ length: keys }, (_, i) => `  key-${i}: ${i}\n`).join('')}`;
  expect(readAsJson([256, 257].map(map)).map((one) => one !== undefined)).toEqual([true, false]);
  expect(values(map(257))).toEqual([
    { data: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`key-${i}`, i])) },
  ]);
});
