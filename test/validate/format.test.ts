import { expect, test } from '@jest/globals';
import { show } from '../../lib/validate/format';

test('a value of a message is cut after 300 characters, with its length', () => {
  const whole = 'x'.repeat(298);
  expect(show(whole)).toBe(`"${whole}"`);
  expect(show(`${whole}x`)).toBe(`"${whole}x… (301 characters)`);
  expect(show('x'.repeat(5000))).toBe(`"${'x'.repeat(299)}… (5002 characters)`);
});
