import { goDuration } from '../../go/duration';
import { goFloat, goInteger } from '../../go/numbers';
import type { Controller } from '../../simulation/controller';
import type { Program } from '../../upstream/flag';
import { Mode } from '../../upstream/mode';
import { micWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import { type Rule, type RuleFinding, Severity } from '../rule';

interface Limit {
  readonly program: Program;
  readonly flag: string;
  readonly isTooSmall: (value: string) => boolean;
  readonly allowed: string;
  readonly effect: string;
  /** The default. */
  readonly fix: string;
}

const notPositive = (value: string) => goInteger(value) <= 0;
const noTime = (value: string) => (goDuration(value) ?? 1) <= 0;
const tooSlow = (value: string) => goFloat(value) > 0 && goFloat(value) < 1;

const LIMITS: readonly Limit[] = [
  {
    program: 'mic',
    flag: 'createDeleteBatch',
    isTooSmall: notPositive,
    allowed: '1 or more',
    effect: 'MIC waits forever before it creates the first AzureAssignedIdentity',
    fix: '20',
  },
  {
    program: 'mic',
    flag: 'clientQps',
    isTooSmall: tooSlow,
    allowed: '1 or more',
    effect: 'MIC exits, because the burst is the integer part, 0',
    fix: '5',
  },
  {
    program: 'mic',
    flag: 'syncRetryDuration',
    isTooSmall: noTime,
    allowed: 'more than 0',
    effect: 'MIC panics when it creates its ticker',
    fix: '1h',
  },
  {
    program: 'mic',
    flag: 'identity-assignment-reconcile-interval',
    isTooSmall: noTime,
    allowed: 'more than 0',
    effect: 'MIC panics when it creates its ticker',
    fix: '3m',
  },
  {
    program: 'mic',
    flag: 'leader-election-duration',
    isTooSmall: noTime,
    allowed: 'more than 0',
    effect: 'MIC cannot hold the lease and exits',
    fix: '15s',
  },
  {
    program: 'nmi',
    flag: 'ipt-update-interval-sec',
    isTooSmall: notPositive,
    allowed: '1 or more',
    effect: 'NMI panics when it creates its ticker',
    fix: '60',
  },
];

/** A number that a program accepts, and at which it fails later. */
export const flagValueTooSmall: Rule = {
  id: 'flag-value-too-small',
  title: 'A flag of MIC or NMI has a value that makes it fail later',
  severity: Severity.ERROR,
  why: 'The flags accept these values, but the program then fails: a ticker of 0 panics, a batch of 0 blocks, and with no attempts no identity is found.',
  symptom: 'CrashLoopBackOff after a panic; or MIC creates no AzureAssignedIdentity; or NMI answers 404 at once.',
  bad: micWith('--createDeleteBatch=0'),
  good: micWith('--createDeleteBatch=20'),
  source: 'pkg/mic/mic.go, pkg/nmi/standard.go, pkg/nmi/server/server.go',
  check: (checked) => readableIn(checked).flatMap((started) => [...limited(started), ...withoutAttempts(started)]),
};

function limited(started: Controller): RuleFinding[] {
  return LIMITS.flatMap(({ program, flag, isTooSmall, allowed, effect, fix }) => {
    const given = started.program === program ? started.flags.find(flag) : undefined;
    if (!given || !isTooSmall(given.value)) return [];
    const message = `The flag --${flag} is ${given.value}; allowed: ${allowed}. With this value ${effect}. Write a larger value.`;
    return [{ object: started.manifest, path: started.argument(given.index), message, fix: `- --${flag}=${fix}` }];
  });
}

/** Managed mode makes no attempts. */
function withoutAttempts(started: Controller): RuleFinding[] {
  if (started.program === 'mic' || started.mode.value === Mode.MANAGED) return [];
  const created = started.flags.find('retry-attempts-for-created');
  const assigned = started.flags.find('retry-attempts-for-assigned');
  if (!created || !assigned || goInteger(created.value) + goInteger(assigned.value) > 0) return [];
  const message =
    'The flags --retry-attempts-for-created and --retry-attempts-for-assigned are both 0. NMI never looks for an identity, and every token request fails at once. Set one of them to 1 or more.';
  const path = started.argument(assigned.index);
  return [{ object: started.manifest, path, message, fix: '- --retry-attempts-for-assigned=4' }];
}
