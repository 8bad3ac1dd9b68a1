import { describe, expect, test } from '@jest/globals';
import { goDuration } from '../../lib/go/duration';
import { goInteger } from '../../lib/go/numbers';
import { isAtLeast, nmiFeatures } from '../../lib/go/semver';

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

describe('versions, as the chart compares them', () => {
  const current = { hostIp: false, operationMode: true, kubeletConfig: true };
  test.each([
    ['v1.8.17', current],
    ['1.8.17', current],
    ['v1.7.0-rc.1', current],
    ['20231004', current],
    ['v1.6.0', { hostIp: true, operationMode: true, kubeletConfig: false }],
    ['v1.6.1', { hostIp: false, operationMode: true, kubeletConfig: false }],
    ['v1.6.1-0', { hostIp: true, operationMode: true, kubeletConfig: false }],
    ['v1.6.3', { hostIp: false, operationMode: true, kubeletConfig: false }],
    ['v1.5.5', { hostIp: true, operationMode: false, kubeletConfig: false }],
    ['v1', { hostIp: true, operationMode: false, kubeletConfig: false }],
  ])('%s', (tag, features) => {
    expect(nmiFeatures(tag)).toEqual(features);
  });

  test.each(['latest', 'canary', '', 'sha256-abc', 'v1.8.17-01', '1.8.17.1', 'v 1'])('%j is none', (tag) => {
    expect(nmiFeatures(tag)).toBeUndefined();
  });

  test('a pre-release counts as its release', () => {
    expect(isAtLeast('1.21.0-alpha.1', [1, 21, 0])).toBe(true);
    expect(isAtLeast('v1.20.15', [1, 21, 0])).toBe(false);
  });
});
