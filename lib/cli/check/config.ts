import { type CheckConfig, checkConfig, readConfig } from '../../checks/check-config';
import { ProblemsError } from '../../validate/problem';
import { Problems } from '../../validate/problems';
import { UserError } from '../user-error';

/** The settings of a check that flags can set too. */
export interface CheckFlags extends Omit<CheckConfig, 'suppressions'> {
  readonly config?: string;
}

const NAMES = [
  'failOn',
  'namespace',
  'mode',
  'forceNamespaced',
  'wholeCluster',
  'networkPlugin',
  'kubernetesVersion',
  'kubeletClientId',
  'nodeResourceGroup',
  'aksAddon',
] as const satisfies readonly (keyof CheckFlags)[];

/** The settings of the config file, if there is one; flags override them. */
export function configOf(flags: CheckFlags): CheckConfig {
  const given = Object.fromEntries(
    NAMES.filter((name) => flags[name] !== undefined).map((name) => [name, flags[name]]),
  );
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
