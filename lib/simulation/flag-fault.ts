import type { FlagFault } from '../go/flags';
import { show } from '../validate/format';
import { hideSecrets } from '../validate/secret-fields';

/** Why a program exits at an argument, in words. */
export function reasonOf({ kind, written, meant, value }: FlagFault): string {
  if (kind === 'no-flag') return `${hideSecrets(written)} is not a flag`;
  if (kind === 'no-value') return `${written} requires a value`;
  if (kind === 'bad-value') return `${show(value)} is not a valid value of ${written}`;
  const letter = /^-[^-]./.test(written) ? `${written.slice(0, 2)}, as in ` : '';
  return `unknown flag ${letter}${hideSecrets(written)}${meant ? `; write --${meant}` : ''}`;
}
