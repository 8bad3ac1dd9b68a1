import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Manifests } from '../../lib';
import { CheckedCluster } from '../../lib/checks/checked-cluster';
import { micWith, nmiWith } from '../../lib/checks/examples/controller-examples';
import type { Program } from '../../lib/upstream/flag';
import { FLAG_TABLES } from '../../lib/upstream/flags';
import { findingsOf } from '../support/checks';
import { DERIVED_RULES } from '../support/derived-rules';
import { runs } from '../support/size';

const WITH: { readonly [program in Program]: (...args: string[]) => string } = { mic: micWith, nmi: nmiWith };

/** Arguments, right and wrong. */
const argument = (program: Program) =>
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom('--', '-'),
        fc.constantFrom(...Object.keys(FLAG_TABLES[program]), 'forcenamespaced', 'nope', 'operationmode'),
        fc.constantFrom('', '=', '=true', '=yes', '=0', '=-1', '=5', '=5m', '=1d', '=json', '=managed', ' true'),
      )
      .map((parts) => parts.join('')),
    fc.constantFrom('true', 'false', '--', 'word', '-', '---v', '--=1', '-v5'),
    // What ends it without a parser's word.
    fc.constantFrom(
      '--version',
      '--version=1',
      '--operation-mode=managed',
      '--operation-mode=both',
      '--log-format=xml',
    ),
  );

test.each(['mic', 'nmi'] as const)(
  'whatever ends %s when it is started is an error, told once for each argument',
  (program) => {
    fc.assert(
      fc.property(fc.array(argument(program), { maxLength: 5 }), (args) => {
        const manifests = Manifests.fromText('x.yaml', WITH[program](...args.map((arg) => JSON.stringify(arg))));
        const { controllers } = new CheckedCluster(manifests).settings;
        const findings = findingsOf(manifests, {}, DERIVED_RULES);
        if (controllers[0]?.exit) expect(findings.filter(({ severity }) => severity === 'error')).not.toEqual([]);
        const places = findings.map(({ line, path }) => `${line} ${path}`).filter((place) => /args\[/.test(place));
        expect(places).toEqual([...new Set(places)]);
      }),
      { numRuns: runs(300) },
    );
  },
);
