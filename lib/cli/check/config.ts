import { type CheckConfig, checkConfig, readConfig } from '../../checks/check-config';
import { Problems } from '../../validate/problems';
import { UserError } from '../user-error';

/** The settings of a check that can be said on the line, too. */
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

/** The settings of the config file, if there is one, with what is said on the line instead of what it says. */
export function configOf(flags: CheckFlags): CheckConfig {
  const given = Object.fromEntries(
    NAMES.filter((name) => flags[name] !== undefined).map((name) => [name, flags[name]]),
  );
  try {
    const file = flags.config === undefined ? {} : readConfig(flags.config);
    const problems = Problems.in('');
    checkConfig(problems, given);
    if (!problems.areNone) throw new Error(problems.found.map(asFlag).join('\n'));
    return { ...file, ...given };
  } catch (error) {
    throw new UserError((error as Error).message);
  }
}

/** Says the flag where a message says the field. */
function asFlag(problem: string): string {
  return problem.replace(/^[A-Za-z]+(?=:)/, (name) => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`);
}
