import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { printable, printableLines } from '../../lib/validate/printable';
import { anyCharacter } from '../support/any-character';

test.each([
  ['orders', 'orders'],
  ['Müller 日本 🎉', 'Müller 日本 🎉'],
  ['a\u001b[31mb\u0007', 'a\\u001b[31mb\\u0007'],
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['a\u0085b\u2028c\u2029d', 'a\\u0085b\\u2028c\\u2029d'],
  ['\u009b1m\u202e\u2066\u200b\ufeff', '\\u009b1m\\u202e\\u2066\\u200b\\ufeff'],
  ['\ud800x', '\\ud800x'],
  ['\u{e0041}', '\\udb40\\udc41'],
])('%j is shown as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('no text moves the cursor, hides or reorders', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u);
    }),
  );
});

test('line feeds of our own stay', () => {
  expect(printableLines('a\u001b\nb')).toBe('a\\u001b\nb');
});
