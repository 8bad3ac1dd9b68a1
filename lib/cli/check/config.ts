import { type CheckConfig, CONFIG_FIELDS, checkConfig, readConfig } from '../../checks/check-config';
import { ProblemsError } from '../../validate/problem';
import { Problems } from '../../validate/problems';
import { UserError } from '../user-error';

/** The settings of a check that flags can set too. */
export interface CheckFlags extends CheckConfig {
  readonly config?: string;
}

/** The settings of the config file, if there is one; flags override them. */
export function configOf(flags: CheckFlags): CheckConfig {
  const names = CONFIG_FIELDS.filter((name) => flags[name] !== undefined);
  const given = Object.fromEntries(names.map((name) => [name, flags[name]]));
  try {
    const file = flags.config === undefined ? {} : readConfig(flags.config);
    const problems = Problems.in('');
    checkConfig(problems, given);
    if (!problems.areNone) {
      throw new ProblemsError(problems.found.map((problem) => ({ ...problem, field: flagOf(problem.field) })));
    }
    return { ...file, ...given };
  } catch (error) {
    throw new UserError((error as Error).message.split('\n'));
  }
}

/** The flag that sets a field: `--fail-on`. */
function flagOf(field: string): string {
  return `--${field.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
}
