import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { array, assert, jsonValue, property, string, uniqueArray } from 'fast-check';
import { type Packed, pack } from '../../lib/page/pack';
import { anyCharacter } from '../support/any-character';
import { runs } from '../support/size';

/** What the browser reads. */
const unpack = new Function(`${readFileSync('lib/page/browser/unpack.js', 'utf8')}; return unpack;`)() as (
  packed: Packed,
) => unknown;
const throughPage = (value: unknown) => unpack(JSON.parse(JSON.stringify(pack(value))));

describe('what is packed is unpacked', () => {
  test('any JSON', () => {
    assert(
      property(jsonValue({ maxDepth: 4, stringUnit: anyCharacter }), (value) => {
        expect(throughPage(value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: runs(1000) },
    );
  });

  test('strings that begin and end like others', () => {
    assert(
      property(
        array(string({ unit: anyCharacter, maxLength: 4 })),
        uniqueArray(string({ minLength: 12 })),
        (heads, ends) => {
          const all = [...ends, ...heads.flatMap((head) => ends.map((end) => `${head} ${end}`))];
          expect(throughPage(all)).toEqual(all);
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  test('without fields that are undefined, and with fields of any name', () => {
    const value = { a: undefined, b: [{ a: undefined }], toString: 'x', 0: 'y' };
    expect(throughPage(value)).toEqual({ 0: 'y', b: [{}], toString: 'x' });
  });
});

test('equal strings are there once, and what they begin and end with too', () => {
  const id = '/subscriptions/1/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/';
  const ids = Array.from({ length: 1000 }, (_, i) => `${id}${i}`);
  const packed = JSON.stringify(pack([ids, ids.map((one) => `needs ${one}`), ids]));
  expect(packed.split('ManagedIdentity').length).toBe(2);
});

test('a list that is at several places is there once', () => {
  const list = ['a', 'b', 'c'];
  expect(pack([list, list, []])).toEqual({
    strings: [0, 'a', 0, 'b', 0, 'c'],
    shapes: [],
    shared: [[-2, 0, 1, 2]],
    value: [-2, [-3, 0], [-3, 0], [-2]],
  });
});
