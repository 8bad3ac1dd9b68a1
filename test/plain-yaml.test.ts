import { expect, test } from '@jest/globals';
import { plainYaml } from '../lib/checks/plain-yaml';

test.each([
  ['orders', 'orders'],
  [7, '7'],
  ['7', '"7"'],
  ['1:30', '"1:30"'],
  ['2021-01-01', '"2021-01-01"'],
  ['a\tb', '"a\\tb"'],
  ['a\u0085b\u2028\u202e', '"a\\u0085b\\u2028\\u202e"'],
  ['a\ufffe', '"a\\ufffe"'],
  ['\u{e0001}', '"\\U000e0001"'],
  ['😀 "', '"😀 \\""'],
])('%j is written %s in a fix', (value, written) => {
  expect(plainYaml(value)).toBe(written);
});
