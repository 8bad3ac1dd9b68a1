import { describe, expect, test } from '@jest/globals';
import { isSelected } from '../../lib/validate/label-selector';

describe('label selectors of Kubernetes', () => {
  const labels = { app: 'orders', tier: 'web' };
  test.each<[string, object | undefined, boolean]>([
    ['none', undefined, true],
    ['an empty one', {}, true],
    ['an equal label', { matchLabels: { app: 'orders' } }, true],
    ['another value', { matchLabels: { app: 'carts' } }, false],
    ['all labels must be equal', { matchLabels: { app: 'orders', tier: 'db' } }, false],
    ['a label that is missing', { matchLabels: { zone: 'a' } }, false],
    ['a property of every object', { matchLabels: { constructor: 'x' } }, false],
    ['In', { matchExpressions: [{ key: 'app', operator: 'In', values: ['carts', 'orders'] }] }, true],
    ['In, without the value', { matchExpressions: [{ key: 'app', operator: 'In', values: ['carts'] }] }, false],
    ['In, without the label', { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }, false],
    ['NotIn', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['carts'] }] }, true],
    ['NotIn, with the value', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['orders'] }] }, false],
    ['NotIn, without the label', { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] }, true],
    ['Exists', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, true],
    ['Exists, without the label', { matchExpressions: [{ key: 'zone', operator: 'Exists' }] }, false],
    ['DoesNotExist', { matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }] }, true],
    ['DoesNotExist, with the label', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false],
    ['an unknown operator', { matchExpressions: [{ key: 'zone', operator: 'Is' }] }, false],
    [
      'labels and expressions',
      { matchLabels: { app: 'orders' }, matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['web'] }] },
      false,
    ],
  ])('%s', (_what, selector, expected) => {
    expect(isSelected(selector as never, labels)).toBe(expected);
  });
});
