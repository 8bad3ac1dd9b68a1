import { expect, test } from '@jest/globals';
import { show } from '../../lib/validate/format';

test('a value of a message is cut after 300 characters, with its length', () => {
  const whole = 'x'.repeat(298);
  expect(show(whole)).toBe(`"${whole}"`);
  expect(show(`${whole}x`)).toBe(`"${whole}x… (301 characters)`);
  expect(show('x'.repeat(5000))).toBe(`"${'x'.repeat(299)}… (5002 characters)`);
});

test('however long a value is, a message about it takes no time', () => {
  for (const word of ['x', '-', '--x', "x'", 'x ', 'a.b=']) {
    const started = performance.now();
    expect(show(word.repeat(50_000)).length).toBeLessThan(330);
    expect(performance.now() - started).toBeLessThan(2000);
  }
});
