import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeYaml } from '../../lib/manifests/yaml-writer';

/** Text that some reader, or only the syntax, reads as something else; and text that is what it looks like. */
const text = fc.oneof(
  fc.constantFrom(
    'true',
    'null',
    '~',
    'y',
    'on',
    '.inf',
    '1e3',
    '0x1F',
    '0b1',
    '1_000',
    '1.5',
    '2001-01-01',
    '=',
    '<<',
  ),
  fc.constantFrom('', '-', '- a', 'a: b', 'a #b', '#', '---', '...', '-a', '.a', '_', '/a/b', 'a:b', 'a ', 'a\n', 'é'),
  fc.constantFrom('a'.repeat(255), 'a'.repeat(1025), '00000000-0000-4000-8000-000000000001', '10e5', '0777'),
  fc.stringMatching(/^[\w/][\w./-]{0,8}$/),
);
const { object } = fc.letrec<{ object: object; value: unknown }>((tie) => ({
  object: fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  value: fc.oneof(
    { weight: 4, arbitrary: text },
    fc.constantFrom(0, -1, 1.5, 1e21, true, null),
    tie('object'),
    fc.array(text, { maxLength: 2 }),
  ),
}));

describe('the writer of YAML', () => {
  test('writes objects of words, which it writes itself, as js-yaml does', () => {
    fc.assert(
      fc.property(object, (value) => {
        // The list at the end leaves all of it to js-yaml.
        const last = 'last: []\n';
        fc.pre(!Object.hasOwn(value, 'last'));
        if (Object.keys(value).length === 0) return;
        expect(writeYaml(value) + last).toBe(writeYaml({ ...value, last: [] }));
      }),
      { numRuns: 2000, seed: 18 },
    );
  });

  test.each([
    [{}, '---\n{}\n'],
    [{ a: {} }, '---\na: {}\n'],
    [{ a: { b: 'true', c: 'words' } }, "---\na:\n  b: 'true'\n  c: words\n"],
    [{ a: { b: 1, 'c/d': 'e.f-g' } }, '---\na:\n  b: 1\n  c/d: e.f-g\n'],
    [{ '1': 'a', yes: 'b' }, "---\n'1': a\n'yes': b\n"],
  ])('%j', (value, written) => {
    expect(writeYaml(value)).toBe(written);
  });
});
