import { goInteger } from '../../go/numbers';
import { Mode } from '../../upstream/mode';
import { nmiWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

/** Flags that upstream recommends to set with it. */
const RETRIES = ['retry-attempts-for-created', 'retry-attempts-for-assigned', 'find-identity-retry-interval'];
const ONCE = RETRIES.map((flag) => `--${flag}=1`);

/** NMI that asks clients to retry, but only after its own retries. */
export const retryAfterWithRetries: Rule = {
  id: 'retry-after-with-retries',
  title: 'NMI sends Retry-After only after its own retries',
  severity: Severity.WARNING,
  why: 'With --set-retry-after-header NMI asks the client to retry. But it first holds the request during its own attempts, up to 100 seconds by default, longer than most clients wait.',
  symptom: 'Clients time out before they see the header.',
  bad: nmiWith('--set-retry-after-header=true'),
  good: nmiWith('--set-retry-after-header=true', ...ONCE),
  source: 'pkg/nmi/standard.go; pkg/nmi/server/server.go',
  check: (checked) =>
    readableIn(checked, 'nmi').flatMap((started) => {
      if (!started.flags.isOn('set-retry-after-header') || started.mode.value === Mode.MANAGED) return [];
      const [created = 0, assigned = 0, interval = 0] = RETRIES.map((flag) => goInteger(started.flags.value(flag)));
      // flag-value-too-small reports no attempts at all.
      if (created + assigned === 0 || (created <= 1 && assigned <= 1 && interval <= 1)) return [];
      // flag-unknown reports misspelt flags.
      if (RETRIES.some((flag) => started.flags.mentions(flag) && !started.flags.find(flag))) return [];
      const message = `NMI has --set-retry-after-header, but holds a request for ${(created + assigned) * interval} seconds before it answers. Clients time out before that. Set ${RETRIES.map((flag) => `--${flag}`).join(', ')} to 1.`;
      return [
        {
          object: started.manifest,
          path: started.placeOf('set-retry-after-header'),
          message,
          ...(!RETRIES.some((flag) => started.flags.find(flag)) && {
            fix: ONCE.map((flag) => `- ${flag}`).join('\n'),
            fixIn: [...started.containerPath, 'args'],
          }),
        },
      ];
    }),
};
