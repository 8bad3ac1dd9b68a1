import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { yamlSurprise } from '../../lib/synth/yaml-text';
import { DNS_SUBDOMAIN, SELECTOR } from '../../lib/validate/kubernetes-names';
import { selectorOfIdentity } from '../../lib/validate/selectors';

test('a namespaced identity is its own selector, unless a reader of YAML would take its name for a number', () => {
  const names = fc
    .tuple(
      fc.constantFrom('', '0o', '0o-', '1e', '0x'),
      fc.string({ unit: fc.constantFrom(...'0123456789aboex.-'), maxLength: 9 }),
    )
    .map((parts) => parts.join(''))
    .filter((name) => DNS_SUBDOMAIN.accepts(name) && SELECTOR.accepts(name));
  fc.assert(
    fc.property(names, (name) => {
      const isPlain = selectorOfIdentity({ name, namespace: 'shop', namespaced: true }) === name;
      expect({ name, isPlain }).toEqual({ name, isPlain: yamlSurprise(name) === undefined });
    }),
    { numRuns: 2000, examples: [['0o17'], ['0o-7'], ['0o8'], ['2020-01-01'], ['1e3'], ['17'], ['orders']] },
  );
});
