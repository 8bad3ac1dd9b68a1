import { describe, expect, test } from '@jest/globals';
import { exactVersion, includesRelease } from '../../lib/go/version-range';

const LAST = [4, 1, 18];

describe('a range of versions', () => {
  test.each<[string, boolean | undefined]>([
    ['*', true],
    ['', true],
    ['4', true],
    ['4.x', true],
    ['4.1.X', true],
    ['=4.1.18', true],
    ['v4.1.18', true],
    ['>4', false],
    ['>4.0', true],
    ['>= 4.1.18', true],
    ['<=4.1', true],
    ['<4.1', false],
    ['!=4.1.18', false],
    ['~4', true],
    ['~4.1.2', true],
    ['~4.0.0', false],
    ['~>4.1', true],
    ['^4.0.0', true],
    ['^4.2.0', false],
    ['^3', false],
    ['>=3.0.0, <4.0.0', false],
    ['>=3.0.0 <5', true],
    ['3.x || 4.1.x', true],
    ['3.x || 2.x', false],
    ['^0.3', false],
    // Not read.
    ['4.0.0 - 4.2.0', undefined],
    ['>=4.0.0-0', undefined],
    ['main', undefined],
    ['4.1.18.2', undefined],
    ['3.x || main', undefined],
  ])('%j includes 4.1.18: %s', (range, answer) => {
    expect(includesRelease(range, LAST)).toBe(answer);
  });

  test.each<[string, readonly number[] | undefined]>([
    ['4.1.18', [4, 1, 18]],
    ['v4.1.2', [4, 1, 2]],
    ['= 4.1.2', [4, 1, 2]],
    ['4.1.2-rc.1', [4, 1, 2]],
    ['4.1', undefined],
    ['~4.1.2', undefined],
    ['4.1.2 || 3.0.0', undefined],
  ])('%j is exactly %j', (text, version) => {
    expect(exactVersion(text)).toEqual(version);
  });
});
