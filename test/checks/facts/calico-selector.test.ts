import { expect, test } from '@jest/globals';
import { isSelectedByCalico } from '../../../lib/checks/facts/calico-selector';
import { UNKNOWN } from '../../../lib/checks/facts/maybe';

const LABELS: { readonly [key: string]: string } = { app: 'orders', 'shop.example/tier': 'front' };
const labelOf = (key: string) => (key === 'pcns.team' ? UNKNOWN : LABELS[key]);

test.each<[string, boolean | undefined]>([
  ['', true],
  ['all()', true],
  ["app == 'orders'", true],
  ['app == "orders"', true],
  ["app=='orders'&&has(app)", true],
  ["app == 'billing'", false],
  ["app != 'billing'", true],
  ["absent != 'x'", true],
  ["app in {'billing', 'orders'}", true],
  ["app not in {'billing', 'orders'}", false],
  ["absent not in {'x'}", true],
  ['has(shop.example/tier)', true],
  ['!has(app)', false],
  ["app contains 'rder'", true],
  ["app starts with 'ord'", true],
  ["app ends with 'ord'", false],
  ["!(app == 'billing') && (has(absent) || has(app))", true],
  ["app == 'billing' || app == 'orders' && has(absent)", false],
  ['global()', false],
  ["pcns.team == 'x'", undefined],
  ["pcns.team == 'x' && app == 'billing'", false],
  ["pcns.team == 'x' || app == 'orders'", true],
  ['app = orders', undefined],
  ["app == 'orders", undefined],
  ["app == 'orders' &&", undefined],
  ["(app == 'orders'", undefined],
  ["app == 'orders' has(app)", undefined],
  ['app', undefined],
  ["app in {'orders'", undefined],
])('%s', (selector, expected) => {
  expect(isSelectedByCalico(selector, labelOf)).toBe(expected);
});
