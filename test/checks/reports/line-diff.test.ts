import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineDiff } from '../../../lib/checks/reports/line-diff';

const lines = (count: number, prefix = 'l') => Array.from({ length: count }, (_, i) => `${prefix}${i}`).join('\n');

test('shows what goes and what comes, with the lines around it', () => {
  expect(lineDiff('a\nb\nc\n', 'a\nx\nc\nd\n')).toBe(' a\n-b\n+x\n c\n+d');
});

test('leaves out what is far from a change', () => {
  const diff = lineDiff(`${lines(30)}\nold\n${lines(30, 'm')}`, `${lines(30)}\nnew\n${lines(30, 'm')}`).split('\n');
  expect(diff).toHaveLength(1 + 8 + 2 + 8 + 1);
  expect([diff[0], diff[1], diff[9], diff[10], diff.at(-1)]).toEqual([' …', ' l22', '-old', '+new', ' …']);
});

test('cuts a long change short', () => {
  const diff = lineDiff('a', `a\n${lines(500)}`).split('\n');
  expect(diff.slice(0, 2)).toEqual([' a', '+l0']);
  expect(diff.length).toBeLessThan(25);
  expect(diff.at(-1)).toBe(' …');
});

test('tells short texts whole: each can be made of it again', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 8 }).map((all) => all.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after);
      const diff = lineDiff(before, after).split('\n');
      const without = (sign: string) => diff.filter((line) => line[0] !== sign).map((line) => line.slice(1));
      expect([without('+').join('\n'), without('-').join('\n')]).toEqual([before, after]);
    }),
  );
});
