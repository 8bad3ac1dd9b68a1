import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutTo, widthOf, wrapped } from '../../lib/validate/columns';

test('columns of a text', () => {
  expect(['abc', '注文', 'e\u0301', '한글 a', '🚀', ''].map(widthOf)).toEqual([3, 4, 1, 6, 2, 0]);
});

test('lines are broken at spaces, and only there', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapped('注文 注文', 7)).toEqual(['注文', '注文']);
  expect(wrapped('a long-long-word b', 5)).toEqual(['a', 'long-long-word', 'b']);
  expect(wrapped('', 5)).toEqual(['']);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, width) => {
      const lines = wrapped(text, width);
      expect(lines.join(' ').replace(/ +/g, ' ').trim()).toBe(text.replace(/ +/g, ' ').trim());
      expect(lines.filter((line) => widthOf(line) > width && line.trim().includes(' '))).toEqual([]);
    }),
  );
});

test('no line begins with what a CI system reads as a command', () => {
  expect(wrapped('aaaa ::stop-commands::x ##[error]', 5)).toEqual(['aaaa ::stop-commands::x ##[error]']);
});

test('a text is cut to its columns', () => {
  expect([cutTo('abcdef', 3), cutTo('注文', 3), cutTo('a\u0301b', 1)]).toEqual(['abc', '注', 'a\u0301']);
});
