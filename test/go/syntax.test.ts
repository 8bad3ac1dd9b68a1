import { describe, expect, test } from '@jest/globals';
import { goDuration } from '../../lib/go/duration';
import { goInteger } from '../../lib/go/numbers';
import { isAtLeast } from '../../lib/go/semver';

describe('durations, as time.ParseDuration reads them', () => {
  test.each(['3600', '15', '1d', '', '5 m', '00', '1h 30m', 's', '.s', '1.5', '+', '1_000s'])('%j is none', (text) => {
    expect(goDuration(text)).toBeUndefined();
  });

  test.each([
    ['3600s', 3_600_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['100ms', 100],
    ['0', 0],
    ['+0', 0],
    ['.5s', 500],
    ['1.s', 1000],
    ['-5s', -5000],
    ['2us', 0.002],
    ['2µs', 0.002],
    ['2μs', 0.002],
  ])('%j', (text, milliseconds) => {
    expect(goDuration(text)).toBeCloseTo(milliseconds, 9);
  });
});

describe('integers, as strconv.ParseInt with base 0 reads them', () => {
  test.each(['', '1e+06', '1.0', '0x', '09', '1_', '_1', 'a', ' 1', '1 '])('%j is none', (text) => {
    expect(goInteger(text)).toBeNaN();
  });

  test.each([
    ['0', 0],
    ['-7', -7],
    ['+7', 7],
    ['0x1F', 31],
    ['0o17', 15],
    ['017', 15],
    ['0b11', 3],
    ['1_000', 1000],
  ])('%j', (text, value) => {
    expect(goInteger(text)).toBe(value);
  });
});

describe('versions, as Helm compares them', () => {
  test('a pre-release counts as its release', () => {
    expect(isAtLeast('1.21.0-alpha.1', [1, 21, 0])).toBe(true);
    expect(isAtLeast('v1.20.15', [1, 21, 0])).toBe(false);
  });
});
