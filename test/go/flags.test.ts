import { describe, expect, test } from '@jest/globals';
import { parseGoFlags, parsePflags } from '../../lib/go/flags';
import { reasonOf } from '../../lib/simulation/flag-fault';
import { FLAG_TABLES } from '../../lib/upstream/flags';

/** What the program reads before it exits or stops. */
const told = ({ given, faults: [fatal], ignoredFrom }: ReturnType<typeof parseGoFlags>) => {
  const end = Math.min(fatal?.index ?? Infinity, ignoredFrom ?? Infinity);
  return {
    given: given.filter(({ index }) => index < end).map(({ name, value }) => `${name}=${value}`),
    ...(fatal?.index === end && { fatal: reasonOf(fatal) }),
    ...(ignoredFrom === end && { ignoredFrom }),
  };
};

describe("Go's flag, which MIC has", () => {
  test.each<[string[], object]>([
    [['--v=5', '-forceNamespaced', '--logtostderr'], { given: ['v=5', 'forceNamespaced=true', 'logtostderr=true'] }],
    [['--cloudconfig', '/etc/x.json', '-v', '5'], { given: ['cloudconfig=/etc/x.json', 'v=5'] }],
    [['--forceNamespaced', 'false', '--logtostderr'], { given: ['forceNamespaced=true'], ignoredFrom: 1 }],
    [['--logtostderr', '--', '--forceNamespaced'], { given: ['logtostderr=true'], ignoredFrom: 1 }],
    [['-', '--forceNamespaced'], { given: [], ignoredFrom: 0 }],
    [['---v=1'], { given: [], fatal: '---v=1 is not a flag' }],
    [['--=1'], { given: [], fatal: '--=1 is not a flag' }],
    [['--nmi-port=1'], { given: [], fatal: 'unknown flag --nmi-port' }],
    [['--createDeleteBatch=1e+06'], { given: [], fatal: '"1e+06" is not a valid value of --createDeleteBatch' }],
    [['--immutable-user-msis='], { given: ['immutable-user-msis='] }],
    [['--forceNamespaced='], { given: [], fatal: '"" is not a valid value of --forceNamespaced' }],
  ])('%j', (args, expected) => {
    expect(told(parseGoFlags(args, FLAG_TABLES.mic))).toEqual(expected);
  });

  test.each(['3600s', '1h30m', '1.5h', '100ms', '0', '+0', '.5s', '1.s', '-1m'])('the duration %s', (value) => {
    expect(parseGoFlags([`--syncRetryDuration=${value}`], FLAG_TABLES.mic).faults).toEqual([]);
  });

  test.each(['3600', '15', '1d', '', '5 m', '00'])('no duration: %j', (value) => {
    expect(parseGoFlags([`--syncRetryDuration=${value}`], FLAG_TABLES.mic).faults).toHaveLength(1);
  });
});

describe('pflag, which NMI has', () => {
  test.each<[string[], object]>([
    [['--v=5', '-v4', '-v=3', '-v', '2'], { given: ['v=5', 'v=4', 'v=3', 'v=2'] }],
    [['--forceNamespaced', 'false', '--logtostderr'], { given: ['forceNamespaced=true', 'logtostderr=true'] }],
    [['--node', 'n1', 'x', '--', '--forceNamespaced'], { given: ['node=n1'], ignoredFrom: 3 }],
    [['--node', '--forceNamespaced'], { given: ['node=--forceNamespaced'] }],
    [['--enableScaleFeatures='], { given: [], fatal: '"" is not a valid value of --enableScaleFeatures' }],
    [['-x'], { given: [], fatal: 'unknown flag -x' }],
    [['--'], { given: [], ignoredFrom: 0 }],
  ])('%j', (args, expected) => {
    expect(told(parsePflags(args, FLAG_TABLES.nmi))).toEqual(expected);
  });
});
