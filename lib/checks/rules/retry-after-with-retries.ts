import { goInteger } from '../../go/numbers';
import { nmiWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import type { Rule } from '../rule';

/** What upstream recommends beside it, and what is the default. */
const RETRIES = ['retry-attempts-for-created', 'retry-attempts-for-assigned', 'find-identity-retry-interval'];
const ONCE = RETRIES.map((flag) => `--${flag}=1`);

/** NMI that asks to try again later, after it has tried long enough. */
export const retryAfterWithRetries: Rule = {
  id: 'retry-after-with-retries',
  title: 'NMI answers with Retry-After only after its own retries',
  severity: 'warning',
  why: 'With --set-retry-after-header NMI tells the client to ask again. It first holds the request through its own attempts, up to 100 seconds by default, longer than most clients wait.',
  symptom: 'Clients time out before they see the header.',
  bad: nmiWith('--set-retry-after-header=true'),
  good: nmiWith('--set-retry-after-header=true', ...ONCE),
  source: 'pkg/nmi/standard.go; pkg/nmi/server/server.go',
  check: (checked) =>
    readableIn(checked, 'nmi').flatMap((started) => {
      if (!started.flags.isOn('set-retry-after-header') || started.mode.value === 'managed') return [];
      const [created = 0, assigned = 0, interval = 0] = RETRIES.map((flag) => goInteger(started.flags.value(flag)));
      // No attempts at all are another mistake.
      if (created + assigned === 0 || (created <= 1 && assigned <= 1 && interval <= 1)) return [];
      // Misspelt, they are another rule's.
      if (RETRIES.some((flag) => started.flags.mentions(flag) && !started.flags.find(flag))) return [];
      const message = `with --set-retry-after-header NMI still holds a request for ${(created + assigned) * interval} seconds before it answers. Add ${ONCE.join(', ')}`;
      return [
        {
          object: started.manifest,
          path: started.placeOf('set-retry-after-header'),
          message,
          fix: ONCE.map((flag) => `- ${flag}`).join('\n'),
        },
      ];
    }),
};
