import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Manifests, MigrationStage } from '../../../lib';
import { objectsOf, workloadChoices, written, yamlStyle } from '../../support/random-yaml';
import { reasonsOf, rewrittenText } from '../../support/rewritten';
import { runs } from '../../support/size';

const { POD_IDENTITY, DUAL, PROXY, WORKLOAD_IDENTITY } = MigrationStage;

test('there and back gives the original bytes, whatever the style', () => {
  let rewritten = 0;
  fc.assert(
    fc.property(workloadChoices, yamlStyle, (choices, style) => {
      const text = written(objectsOf(choices), style);
      // The generator writes what it means.
      expect(Manifests.fromText('a.yaml', text).objects.map(({ kind }) => kind)).toHaveLength(choices.length + 3);
      const there = rewrittenText(text, { to: DUAL });
      expect(reasonsOf(there)).toEqual([]);
      rewritten += there.changed.length;
      expect(there.changed).toHaveLength(choices.length);
      expect(rewrittenText(there.text, { to: DUAL }).text).toBe(there.text);
      const proxied = rewrittenText(there.text, { to: PROXY });
      expect(reasonsOf(proxied)).toEqual([]);
      expect(rewrittenText(proxied.text, { to: DUAL }).text).toBe(there.text);
      const back = rewrittenText(proxied.text, { to: POD_IDENTITY });
      expect(rewrittenText(back.text, { to: POD_IDENTITY }).text).toBe(back.text);
      for (const one of [there, proxied, back]) {
        expect(rewrittenText(one.text, { to: POD_IDENTITY, isFinal: true }).text).toBe(text);
      }
      const last = rewrittenText(there.text, { to: WORKLOAD_IDENTITY });
      expect(reasonsOf(last)).toEqual([]);
      expect(last.text).not.toMatch(/aadpodidbinding:/);
      expect(rewrittenText(last.text, { to: WORKLOAD_IDENTITY }).text).toBe(last.text);
    }),
    { numRuns: runs(600) },
  );
  expect(rewritten).toBeGreaterThan(100);
});
