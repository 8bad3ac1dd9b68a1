import { describe, expect, test } from '@jest/globals';
import { fieldAt, valueAt } from '../../lib/validate/path';
import { wordsOf } from '../../lib/validate/problem';
import { Problems } from '../../lib/validate/problems';
import { checkProps } from '../../lib/validate/props';
import { MANAGED_IDENTITY_ID, wrongInResourceId } from '../../lib/validate/resource-id';
import { RESOURCE_ID } from '../support/ids';

const wordsFor = (add: (problems: Problems) => void) => {
  const problems = Problems.in('chart/orders');
  add(problems);
  return problems.found.map(wordsOf);
};

describe('a problem', () => {
  test.each<[string, (problems: Problems) => void]>([
    ['spec.type: got 7; allowed: a string. Quote it', (p) => p.add('spec.type', 7, 'a string', 'Quote it')],
    ['spec.clientPassword: got a string; allowed: a map', (p) => p.add('spec.clientPassword', 'hunter2', 'a map')],
    ['spec: got a list; allowed: a map', (p) => p.addKind('spec', ['hunter2'], 'a map')],
    ['spec: got a map; allowed: a list', (p) => p.addKind('spec', {}, 'a list')],
    ['spec: got an object; allowed: a map', (p) => p.addKind('spec', new RangeError(), 'a map')],
    ['metadata: invalid key "a b"; allowed: c', (p) => p.addKey('metadata', 'a b', 'c')],
    ['metadata: invalid label key "a b"; allowed: c', (p) => p.addKey('metadata', 'a b', 'c', undefined, 'label key')],
    [
      'props: unknown field "nmae"; known fields: name, namespace. Write name',
      (p) => checkProps(p, { nmae: 'x' }, ['name', 'namespace']),
    ],
    ['props: unknown field "x"; known fields: name', (p) => checkProps(p, { x: 'hunter2' }, ['name'])],
    ['props: got a string; allowed: a map with name', (p) => checkProps(p, 'hunter2', ['name'])],
    ['invalid key "a"; allowed: b', (p) => p.addKey('', 'a', 'b')],
  ])('%s', (words, add) => {
    expect(wordsFor(add)).toEqual([`chart/orders: ${words}`]);
  });

  test('with the same words is kept once', () => {
    const add = (problems: Problems) => problems.add('spec', 7, 'a map');
    expect(wordsFor((problems) => [add, add].map((again) => again(problems)))).toHaveLength(1);
  });
});

describe('a path', () => {
  const object = { a: [{ 'b.c': null }], length: undefined };

  test.each<[(string | number)[], unknown, string]>([
    [[], object, ''],
    [['a', 0, 'b.c'], null, 'a[0]["b.c"]'],
    [['a', '0', 'b.c'], null, 'a["0"]["b.c"]'],
    [['a', 0, 'b.c', 'd'], undefined, 'a[0]["b.c"].d'],
    [['a', 1], undefined, 'a[1]'],
    [['constructor', 'name'], undefined, 'constructor.name'],
    [['a', 'map'], undefined, 'a.map'],
  ])('%j', (path, value, field) => {
    expect([valueAt(object, path), fieldAt(path)]).toEqual([value, field]);
  });
});

describe('a resource id', () => {
  test.each([
    [RESOURCE_ID, undefined],
    [RESOURCE_ID.slice(1), 'it must start with "/"'],
    ['3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10', 'it looks like a client id, which belongs in clientId'],
    [`${RESOURCE_ID}/x`, 'nothing may follow the name, but "/x" does'],
    ['/subscription', 'segment 1 is "subscription", but must be "subscriptions"'],
  ])('%s', (id, wrong) => {
    expect(wrongInResourceId(id)).toBe(wrong);
    const [, sentence] = /^(.*); write \/subscriptions\//.exec(MANAGED_IDENTITY_ID.hint?.(id) ?? '') ?? [];
    expect(sentence?.toLowerCase()).toBe(wrong?.toLowerCase());
  });
});
